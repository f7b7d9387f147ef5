#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <capnp/compat/json.capnp.h>

namespace triwire::conformance {

/// Rewrites JSON text so that Cap'n Proto's parser reads it rightly: every \uXXXX escape becomes
/// the character itself (the parser of 0.9 misreads hexadecimal letters and surrogate pairs).
///
/// Throws std::invalid_argument, with a clause that fits after "the line", if the text is no UTF-8,
/// holds a control character, or an escape that stands for no character.
std::string plainJson(std::string_view text);

/// Parses JSON text with nesting up to 1 000. Throws std::invalid_argument, as `plainJson` does.
void parseJson(std::string_view text, capnp::json::Value::Builder out);

/// The one text that stands for a value: members of objects sorted by name, numbers in the shortest
/// form that reads back the same, no white space; the ids of {"$":"shared"} renumbered from 1 in
/// the order of that text. Equal values have equal texts.
std::string canonicalJson(capnp::json::Value::Reader value);

bool isUtf8(std::string_view text);

/// Of the same bytes, and a copy of them.
inline std::string_view view(capnp::Text::Reader text) { return {text.begin(), text.size()}; }
inline std::string text(capnp::Text::Reader from) { return {from.begin(), from.size()}; }
std::vector<std::string> texts(capnp::List<capnp::Text>::Reader list);

/// JSON text of a string.
std::string jsonString(std::string_view text);

}  // namespace triwire::conformance
