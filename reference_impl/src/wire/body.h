// What a payload of the protocol core hides: a Cap'n Proto message that holds encoded values.
#pragma once

#include <capnp/message.h>
#include <capnp/orphan.h>

#include <triwire.capnp.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "protocol/payload.h"
#include "value/long_text.h"

namespace triwire::wire {

/// The path of a value that cannot be cloned: all there is to an outcome UNCLONABLE.
struct Path {
  std::string text;
};

struct EncodedBody;
struct MessageBody;
struct PlainBody;

/// The content of a payload, well-formed: plain, or any.
struct Body : protocol::Opaque {
  virtual const PlainBody* asPlain() const { return nullptr; }
  virtual const MessageBody* asMessage() const { return nullptr; }
  /// This, if it was built here and no frame has been built around it yet.
  virtual const EncodedBody* asUnframed() const { return nullptr; }
};

/// Content that is read by Cap'n Proto. Whoever derives from this owns the memory that the readers
/// read.
struct MessageBody : Body {
  const MessageBody* asMessage() const override { return this; }

  std::variant<schema::Payload::Reader, schema::Thrown::Reader, Path> content;
  /// Of the memory that this owns; 0 if it is not to be kept longer than the payload.
  std::size_t keptBytes = 0;
};

/// Words that a body holds within, so that small values cost one allocation.
constexpr std::size_t BODY_WORDS = 80;
using BodyWords = std::array<std::uint64_t, BODY_WORDS>;

inline kj::ArrayPtr<capnp::word> wordsOf(BodyWords& words, std::size_t count = BODY_WORDS) {
  return kj::arrayPtr(reinterpret_cast<capnp::word*>(words.data()), count);
}

/// Large blocks will be allocated and freed in turn. The C library hands them to the system and gets
/// them back page by page, at several times the cost of copying through them, until it has seen one
/// freed: glibc then keeps up to twice its size for the next. So one is, once, without touching it.
inline void expectLargeBlocks() {
  constexpr std::size_t BYTES = std::size_t{4} << 20U;
  static const bool isDone = [] {
    void* volatile block = std::malloc(BYTES);  // Volatile: or the compiler does without it.
    std::free(block);
    return true;
  }();
  static_cast<void>(isDone);
}

/// A body built here. The first frame that carries it is built around it, in the same message, so
/// that its values are not copied again; further ones take a copy.
struct EncodedBody : MessageBody {
  explicit EncodedBody(std::uint64_t words)
      : message(words > BODY_WORDS
                    ? capnp::MallocMessageBuilder(static_cast<unsigned>(words))
                    : capnp::MallocMessageBuilder(wordsOf(room))) {
    if (words > BODY_WORDS) expectLargeBlocks();
  }
  ~EncodedBody() noexcept override = default;  // The message's says that it may throw.

  const EncodedBody* asUnframed() const override { return unframed == nullptr ? nullptr : this; }

  std::vector<std::shared_ptr<const detail::LongText>> texts;  // Segments of the message.
  BodyWords room{};
  // To build a frame around the values changes none of them.
  mutable capnp::MallocMessageBuilder message;
  mutable capnp::Orphan<schema::Payload> unframed;  // Null once a frame has it.
};

inline const Body* bodyOf(const protocol::Payload& payload) {
  return static_cast<const Body*>(payload.body.get());
}

/// Null if `payload` is not plain.
inline const PlainBody* plainIn(const protocol::Payload& payload) {
  return payload.body == nullptr ? nullptr : bodyOf(payload)->asPlain();
}

/// The content of a payload that is not plain; a default one if it has none of that type.
template <class Content>
Content contentOf(const protocol::Payload& payload) {
  const MessageBody* body = payload.body == nullptr ? nullptr : bodyOf(payload)->asMessage();
  const Content* content = body == nullptr ? nullptr : std::get_if<Content>(&body->content);
  return content == nullptr ? Content() : *content;
}

}  // namespace triwire::wire
