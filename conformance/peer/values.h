#pragma once

#include <scenario.capnp.h>
#include <triwire.capnp.h>

namespace triwire::conformance {

/// Writes into a frame what the misdeed says about its values or its channel. Nothing for the other
/// misdeeds. Throws std::invalid_argument if the frame has no such part.
void spoilValues(file::Misdeed misdeed, schema::Frame::Builder frame);

}  // namespace triwire::conformance
