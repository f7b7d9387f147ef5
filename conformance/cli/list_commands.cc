#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <set>

#include "cli/commands.h"
#include "cli/selection.h"
#include "judge/check.h"
#include "record/wire_frames.h"
#include "report/catalogue.h"

namespace triwire::conformance {

std::vector<Scenario> scenariosOf(const std::vector<std::filesystem::path>& suites,
                                  const Wanted& wanted) {
  std::set<std::string> names;
  const auto note = [&](const std::string& name) {
    if (!names.insert(name).second) throw UsageError("two scenarios are named " + name);
    return wanted(name);
  };
  try {
    std::vector<Scenario> out = bundledScenarios(note);
    for (const auto& suite : suites) {
      if (!std::filesystem::exists(suite))
        throw UsageError("--suite " + suite.string() +
                         " does not exist; expected a scenario file or a folder of them");
      // Read whole: a mistake of its author's is to show, whatever is run of it.
      for (Scenario& scenario : loadScenarios(suite))
        if (note(scenario.name)) out.push_back(std::move(scenario));
    }
    return out;
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

int listCommand(const ListOptions& options) {
  const auto source = [&](const Wanted& wanted) { return scenariosOf(options.suites, wanted); };
  const std::vector<Scenario> scenarios = select(source, options.run, {}).scenarios;
  std::size_t width = 0;
  for (const Scenario& scenario : scenarios) width = std::max(width, scenario.name.size());
  if (options.json) std::cout << "{\"scenarios\":[\n";
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios[i];
    if (options.json)
      std::cout << scenario.json << (i + 1 < scenarios.size() ? ",\n" : "\n");
    else
      std::cout << scenario.name << std::string(width + 2 - scenario.name.size(), ' ')
                << scenario.about << '\n';
  }
  if (options.json) std::cout << "]}\n";
  return 0;
}

int framesCommand() {
  for (const WireFrame& frame : wireFrames()) {
    std::cout << std::left << std::setw(10) << frame.name << "sent by " << std::setw(10)
              << frame.sentBy << (frame.blocks ? "blocks  " : "");
    if (!frame.answeredBy.empty()) std::cout << "answered by " << frame.answeredBy << "  ";
    if (!frame.overtakes.empty())
      std::cout << "overtakes others as the answer of " << frame.overtakes << "  ";
    std::cout << (frame.isFirst ? "first" : "") << (frame.isLast ? "last" : "") << '\n';
  }
  return 0;
}

int requirementsCommand() {
  std::set<std::string_view> checked;
  for (const Check& check : checks()) checked.insert(check.requirement);

  std::map<std::string, std::size_t> counts;
  for (const Requirement& requirement : bundledCatalogue().requirements) {
    const bool scenario = requirement.isForScenarios();
    const std::string how = scenario ? (checked.contains(requirement.id) ? "scenario" : "MISSING")
                                     : requirement.verify.front();
    ++counts[how];
    std::cout << requirement.id
              << std::string(14 - std::min<std::size_t>(13, requirement.id.size()), ' ') << how
              << std::string(12 - how.size(), ' ') << requirement.text
              << (requirement.reason.empty() ? "" : " (" + requirement.reason + ")") << '\n';
  }
  std::cout << '\n'
            << bundledCatalogue().requirements.size() << " requirements: " << counts["scenario"]
            << " shown by scenarios, " << counts["test"] << " by tests, " << counts["inspection"]
            << " by inspection, " << counts["MISSING"] << " missing\n";
  return counts["MISSING"] == 0 ? 0 : 1;
}

}  // namespace triwire::conformance
