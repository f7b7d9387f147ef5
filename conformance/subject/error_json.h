// What was thrown, as the contract writes it and as Triwire throws it.
#pragma once

#include <exception>

#include <conformance.capnp.h>

#include "subject/value_json.h"
#include "triwire/outcome.h"

namespace triwire::conformance {

/// Describes what an application caught.
void writeError(const std::exception_ptr& error, contract::Error::Builder out);

/// What `throw` and `reject` steps are to throw: an error with its name, message and code, or a
/// value.
JsError readThrown(JsonValue::Reader json);

}  // namespace triwire::conformance
