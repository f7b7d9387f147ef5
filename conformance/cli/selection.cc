#include "cli/selection.h"

#include <algorithm>

#include <fnmatch.h>

#include "cli/commands.h"

namespace triwire::conformance {
namespace {

bool matches(const std::string& glob, const std::string& text) {
  return ::fnmatch(glob.c_str(), text.c_str(), 0) == 0;
}

bool matchesAny(const std::vector<std::string>& globs, const std::string& text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return matches(glob, text); });
}

bool isOfRequirements(const std::string& glob) { return glob.starts_with("TW-"); }

void checkMatches(const std::string& glob, const std::vector<Scenario>& scenarios) {
  const auto& requirements = bundledCatalogue().requirements;
  const bool found =
      isOfRequirements(glob)
          ? std::any_of(requirements.begin(), requirements.end(),
                        [&](const Requirement& known) {
                          return known.isForScenarios() && matches(glob, known.id);
                        })
          : std::any_of(scenarios.begin(), scenarios.end(),
                        [&](const Scenario& known) { return matches(glob, known.name); });
  if (!found)
    throw UsageError(
        "no " +
        std::string(isOfRequirements(glob) ? "requirement that scenarios show" : "scenario") +
        " matches " + glob + "; see triwire " + (isOfRequirements(glob) ? "requirements" : "list"));
}

}  // namespace

Selection select(std::vector<Scenario> scenarios, const std::vector<std::string>& run,
                 const std::vector<std::string>& skip) {
  for (const std::string& glob : run) checkMatches(glob, scenarios);
  for (const std::string& glob : skip) {
    if (isOfRequirements(glob))
      throw UsageError("--skip leaves out scenarios, by name; " + glob + " is of requirements");
    checkMatches(glob, scenarios);
  }

  Selection out;
  std::vector<std::string> names;
  for (const std::string& glob : run)
    (isOfRequirements(glob) ? out.scope.requirements : names).push_back(glob);
  for (Scenario& scenario : scenarios)
    if ((names.empty() || matchesAny(names, scenario.name)) && !matchesAny(skip, scenario.name))
      out.scenarios.push_back(std::move(scenario));
  out.scope.wholeSuite = names.empty() && skip.empty();
  if (out.scenarios.empty())
    throw UsageError("nothing is left to run; see triwire list for what there is");
  return out;
}

}  // namespace triwire::conformance
