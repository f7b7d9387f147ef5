#pragma once

#include <string>
#include <string_view>

#include <capnp/compat/json.capnp.h>
#include <capnp/dynamic.h>
#include <capnp/schema.h>

namespace triwire::conformance {

/// Checks that a JSON value is one of `schema`'s, as Cap'n Proto's JSON mapping with its
/// annotations has it, and nothing else: the codec alone accepts an unknown discriminator silently,
/// and fields that belong to another arm of the union.
///
/// Throws std::invalid_argument with a clause that says where, what and what was expected, as in
/// `args[1].kind: "foo" is unknown; expected unknown, send, sendSync or invoke`.
void checkShape(capnp::json::Value::Reader value, capnp::StructSchema schema);

/// Reads JSON text as a struct of `out`'s type, after `checkShape`. Throws std::invalid_argument.
void readJson(std::string_view text, capnp::DynamicStruct::Builder out);
void readJson(capnp::json::Value::Reader value, capnp::DynamicStruct::Builder out);

/// One line of JSON; what is absent or has its default value is left out.
std::string writeJson(capnp::DynamicStruct::Reader value);

}  // namespace triwire::conformance
