#pragma once

#include <capnp/compat/json.capnp.h>
#include <capnp/orphan.h>

namespace triwire::conformance {

/// Writes out what a scenario file says once and means many times: {"repeat":n,"of":[…]} in any
/// list, and "each" of the elements of the member "scenarios" (see schema/scenario.capnp).
/// Throws std::invalid_argument with a clause.
capnp::Orphan<capnp::json::Value> expand(capnp::json::Value::Reader file,
                                         capnp::Orphanage orphanage);

}  // namespace triwire::conformance
