#include <string>

#include "check_adapter/check.h"
#include "driver/perform.h"
#include "record/claim.h"

namespace triwire::conformance {
namespace {

std::optional<Lie> look(const History& history, const std::string&) {
  const auto claim = claimIn(history);
  if (!claim || claim->trouble().empty()) return {};
  const std::string text = "it " + claim->trouble();
  if (claim->isBroken()) return Lie{"claims-what-it-lacks", text};
  if (claim->isHalf) return Lie{"performs-half", text};
  return Lie{"denies-what-it-has", text};
}

}  // namespace

std::vector<AdapterCheck> claimChecks(const Identity& identity) {
  const auto isClaim = [](const std::string& name) { return capabilityOf(name).has_value(); };
  std::vector<AdapterCheck> out;
  for (Scenario& scenario : bundledScenarios(isClaim)) {
    const std::string capability = *capabilityOf(scenario.name);
    const bool offered = identity.offers(capability);
    out.push_back(
        {.name = (offered ? "offers-" : "declines-") + capability,
         .holds = offered ? "what it offers is there" : "what it does not offer it declines",
         .needs = scenario.needs,
         .renderers = scenario.renderers,
         .worlds = {},
         .scenario = std::move(scenario),
         .look = look});
  }
  return out;
}

}  // namespace triwire::conformance
