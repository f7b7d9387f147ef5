#pragma once

#include <string>
#include <vector>

namespace triwire::conformance {

/// A scenario in JSON (schema/scenario.capnp) as a person reads it, a line for each thing the runner
/// does: `r0: sendSync Y1 s; mark after`, `await called Y1`. A listener's program is in braces; long
/// lines are cut. Empty if it is none.
std::vector<std::string> stimulusLines(const std::string& json);

/// The same scenario in JSON, its members in one order.
std::string stimulusJson(const std::string& json);

}  // namespace triwire::conformance
