#include "cli/generate_run.h"

#include <algorithm>
#include <fstream>

#include "generate/shrink.h"
#include "report/describe.h"

namespace triwire::conformance {
namespace {

constexpr std::size_t SHRUNK_MAX = 3;

const ExamineListener NOBODY{.onSubject = [](const SubjectRun&) {},
                             .onCase = [](const SubjectRun&, const Scenario&) {},
                             .onCaseEnd = [](const SubjectRun&, const Case&) {}};

bool violates(const SubjectRun& run, const std::string& requirement) {
  return std::any_of(run.cases.begin(), run.cases.end(), [&](const Case& performed) {
    return std::any_of(performed.findings.begin(), performed.findings.end(),
                       [&](const Finding& finding) {
                         return finding.requirement == requirement &&
                                finding.verdict == Verdict::FAIL;
                       });
  });
}

}  // namespace

std::string shrinkFailures(const SubjectSpec& spec, const std::vector<Scenario>& scenarios,
                           const ExamineOptions& options, const SubjectRun& run,
                           const std::filesystem::path& folder) {
  std::string out;
  std::size_t shrunkSoFar = 0;
  ExamineOptions alone = options;
  alone.jobs = 1;
  alone.stopsAfter = nullptr;
  for (const Result& result : run.results) {
    if (result.verdict != Verdict::FAIL || !result.known.empty()) continue;
    if (shrunkSoFar++ == SHRUNK_MAX) break;
    const std::string& id = result.requirement->id;
    const std::string& name = run.cases[result.evidence.front().caseIndex].scenario;
    const auto failing = std::find_if(scenarios.begin(), scenarios.end(),
                                      [&](const Scenario& each) { return each.name == name; });
    const Scenario smallest = shrunk(*failing, [&](const Scenario& candidate) {
      return violates(examine(spec, {candidate}, alone, NOBODY), id);
    });
    const std::filesystem::path file = folder / ("shrunk-" + id + ".json");
    std::ofstream(file) << scenarioFile(smallest);
    out += id + " fails in " + name + " with " + std::to_string(stepsOf(*failing)) +
           " steps; shrunk to " + std::to_string(stepsOf(smallest)) + ": " + file.string() +
           "\n  rerun: " + run.program + " run --subject " + shellQuoted(spec.label) +
           " --profile " + spec.profile + " --suite " + shellQuoted(file.string()) + " --run " +
           name + "\n";
  }
  return out;
}

}  // namespace triwire::conformance
