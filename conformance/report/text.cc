#include "report/text.h"

#include <algorithm>
#include <vector>

#include "record/claim.h"
#include "report/alternatives.h"
#include "report/describe.h"
#include "report/slice.h"
#include "report/stimulus.h"

namespace triwire::conformance {
namespace {

constexpr std::size_t SLICE_LINES_MAX = 24;
constexpr std::size_t STIMULUS_LINES_MAX = 12;

// A subject's words must not move the reader's cursor or change its colours.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }, '?');
  return text;
}

template <typename Each>
void forEachLine(const std::string& text, const Each& each) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    each(text.substr(at, end - at));
    at = end + 1;
  }
}

/// What shows one failure, line by line. `isIllegal` of the line with the first illegal event.
class FailureWriter {
 public:
  struct Line {
    std::string text;
    bool isIllegal = false;
  };

  std::vector<Line> write(const SubjectRun& run, const Result& result) {
    if (result.evidence.empty()) return {};
    const Evidence& evidence = result.evidence.front();
    const Case& performed = run.cases[evidence.caseIndex];
    const Finding& finding = performed.findings[evidence.findingIndex];
    line("scenario " + performed.scenario + ": " + performed.about);
    line(finding.reason);
    writeSlice(performed.history, finding);
    std::string legal;
    for (const std::string& words : legalInstead(performed.history, finding))
      legal += (legal.empty() ? "" : "; or ") + words;
    if (!legal.empty()) line("legal there: " + legal);
    writeStimulus(performed.stimulus);
    if (!performed.history.stderrTail.empty()) line("stderr:");
    forEachLine(performed.history.stderrTail, [&](const std::string& text) { line("  " + text); });
    if (result.evidence.size() > 1)
      line("and in " + std::to_string(result.evidence.size() - 1) + " other scenario" +
           (result.evidence.size() > 2 ? "s" : ""));
    line("rerun: " + rerunLine(run, performed.scenario));
    return std::move(lines_);
  }

 private:
  void writeSlice(const History& history, const Finding& finding) {
    const std::vector<std::size_t> positions = slice(history, finding);
    for (std::size_t i = 0; i < std::min(positions.size(), SLICE_LINES_MAX); ++i) {
      const Event& event = history.events()[positions[i]];
      const bool illegal = finding.violation == positions[i];
      std::string actor = name(event.actor);
      actor.resize(std::max<std::size_t>(actor.size(), 6), ' ');
      lines_.push_back({(illegal ? "> #" : "  #") + std::to_string(positions[i]) + " " + actor +
                            " " + printable(describe(history, event)) +
                            (illegal ? "  <- the first illegal event" : ""),
                        illegal});
    }
    if (positions.size() > SLICE_LINES_MAX)
      line("  … " + std::to_string(positions.size() - SLICE_LINES_MAX) + " more in the report");
  }

  // One line a step, as long as a person would read it.
  void writeStimulus(const std::string& stimulus) {
    const std::vector<std::string> steps = stimulusLines(stimulus);
    if (!steps.empty()) line("stimulus:");
    for (std::size_t i = 0; i < std::min(steps.size(), STIMULUS_LINES_MAX); ++i)
      line("  " + steps[i]);
    if (steps.size() > STIMULUS_LINES_MAX)
      line("  … " + std::to_string(steps.size() - STIMULUS_LINES_MAX) + " more: triwire list --json");
  }

  void line(const std::string& text) { lines_.push_back({printable(text)}); }

  std::vector<Line> lines_;
};

class TextWriter {
 public:
  TextWriter(const SubjectRun& run, bool colours, const std::string& specification)
      : run_(run), colours_(colours), specification_(specification) {}

  std::string write() {
    const std::string who = run_.version.empty() ? run_.name : run_.name + " " + run_.version;
    line(bold(printable(run_.label)) + " (" + (who.empty() ? "" : printable(who) + ", ") +
         "profile " + run_.profile + ")");
    line("  " + printable(headline(run_)));
    if (!run_.rejected.empty()) indented("stderr", run_.rejectedStderr);
    for (const Result& result : run_.results)
      if (result.known.empty()) writeResult(result);
    writeIncompleteCases();
    writeClaims();
    writeDeclined();
    for (const std::string& sentence : run_.staleKnownFailures)
      line("\n  " + red("STALE") + " " + printable(sentence) + ".");
    writeIds(Verdict::COULD_NOT_RUN, "their premise never occurred");
    writeKnown();
    return std::move(out_);
  }

