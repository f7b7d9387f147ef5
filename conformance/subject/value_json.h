// Values as the contract writes them: JSON, with a tag "$" for what JSON cannot say.
#pragma once

#include <capnp/compat/json.capnp.h>
#include <capnp/list.h>

#include "triwire/value.h"

namespace triwire::conformance {

using JsonValue = capnp::json::Value;
using JsonList = capnp::List<JsonValue, capnp::Kind::STRUCT>;

/// Writes a value. An object that is met again is `shared`, and a `ref` where it is met again.
void writeValue(const Value& value, JsonValue::Builder out);
/// Writes several values that may share what is in them: the arguments of one call.
void writeArgs(const Args& args, JsonList::Builder out);

/// Reads a value. Throws std::invalid_argument for a tag that the contract does not have.
Value readValue(JsonValue::Reader json);
/// Reads several values that may share what is in them.
Args readArgs(JsonList::Reader json);

/// A member of an object, null if there is none.
JsonValue::Reader member(JsonValue::Reader object, std::string_view name);

}  // namespace triwire::conformance
