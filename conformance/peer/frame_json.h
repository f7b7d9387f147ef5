#pragma once

#include <string>
#include <string_view>

#include <capnp/compat/json.capnp.h>
#include <scenario.capnp.h>
#include <triwire.capnp.h>

namespace triwire::conformance {

/// Reads a `Frame` as a scenario writes it: Cap'n Proto's JSON. Throws std::invalid_argument with a
/// clause that says what is wrong.
void readFrame(capnp::json::Value::Reader json, schema::Frame::Builder out);

/// Fills in what a history keeps of a frame: all but `peer`, `seq`, `event`, `misdeed`, `breaks`.
void tell(schema::Frame::Reader frame, file::PeerEvent::Builder out);

}  // namespace triwire::conformance
