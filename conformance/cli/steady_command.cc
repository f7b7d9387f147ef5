#include <iostream>
#include <map>
#include <string>

#include "cli/commands.h"
#include "cli/examine.h"
#include "cli/hostility.h"
#include "cli/selection.h"
#include "judge/check.h"

namespace triwire::conformance {
namespace {

using Verdicts = std::map<std::string, std::string>;  // By requirement, or by scenario if lost.

Verdicts verdictsOf(const SubjectSpec& spec, const Selection& selection,
                    const ExamineOptions& options) {
  const ExamineListener nobody{.onSubject = [](const SubjectRun&) {},
                               .onCase = [](const SubjectRun&, const Scenario&) {},
                               .onCaseEnd = [](const SubjectRun&, const Case&) {}};
  SubjectRun run = examine(spec, selection.scenarios, options, nobody);
  if (!run.rejected.empty()) return {{spec.label, "not examined: " + run.rejected}};
  score(bundledCatalogue(), checks(), selection.scope, run);
  Verdicts out;
  for (const Result& result : run.results)
    out[result.requirement->id] = std::string(name(result.verdict));
  for (const Case& performed : run.cases)
    if (performed.isIncomplete()) out[performed.scenario] = performed.trouble();
  return out;
}

// Prints what differs. True if nothing does.
bool areSame(const Verdicts& calm, const Verdicts& hostile, unsigned run) {
  bool same = true;
  const auto differs = [&](const std::string& what, const std::string& was, const std::string& is) {
    std::cout << "run " << run << ": " << what << " was " << was << ", is " << is << '\n';
    same = false;
  };
  for (const auto& [what, verdict] : calm) {
    const auto now = hostile.find(what);
    if (now == hostile.end() || now->second != verdict)
      differs(what, verdict, now == hostile.end() ? "absent" : now->second);
  }
  for (const auto& [what, verdict] : hostile)
    if (!calm.contains(what)) differs(what, "absent", verdict);
  return same;
}

}  // namespace

int steadyCommand(const SteadyOptions& options) {
  const SubjectSpec spec = subjectSpec(options.subject);
  const Selection selection = select(bundledScenarios, options.run, {});
  ExamineOptions calm;
  const Verdicts expected = verdictsOf(spec, selection, calm);
  std::cout << spec.label << ": " << expected.size() << " verdicts without disturbance\n"
            << std::flush;

  unsigned different = 0;
  for (unsigned run = 1; run <= options.runs; ++run) {
    Hostility hostility(options.seed + run);
    ExamineOptions hostile;
    hostile.patience = std::chrono::minutes(2);
    hostile.onStart = [&](Subject& subject) {
      subject.writeByteByByte();
      hostility.add(subject.pid());
    };
    if (!areSame(expected, verdictsOf(spec, selection, hostile), run)) ++different;
    std::cout << "run " << run << " of " << options.runs << ": "
              << (different == 0 ? "the same" : std::to_string(different) + " different so far")
              << '\n'
              << std::flush;
  }
  std::cout << options.runs << " runs, " << different << " with other verdicts; seed "
            << options.seed << '\n';
  return different == 0 ? 0 : 1;
}

}  // namespace triwire::conformance
