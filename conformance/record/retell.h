#pragma once

#include <capnp/compat/json.capnp.h>

#include "record/history.h"

namespace triwire::conformance {

/// The history that a transcript tells (`case.history` of schema/report.capnp): the same events at
/// the same positions as when it was recorded. Sets `renderers` and `transcript` too; the rest is
/// the caller's to say.
///
/// Throws std::invalid_argument with one sentence that names the position, if an entry is none of
/// the contract's or answers a command that was not sent.
History retell(capnp::List<capnp::json::Value>::Reader transcript);

}  // namespace triwire::conformance
