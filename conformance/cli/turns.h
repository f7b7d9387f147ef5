#pragma once

#include <string_view>
#include <vector>

#include "driver/scenario.h"

namespace triwire::conformance {

/// The family of a scenario: what its name has in front of the first `/`; the whole name if there is none.
std::string_view familyOf(const Scenario& scenario);

/// The same scenarios, each where its family has told the subject as much as others have: first the one
/// up to whose end its family needs the fewest words of stimuli, and so on. Of equal ones, the first
/// of each family goes before the second of any; floods come last. Those of one family stay in order.
std::vector<const Scenario*> inTurns(const std::vector<const Scenario*>& scenarios);

}  // namespace triwire::conformance
