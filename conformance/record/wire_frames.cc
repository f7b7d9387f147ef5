#include "record/wire_frames.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <capnp/schema.h>

#include <triwire.capnp.h>

namespace triwire::conformance {
namespace {

// The annotations of schema/triwire.capnp.
enum class Annotation : std::uint64_t {
  SENT_BY = 0xd0f3a1b5c2e47968,
  BLOCKS = 0xc6a2e9d4f1b80537,
  ANSWERED_BY = 0xf1d5b8a3c0e2947b,
  OVERTAKES = 0xa7e4c3d2b1f09685,
  FIRST_ONLY = 0xe8b6d4c2a0f19375,
  LAST_ONLY = 0x9fc1e3a5b7d82640,
};

WireFrame frameFrom(capnp::StructSchema::Field arm) {
  WireFrame frame;
  frame.name = arm.getProto().getName().cStr();
  for (const auto annotation : arm.getProto().getAnnotations()) {
    const auto text = [&] { return std::string(annotation.getValue().getText().cStr()); };
    const auto id = static_cast<Annotation>(annotation.getId());
    if (id == Annotation::SENT_BY) frame.sentBy = text();
    if (id == Annotation::BLOCKS) frame.blocks = true;
    if (id == Annotation::ANSWERED_BY) frame.answeredBy = text();
    if (id == Annotation::OVERTAKES) frame.overtakes = text();
    if (id == Annotation::FIRST_ONLY) frame.isFirst = true;
    if (id == Annotation::LAST_ONLY) frame.isLast = true;
  }
  return frame;
}

std::vector<WireFrame> readSchema() {
  std::vector<WireFrame> frames;
  for (const auto arm : capnp::Schema::from<schema::Frame>().getUnionFields())
    frames.push_back(frameFrom(arm));
  return frames;
}

std::string_view armOf(Op op) {
  if (op == Op::SEND) return "message";
  if (op == Op::SEND_SYNC) return "sync";
  if (op == Op::INVOKE) return "invoke";
  if (op == Op::SEND_TO || op == Op::REPLY) return "event";
  return "";
}

}  // namespace

const std::vector<WireFrame>& wireFrames() {
  static const std::vector<WireFrame> frames = readSchema();
  return frames;
}

const WireFrame* frameOf(Op op) {
  const std::vector<WireFrame>& frames = wireFrames();
  const auto found = std::find_if(frames.begin(), frames.end(), [&](const WireFrame& frame) {
    return frame.name == armOf(op);
  });
  return found == frames.end() ? nullptr : &*found;
}

bool blocks(Op op) {
  const WireFrame* frame = frameOf(op);
  return frame != nullptr && frame->blocks;
}

bool isAnswered(Op op) {
  const WireFrame* frame = frameOf(op);
  return frame != nullptr && !frame->answeredBy.empty();
}

}  // namespace triwire::conformance
