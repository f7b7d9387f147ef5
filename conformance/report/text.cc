#include "report/text.h"

#include <algorithm>

#include "report/describe.h"
#include "report/slice.h"

namespace triwire::conformance {
namespace {

constexpr std::size_t SLICE_LINES_MAX = 24;

class TextWriter {
 public:
  TextWriter(const SubjectRun& run, bool colours) : run_(run), colours_(colours) {}

  std::string write() {
    const std::string who = run_.version.empty() ? run_.name : run_.name + " " + run_.version;
    line(bold(run_.label) + " (" + (who.empty() ? "" : who + ", ") + "profile " + run_.profile +
         ")");
    line("  " + headline(run_));
    if (!run_.rejected.empty()) indented("stderr", run_.rejectedStderr);
    for (const Result& result : run_.results)
      if (result.known.empty()) writeResult(result);
    writeLostCases();
    for (const std::string& sentence : run_.staleKnownFailures)
      line("\n  " + red("STALE") + " " + sentence + "; remove the line.");
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
    const Evidence& evidence = result.evidence.front();
    const Case& performed = run_.cases[evidence.caseIndex];
    const Finding& finding = performed.findings[evidence.findingIndex];
    line("    scenario " + performed.scenario + ": " + performed.about);
    line("    " + finding.reason);
    writeSlice(performed.history, finding);
    if (result.evidence.size() > 1)
      line("    and in " + std::to_string(result.evidence.size() - 1) + " other scenarios");
    line("    rerun: " + rerunLine(run_, performed.scenario));
  }

  void writeSlice(const History& history, const Finding& finding) {
    const std::vector<std::size_t> positions = slice(history, finding);
    for (std::size_t i = 0; i < std::min(positions.size(), SLICE_LINES_MAX); ++i) {
      const Event& event = history.events()[positions[i]];
      const bool violation = finding.violation == positions[i];
      std::string actor = name(event.actor);
      actor.resize(std::max<std::size_t>(actor.size(), 6), ' ');
      const std::string words =
          "#" + std::to_string(positions[i]) + " " + actor + " " + describe(history, event);
      line(violation ? "    > " + red(words) + "  <- the first illegal event" : "      " + words);
    }
    if (positions.size() > SLICE_LINES_MAX)
      line("      … " + std::to_string(positions.size() - SLICE_LINES_MAX) + " more in the report");
  }

  void writeLostCases() {
    for (const Case& performed : run_.cases) {
      if (!performed.isLost() || run_.knownFailures.contains(performed.scenario)) continue;
      line("\n  " + red("LOST") + " scenario " + bold(performed.scenario) + ": " +
           performed.history.endingText);
      indented("stderr", performed.history.stderrTail);
      line("    rerun: " + rerunLine(run_, performed.scenario));
    }
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
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      line("      " + printable(text.substr(at, end - at)));
      at = end + 1;
    }
  }

  // A subject's words must not move the reader's cursor or change its colours.
  static std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }, '?');
    return text;
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
  std::string out_;
};

}  // namespace

std::string rerunLine(const SubjectRun& run, const std::string& scenario) {
  return shellQuoted(run.program) + " run --subject " + shellQuoted(run.label) + " --profile " + run.profile +
         run.moreArguments + " --run " + shellQuoted(scenario);
}

std::string textReport(const SubjectRun& run, bool colours) {
  return TextWriter(run, colours).write();
}

}  // namespace triwire::conformance
