#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "driver/scenario.h"

namespace triwire::conformance {

/// How many steps a scenario has: its stimuli without their scripts, and all steps of scripts and
/// programs.
std::size_t stepsOf(const Scenario& scenario);

/// The scenario with as few steps as still fail: none can be left out alone. `fails` performs a
/// candidate and says whether it still shows the failure. A stimulus goes with its script, a
/// registration with its program; whatever names a call that is gone goes with the call.
Scenario shrunk(const Scenario& scenario, const std::function<bool(const Scenario&)>& fails);

/// The scenario as a file that `triwire run --suite` accepts, a stimulus a line.
std::string scenarioFile(const Scenario& scenario);

}  // namespace triwire::conformance
