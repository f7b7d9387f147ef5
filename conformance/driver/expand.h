#pragma once

#include <functional>
#include <string>

#include <capnp/compat/json.capnp.h>
#include <capnp/orphan.h>

namespace triwire::conformance {

/// Whether a scenario of this name is wanted. Asked once for each, in order.
using Wanted = std::function<bool(const std::string& name)>;

/// Writes out what a scenario file says once and means many times: {"repeat":n,"of":[…]} in any
/// list, {"times":n,"text":"…"} for a long text, and "each" and "interleave" of the elements of the
/// member "scenarios" (see schema/scenario.capnp). Those that are not wanted are left out, and cost
/// next to nothing. Throws std::invalid_argument with a clause.
capnp::Orphan<capnp::json::Value> expand(capnp::json::Value::Reader file, const Wanted& wanted,
                                         capnp::Orphanage orphanage);

}  // namespace triwire::conformance
