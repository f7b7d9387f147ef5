// Values out of a Cap'n Proto message that has been checked.
#pragma once

#include <triwire.capnp.h>

#include <string>

#include "triwire/value.h"

namespace triwire::wire {

/// All values of one payload share a graph.
Args readPayload(schema::Payload::Reader payload);

/// A value that is no node.
Value readPrimitive(schema::Value::Reader value);

std::string readText(schema::JsString::Reader text);

}  // namespace triwire::wire
