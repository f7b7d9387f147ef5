#include "wire/frame_writer.h"

#include <capnp/message.h>

#include <triwire.capnp.h>

#include <array>

#include "wire/frame_translation.h"
#include "wire/plain_frame.h"

namespace triwire::wire {

namespace {

constexpr std::size_t SCRATCH_WORDS = 128;
constexpr std::size_t REFERRED_BYTES_MIN = 32U << 10U;  // Below, a copy costs less than a part more.

using Segments = kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>;

std::span<const std::byte> bytesOf(kj::ArrayPtr<const capnp::word> segment) {
  const auto bytes = segment.asBytes();
  return {reinterpret_cast<const std::byte*>(bytes.begin()), bytes.size()};
}

/// The number of segments less one, their sizes in words, padding.
void appendTable(Segments segments, Bytes& outgoing) {
  const auto appendNumber = [&](std::size_t number) {
    const auto value = static_cast<std::uint32_t>(number);
    const std::array<std::byte, 4> bytes = {
        static_cast<std::byte>(value & 0xFFU), static_cast<std::byte>((value >> 8U) & 0xFFU),
        static_cast<std::byte>((value >> 16U) & 0xFFU), static_cast<std::byte>(value >> 24U)};
    outgoing.insert(outgoing.end(), bytes.begin(), bytes.end());
  };
  appendNumber(segments.size() - 1);
  for (const auto& segment : segments) appendNumber(segment.size());
  if (segments.size() % 2 == 0) appendNumber(0);
}

void append(std::span<const std::byte> bytes, Bytes& outgoing) {
  outgoing.insert(outgoing.end(), bytes.begin(), bytes.end());
}

void appendSegments(Segments segments, Bytes& outgoing) {
  appendTable(segments, outgoing);
  for (const auto& segment : segments) append(bytesOf(segment), outgoing);
}

/// The text that a segment is; null if it is none.
std::shared_ptr<const detail::LongText> textIn(kj::ArrayPtr<const capnp::word> segment,
                                               const EncodedBody& body) {
  const void* begin = segment.begin();
  for (const auto& text : body.texts) {
    if (text->view().data() == begin) return text;
  }
  return nullptr;
}

/// Without an unframed payload there is no message to build in.
void appendCopy(const protocol::Frame& frame, const protocol::Payload* payload, Bytes& outgoing) {
  const std::uint64_t words =
      ((payload == nullptr ? 0 : payload->bytes) + protocol::FRAME_OVERHEAD_BYTES) / 8;
  if (words > SCRATCH_WORDS) {  // One segment of its own size.
    capnp::MallocMessageBuilder message(static_cast<unsigned>(words));
    write(frame, message.initRoot<schema::Frame>());
    return appendSegments(message.getSegmentsForOutput(), outgoing);
  }
  std::array<std::uint64_t, SCRATCH_WORDS> scratch{};
  capnp::MallocMessageBuilder message(
      kj::arrayPtr(reinterpret_cast<capnp::word*>(scratch.data()), scratch.size()));
  write(frame, message.initRoot<schema::Frame>());
  appendSegments(message.getSegmentsForOutput(), outgoing);
}

}  // namespace

void writeFrame(const protocol::Frame& frame, FrameSink& sink) {
  if (appendPlainFrame(frame, sink.bytes())) return;
  const protocol::Payload* payload = payloadOf(frame);
  const EncodedBody* body = payload == nullptr ? nullptr : unframedIn(*payload);
  if (body == nullptr) return appendCopy(frame, payload, sink.bytes());
  write(frame, body->message.initRoot<schema::Frame>());
  const Segments segments = body->message.getSegmentsForOutput();
  appendTable(segments, sink.bytes());
  for (const auto& segment : segments) {
    if (const auto text = textIn(segment, *body)) {
      sink.refer(std::as_bytes(std::span(text->view())), text);
      const std::size_t rest = segment.asBytes().size() - text->view().size();
      sink.bytes().resize(sink.bytes().size() + rest);
    } else if (segment.asBytes().size() >= REFERRED_BYTES_MIN) {
      sink.refer(bytesOf(segment), payload->body);
    } else {
      append(bytesOf(segment), sink.bytes());
    }
  }
}

void appendFrame(const protocol::Frame& frame, Bytes& outgoing) {
  struct Copier : FrameSink {
    explicit Copier(Bytes& into) : copied(into) {}
    Bytes& bytes() override { return copied; }
    void refer(std::span<const std::byte> bytes, std::shared_ptr<const void>) override {
      append(bytes, copied);
    }
    Bytes& copied;
  } copier(outgoing);
  writeFrame(frame, copier);
}

}  // namespace triwire::wire
