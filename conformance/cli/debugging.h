#pragma once

#include <string>

namespace triwire::conformance {

/// The command of a subject behind another that runs it: `gdbserver :1234`, `valgrind`, `rr record`.
/// With `wait`, its process first stops itself and says on our standard error how to go on.
std::string debugCommand(const std::string& command, const std::string& wrap, bool wait);

/// How many times as patient a run is when somebody looks at the subject with a debugger.
inline constexpr double DEBUGGING_PATIENCE = 1000;

}  // namespace triwire::conformance
