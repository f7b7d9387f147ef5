#pragma once

#include <string>

#include <triwire.capnp.h>

namespace triwire::conformance::trace {

/// What the values of a payload are, as a console would show them: `"a", {b: [1, <hole>]}`. What is referred to
/// again is `<ref *1>` in front, and `[ref *1]` there. Long ones end in …; nothing in it can act on a terminal.
/// Whatever breaks a rule of payloads is said, and never followed.
std::string textOf(schema::Payload::Reader payload);

/// `TypeError: "message"` or, of what is no Error, its value.
std::string textOf(schema::Thrown::Reader thrown);

}  // namespace triwire::conformance::trace