 private:
  void writeResult(const Result& result) {
    const bool failed = result.verdict == Verdict::FAIL;
    if (!failed && result.verdict != Verdict::WARN && result.verdict != Verdict::INCONCLUSIVE)
      return;
    const std::string label = failed                            ? red("FAIL")
                              : result.verdict == Verdict::WARN ? yellow("WARN")
                                                                : yellow("INCONCLUSIVE");
    line("\n  " + label + " " + bold(result.requirement->id) + " " + result.requirement->text);
    line("    " + placeOf(*result.requirement, specification_));
    for (const FailureWriter::Line& shown : FailureWriter().write(run_, result))
      line("    " + (shown.isIllegal ? red(shown.text) : shown.text));
  }

  void writeIncompleteCases() {
    for (const Case& performed : run_.cases) {
      if (!performed.isIncomplete() || run_.knownFailures.contains(performed.scenario)) continue;
      line("\n  " + (performed.isLost() ? red("LOST") : yellow("STALLED")) + " scenario " + bold(performed.scenario) + ": " +
           printable(performed.trouble()));
      indented("stderr", performed.history.stderrTail);
      line("    rerun: " + rerunLine(run_, performed.scenario));
    }
  }

  void writeClaims() {
    for (const bool broken : {true, false})
      for (const std::string& trouble : claimTroubles(run_, broken))
        line("\n  " + (broken ? red("CLAIM") : yellow("CLAIM")) + " the subject " +
             printable(trouble));
  }

  // What a scenario needs was declared, or it would not have been performed.
  void writeDeclined() {
    for (const Case& performed : run_.cases)
      for (const Event& event : performed.history.events())
        if (event.kind == Kind::UNSUPPORTED && !capabilityOf(performed.scenario))
          line("\n  " + yellow("DECLINED") + " scenario " + performed.scenario +
               ": the subject declares all that it needs, and answered " +
               printable(describe(performed.history, event)));
  }

  void writeIds(Verdict verdict, const std::string& why) {
    constexpr std::size_t COLUMNS = 100;
    std::string ids = "   ";
    for (const Result& result : run_.results) {
      if (result.verdict != verdict || !result.known.empty()) continue;
      if (ids == "   ") line("\n  " + std::string(name(verdict)) + " (" + why + "):");
      if (ids.size() + result.requirement->id.size() >= COLUMNS) {
        line(ids);
        ids = "   ";
      }
      ids += " " + result.requirement->id;
    }
    if (ids != "   ") line(ids);
  }

  void writeKnown() {
    const std::size_t known = countKnown(run_);
    if (known > 0) line("\n  known failures:");
    for (const Result& result : run_.results)
      if (!result.known.empty())
        line("    " + result.requirement->id + " " + std::string(name(result.verdict)) + ": " +
             result.known);
  }

  void indented(const std::string& title, const std::string& text) {
    if (text.empty()) return;
    line("    " + title + ":");
    forEachLine(text, [&](const std::string& words) { line("      " + printable(words)); });
  }

  void line(const std::string& text) { (out_ += text) += '\n'; }
  std::string paint(const char* code, const std::string& text) const {
    return colours_ ? code + text + "\033[0m" : text;
  }
  std::string bold(const std::string& text) const { return paint("\033[1m", text); }
  std::string red(const std::string& text) const { return paint("\033[31m", text); }
  std::string yellow(const std::string& text) const { return paint("\033[33m", text); }

  const SubjectRun& run_;
  bool colours_;
  const std::string& specification_;
  std::string out_;
};

}  // namespace

std::string rerunLine(const SubjectRun& run, const std::string& scenario) {
  return shellQuoted(run.program) + " run --subject " + shellQuoted(run.label) + " --profile " + run.profile +
         run.moreArguments + " --run " + shellQuoted(scenario);
}

std::string reasonOf(const SubjectRun& run, const Result& result) {
  if (result.evidence.empty()) return {};
  const Evidence& first = result.evidence.front();
  return run.cases[first.caseIndex].findings[first.findingIndex].reason;
}

std::string failureText(const SubjectRun& run, const Result& result) {
  std::string out;
  for (const FailureWriter::Line& line : FailureWriter().write(run, result))
    out += line.text + "\n";
  return out;
}

std::string placeOf(const Requirement& requirement, const std::string& specification) {
  return specification.empty() ? "section \"" + requirement.sectionTitle + "\""
                               : specification + "#" + requirement.id;
}

std::string textReport(const SubjectRun& run, bool colours, const std::string& specification) {
  return TextWriter(run, colours, specification).write();
}

}  // namespace triwire::conformance
