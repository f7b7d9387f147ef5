// Frames between C++ and schema.
#pragma once

#include <triwire.capnp.h>

#include <memory>
#include <optional>

#include "protocol/frame.h"
#include "wire/body.h"
#include "wire/check.h"

namespace triwire::wire {

/// `out` is in the message of the frame's payload, if that is unframed: it takes the payload over.
void write(const protocol::Frame& frame, schema::Frame::Builder out);

/// The body of `payload`, if a frame can be built around it.
const EncodedBody* unframedIn(const protocol::Payload& payload);

/// Checks the frame whole, and its payload too. Nothing: a frame of a kind that is not known. Of a
/// payload only the sizes are filled in. Throws Malformed, or kj::Exception.
std::optional<protocol::Frame> read(schema::Frame::Reader in);

/// The payload in a frame of those `read` yields; null if its kind has none.
const protocol::Payload* payloadOf(const protocol::Frame& frame);

/// The same payload as the frame holds it.
decltype(MessageBody::content) contentOf(schema::Frame::Reader in);

}  // namespace triwire::wire
