#pragma once

#include <string>
#include <string_view>

#include <scenario.capnp.h>
#include <triwire.capnp.h>

namespace triwire::conformance {

/// The bytes of a frame in the standard stream framing, with the misdeed done to them. The frame
/// may be changed. Throws std::invalid_argument if the misdeed needs another kind of frame.
std::string damagedBytes(file::Misdeed misdeed, schema::Frame::Builder frame);

/// What the misdeed breaks, as its annotation in the schema says; empty if nothing.
std::string_view breaksWhat(file::Misdeed misdeed);

/// Its name, as scenarios have it; empty for `none`.
std::string_view nameOf(file::Misdeed misdeed);

}  // namespace triwire::conformance
