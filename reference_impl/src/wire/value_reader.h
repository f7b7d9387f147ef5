// Values out of a Cap'n Proto message that has been checked.
#pragma once

#include <triwire.capnp.h>

#include <string>

#include "triwire/value.h"

namespace triwire::wire {

/// Appends all values of a payload; they share a graph.
void readPayload(schema::Payload::Reader payload, Args& into);

/// The first value of a payload.
Value readValue(schema::Payload::Reader payload);

/// A value that is no node.
Value readPrimitive(schema::Value::Reader value);

std::string readText(schema::JsString::Reader text);

}  // namespace triwire::wire
