#include "wire/frame_writer.h"

#include <capnp/message.h>

#include <triwire.capnp.h>

#include "wire/frame_translation.h"

namespace triwire::wire {

namespace {

constexpr std::size_t SCRATCH_WORDS = 1024;

std::uint64_t payloadBytesOf(const protocol::Frame& frame) {
  protocol::Frame& mutableFrame = const_cast<protocol::Frame&>(frame);  // Only looked at.
  const protocol::Payload* payload = payloadOf(mutableFrame);
  return payload == nullptr ? 0 : payload->bytes;
}

void appendBytes(const void* bytes, std::size_t count, Bytes& outgoing) {
  const auto* begin = static_cast<const std::byte*>(bytes);
  outgoing.insert(outgoing.end(), begin, begin + count);
}

/// The standard stream framing: the number of segments less one, their sizes in words, padding;
/// then the segments.
void appendMessage(capnp::MessageBuilder& message, Bytes& outgoing) {
  const auto segments = message.getSegmentsForOutput();
  const auto appendNumber = [&](std::size_t number) {
    const std::uint32_t value = static_cast<std::uint32_t>(number);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      outgoing.push_back(static_cast<std::byte>((value >> shift) & 0xFFU));
    }
  };
  appendNumber(segments.size() - 1);
  for (const auto& segment : segments) appendNumber(segment.size());
  if (segments.size() % 2 == 0) appendNumber(0);
  for (const auto& segment : segments) {
    const auto bytes = segment.asBytes();
    appendBytes(bytes.begin(), bytes.size(), outgoing);
  }
}

}  // namespace

FrameWriter::FrameWriter() : scratch_(SCRATCH_WORDS * sizeof(capnp::word)) {}
FrameWriter::~FrameWriter() = default;

void FrameWriter::append(const protocol::Frame& frame, Bytes& outgoing) {
  // What is known to be larger than the scratch space gets one segment of its own size.
  const std::uint64_t words = (payloadBytesOf(frame) + protocol::FRAME_OVERHEAD_BYTES) / 8;
  if (words > SCRATCH_WORDS) {
    capnp::MallocMessageBuilder message(static_cast<unsigned>(words));
    write(frame, message.initRoot<schema::Frame>());
    return appendMessage(message, outgoing);
  }
  // operator new aligns it, and the builder leaves it zero.
  const auto scratch = kj::arrayPtr(reinterpret_cast<capnp::word*>(scratch_.data()), SCRATCH_WORDS);
  capnp::MallocMessageBuilder message(scratch);
  write(frame, message.initRoot<schema::Frame>());
  appendMessage(message, outgoing);
}

}  // namespace triwire::wire
