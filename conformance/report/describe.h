#pragma once

#include <string>
#include <string_view>

#include "record/history.h"

namespace triwire::conformance {

/// An event in a few words, without its actor: "calls S1: sendSync(\"c\")", "L called for S1", …
std::string describe(const History& history, const Event& event);

/// "ended", "crashed", … as reports spell it.
std::string_view name(Ending ending);

/// The step that makes a call, wherever in the commands it is; null if there is none.
const Step* findCall(const History& history, std::string_view call);

/// An argument of a command line for a POSIX shell.
std::string shellQuoted(std::string_view word);

}  // namespace triwire::conformance
