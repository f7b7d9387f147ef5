// The values of any frame: decoded, shown, said in JSON, encoded again.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include "protocol/frame.h"
#include "require.h"
#include "triwire/outcome.h"
#include "triwire/value.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace triwire::fuzz {
namespace {

constexpr std::uint32_t FRAME_BYTES_MAX = 1U << 20U;

/// Writes the frame and reads it: what one side accepts and passes on, the other accepts.
protocol::Frame passOn(const protocol::Frame& frame) {
  wire::Bytes bytes;
  wire::appendFrame(frame, bytes);
  wire::FrameReader reader(static_cast<std::uint32_t>(bytes.size()));
  reader.append(bytes);
  auto next = reader.next();
  require(std::holds_alternative<protocol::Frame>(next), "what was accepted can be passed on");
  return std::get<protocol::Frame>(std::move(next));
}

/// JSON says it or refuses; what it says, it reads.
void sayInJson(const Value& value) {
  std::string text;
  try {
    text = value.toJson();
  } catch (const std::exception&) {
    return;
  }
  require(Value::fromJson(text).toJson() == text, "JSON that was written is read");
}

void translate(const protocol::Payload& payload) {
  const Args values = wire::decodeArgs(payload);
  const auto again =
      std::get<protocol::Message>(passOn(protocol::Message{"c", wire::encodeArgs(values)}));
  require(wire::decodeArgs(again.args) == values, "values survive");
  // Fewer, where a map's key comes again: its last value counts.
  require(again.args.nodes <= payload.nodes, "no node is added");
  for (const Value& value : values) {
    static_cast<void>(value.toString());
    sayInJson(value);
  }
}

void translate(const protocol::Outcome& answer) {
  const Outcome once = wire::decodeOutcome(answer);
  const protocol::Frame frame =
      passOn(protocol::Return{protocol::CallId{1}, wire::encodeOutcome(once)});
  const Outcome twice = wire::decodeOutcome(std::get<protocol::Return>(frame).outcome);
  require(once.kind == answer.kind && twice.kind == answer.kind, "an outcome keeps its kind");
  require(twice.value == once.value && describe(twice, "c") == describe(once, "c"),
          "and what it carries");
}

void look(const protocol::Frame& frame) {
  if (const auto* message = std::get_if<protocol::Message>(&frame)) translate(message->args);
  if (const auto* call = std::get_if<protocol::SyncCall>(&frame)) translate(call->args);
  if (const auto* call = std::get_if<protocol::InvokeCall>(&frame)) translate(call->args);
  if (const auto* event = std::get_if<protocol::Event>(&frame)) translate(event->args);
  if (const auto* answer = std::get_if<protocol::Return>(&frame)) translate(answer->outcome);
}

}  // namespace
}  // namespace triwire::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace triwire;
  wire::FrameReader reader(fuzz::FRAME_BYTES_MAX);
  reader.append(std::as_bytes(std::span(data, size)));
  for (;;) {
    const auto next = reader.next();
    const auto* frame = std::get_if<protocol::Frame>(&next);
    if (frame == nullptr) return 0;
    fuzz::look(*frame);
  }
}
