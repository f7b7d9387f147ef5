#include "report/markdown.h"

#include <algorithm>

#include "report/describe.h"
#include "report/text.h"

namespace triwire::conformance {
namespace {

// Words of a subject mean nothing to Markdown, and stay on their line.
std::string inCell(const std::string& text) {
  constexpr std::string_view SPECIAL = "\\`*_{}[]<>#|!~&$";
  std::string out;
  for (const char c : text) {
    if (SPECIAL.find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

// A block that no line of `text` can close.
std::string block(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fence + "text\n" + text + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string row(const SubjectRun& run) {
  const auto cell = [](std::size_t number) {
    return " | " + (number == 0 ? "–" : std::to_string(number));
  };
  if (!run.rejected.empty())
    return "| " + inCell(run.label) + " | " + run.profile + " | not examined | | | | | | | |\n";
  const auto incomplete = std::count_if(run.cases.begin(), run.cases.end(),
                                  [](const Case& performed) { return performed.isIncomplete(); });
  return "| " + inCell(run.label) + " | " + run.profile + " | " + std::to_string(countRan(run)) +
         " of " + std::to_string(countScored(run)) + cell(count(run, Verdict::PASS)) +
         cell(count(run, Verdict::FAIL)) + cell(count(run, Verdict::WARN)) + cell(countKnown(run)) +
         cell(count(run, Verdict::INCONCLUSIVE) + count(run, Verdict::COULD_NOT_RUN)) +
         cell(count(run, Verdict::UNSUPPORTED)) + cell(static_cast<std::size_t>(incomplete)) + " |\n";
}

std::string details(const SubjectRun& run) {
  std::string out;
  if (!run.rejected.empty())
    out += "**Not examined**: " + inCell(run.rejected) + "\n\n" + block(run.rejectedStderr);
  for (const std::string& sentence : run.staleKnownFailures)
    out += "**Stale** " + inCell(sentence) + ".\n\n";
  for (const bool broken : {true, false})
    for (const std::string& trouble : claimTroubles(run, broken))
      out += "**Claim** the subject " + inCell(trouble) + ".\n\n";
  for (const Result& result : run.results) {
    if (!isTrouble(result) || !result.known.empty() || result.evidence.empty()) continue;
    out += "<details><summary><b>" + std::string(name(result.verdict)) + "</b> <code>" +
           result.requirement->id + "</code></summary>\n\n> " + result.requirement->text + "\n\n" +
           block(failureText(run, result)) + "\n</details>\n\n";
  }
  for (const Case& performed : run.cases)
    if (performed.isIncomplete() && !run.knownFailures.contains(performed.scenario))
      out += std::string(performed.isLost() ? "**Lost**" : "**Stalled**") + " scenario " + inCell(performed.scenario) + ": " +
             inCell(performed.trouble()) + "\n\n" +
             block(rerunLine(run, performed.scenario)) + "\n";
  return out.empty() ? "" : "\n### " + inCell(run.label) + "\n\n" + out;
}

}  // namespace

std::string markdownReport(const Provenance& provenance, const std::vector<SubjectRun>& runs) {
  std::string out = "## Triwire conformance\n\nSuite " + provenance.suite + ", specification " +
                    provenance.specification + ", " + provenance.started + ", seed " +
                    std::to_string(provenance.seed) +
                    "\n\n| Subject | Profile | Ran | Pass | Fail | Warn | Known | Open | "
                    "Unsupported | Incomplete |\n|---|---|---|---|---|---|---|---|---|---|\n";
  for (const SubjectRun& run : runs) out += row(run);
  for (const SubjectRun& run : runs) out += details(run);
  return out;
}

}  // namespace triwire::conformance
