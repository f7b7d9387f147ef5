#pragma once

#include <string>
#include <string_view>

#include <triwire.capnp.h>

namespace triwire::conformance::trace {

/// In quotes, with all that could act on a terminal (control characters, C1 and DEL too) and all that is no UTF-8
/// as \u or \x escapes; cut, with … behind it, if it is longer than anybody would read.
std::string quotedText(std::string_view text);
std::string quotedText(capnp::List<std::uint16_t>::Reader units);
std::string quotedText(schema::JsString::Reader text);

}  // namespace triwire::conformance::trace
