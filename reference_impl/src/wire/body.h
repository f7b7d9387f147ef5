// What a payload of the protocol core hides: a Cap'n Proto message that holds encoded values.
#pragma once

#include <capnp/message.h>

#include <triwire.capnp.h>

#include <string>
#include <variant>

#include "protocol/payload.h"

namespace triwire::wire {

/// The path of a value that cannot be cloned: all there is to an outcome UNCLONABLE.
struct Path {
  std::string text;
};

/// The content of a payload, well-formed. Whoever derives from this owns the memory that the
/// readers read.
struct Body : protocol::Opaque {
  std::variant<schema::Payload::Reader, schema::Thrown::Reader, Path> content;
};

/// A body built here.
struct EncodedBody : Body {
  explicit EncodedBody(unsigned firstSegmentWords) : message(firstSegmentWords) {}
  ~EncodedBody() noexcept override = default;  // The message's says that it may throw.

  capnp::MallocMessageBuilder message;
};

/// The content of `payload`; a default one if it has none of that type.
template <class Content>
Content contentOf(const protocol::Payload& payload) {
  const auto* body = static_cast<const Body*>(payload.body.get());
  const Content* content = body == nullptr ? nullptr : std::get_if<Content>(&body->content);
  return content == nullptr ? Content() : *content;
}

}  // namespace triwire::wire
