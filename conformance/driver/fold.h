#pragma once

#include <string>
#include <string_view>

namespace triwire::conformance {

/// The same JSON with each long text that repeats itself as {"times":n,"text":"…"}, which a scenario file
/// says for it (schema/scenario.capnp). Names of members stay as they are.
std::string folded(std::string_view json);

}  // namespace triwire::conformance
