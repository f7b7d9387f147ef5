#include "cli/turns.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include <capnp/message.h>

namespace triwire::conformance {

namespace {

std::size_t wordsOf(const Scenario& scenario) { return scenario.message->sizeInWords(); }

}  // namespace

std::string_view familyOf(const Scenario& scenario) {
  const std::string_view name = scenario.name;
  return name.substr(0, name.find('/'));
}

std::vector<const Scenario*> inTurns(const std::vector<const Scenario*>& scenarios) {
  struct Turn {
    std::size_t told;  // With it, in its family.
    const Scenario* scenario;
  };
  std::map<std::string_view, std::size_t> told;
  std::vector<Turn> turns;
  for (const Scenario* scenario : scenarios)
    turns.push_back({told[familyOf(*scenario)] += wordsOf(*scenario), scenario});
  std::stable_sort(turns.begin(), turns.end(),
                   [](const Turn& a, const Turn& b) { return a.told < b.told; });
  std::vector<const Scenario*> out;
  for (const Turn& turn : turns) out.push_back(turn.scenario);
  return out;
}

}  // namespace triwire::conformance
