// The rules that values from a peer must keep (schema/triwire.capnp, "Values").
#pragma once

#include <triwire.capnp.h>

#include <cstdint>

#include "protocol/frame.h"

namespace triwire::wire {

/// Thrown inside this folder by what checks; a FrameReader turns it into a Failure.
struct Malformed {
  const char* text;
  protocol::CloseReason reason = protocol::CloseReason::MALFORMED;
};

/// The sizes of a payload that `Limits` limits.
struct Sizes {
  std::uint32_t nodes = 0;
  std::uint32_t depth = 0;
};

/// Throws Malformed (or kj::Exception, if a pointer is bad). Does not recurse.
Sizes checkPayload(schema::Payload::Reader payload);
Sizes checkThrown(schema::Thrown::Reader thrown);
void checkText(capnp::Text::Reader text);

/// Causes of causes that a thrown error may carry.
constexpr unsigned CAUSES_MAX = 16;

}  // namespace triwire::wire
