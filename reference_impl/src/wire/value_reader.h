// Values out of a Cap'n Proto message that has been checked.
#pragma once

#include <triwire.capnp.h>

#include <cstddef>
#include <memory>
#include <string>

#include "triwire/value.h"

namespace triwire::wire {

/// The memory that a payload is read from. Long strings stay there and keep it, if they are at least
/// half of it; what has no owner is copied.
struct Memory {
  std::shared_ptr<const void> owner;
  std::size_t bytes = 0;
};

/// All values of a payload, in place of what is in `into`; they share a graph.
void readPayload(schema::Payload::Reader payload, const Memory& memory, Args& into);

/// The first value of a payload.
Value readValue(schema::Payload::Reader payload, const Memory& memory);

/// A value that is no node.
Value readPrimitive(schema::Value::Reader value);

std::string readText(schema::JsString::Reader text);

}  // namespace triwire::wire
