#include "peer/damage.h"

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include <capnp/message.h>
#include <capnp/schema.h>
#include <capnp/serialize.h>

#include "peer/unknown.h"
#include "peer/values.h"

namespace triwire::conformance {
namespace {

using file::Misdeed;
using Words = std::vector<std::uint64_t>;

constexpr std::uint64_t LIST_POINTER = 1;
constexpr std::uint64_t FAR_POINTER = 2;
constexpr std::uint64_t COMPOSITE = 7;

std::string bytesOf(const Words& words) {
  std::string out(words.size() * sizeof(std::uint64_t), '\0');
  std::memcpy(out.data(), words.data(), out.size());
  return out;
}

// The one segment of a copy of the frame.
Words segmentOf(schema::Frame::Reader frame) {
  capnp::MallocMessageBuilder copy(static_cast<unsigned>(frame.totalSize().wordCount) + 16,
                                   capnp::AllocationStrategy::FIXED_SIZE);
  copy.setRoot(frame);
  const auto segments = copy.getSegmentsForOutput();
  if (segments.size() != 1) throw std::invalid_argument("the frame is too large for the misdeed");
  Words out(segments[0].size());
  std::memcpy(out.data(), segments[0].begin(), out.size() * sizeof(std::uint64_t));
  return out;
}

std::string framed(const Words& segment) {
  return bytesOf({std::uint64_t{segment.size()} << 32U}) + bytesOf(segment);
}

std::string splitUp(schema::Frame::Reader frame) {
  capnp::MallocMessageBuilder copy(1, capnp::AllocationStrategy::FIXED_SIZE);
  copy.setRoot(frame);
  const auto words = capnp::messageToFlatArray(copy);
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

// The first list of structs becomes one of 2^29 - 1 structs without content.
void amplify(Words& segment) {
  for (std::size_t at = 0; at < segment.size(); ++at) {
    const std::uint64_t word = segment[at];
    if ((word & 3U) != LIST_POINTER || ((word >> 32U) & 7U) != COMPOSITE) continue;
    const std::size_t tag = at + 1 + (static_cast<std::uint32_t>(word) >> 2U);
    segment.at(tag) = std::uint64_t{0x1fff'ffff} << 2U;
    return;
  }
  throw std::invalid_argument("the misdeed needs a frame with a list of structs");
}

Words withPointers(Misdeed misdeed, Words segment) {
  constexpr std::uint64_t FAR_AWAY = 0xfffff;
  if (misdeed == Misdeed::NULL_ROOT) segment[0] = 0;
  if (misdeed == Misdeed::WILD_POINTER)
    segment[0] = (segment[0] & 0xffff'ffff'0000'0000) | (FAR_AWAY << 2U);
  if (misdeed == Misdeed::FAR_POINTER) segment[0] = FAR_POINTER | (std::uint64_t{9} << 32U);
  if (misdeed == Misdeed::LIST_AS_ROOT)
    segment[0] = LIST_POINTER | (std::uint64_t{(8U << 3U) | 2U} << 32U);  // Eight bytes.
  if (misdeed == Misdeed::AMPLIFIED) amplify(segment);
  return misdeed == Misdeed::UNKNOWN_FIELDS ? grown(std::move(segment)) : segment;
}

capnp::EnumSchema::Enumerant enumerantOf(Misdeed misdeed) {
  return capnp::Schema::from<Misdeed>().getEnumerants()[static_cast<unsigned>(misdeed)];
}

}  // namespace

std::string damagedBytes(Misdeed misdeed, schema::Frame::Builder frame) {
  if (misdeed == Misdeed::EMPTY_SEGMENT) return bytesOf({0});
  if (misdeed == Misdeed::MANY_SEGMENTS) return std::string(4, '\xff') + std::string(4, '\0');
  if (misdeed == Misdeed::NOISE) return std::string(64, '\xff');
  if (misdeed == Misdeed::TOO_LARGE) return bytesOf({std::uint64_t{0x0fff'ffff} << 32U});
  if (misdeed == Misdeed::TOO_LARGE_TOGETHER)
    return bytesOf({0xffff'ffff'0000'0002, 0xffff'ffff'ffff'ffff});
  if (misdeed == Misdeed::UNKNOWN_FRAME) makeUnknown(frame, schema::IfUnknown::CLOSE);
  if (misdeed == Misdeed::UNKNOWN_IGNORED) makeUnknown(frame, schema::IfUnknown::IGNORE);
  if (misdeed == Misdeed::SPLIT_UP) return splitUp(frame);

  spoilValues(misdeed, frame);
  const Words segment = withPointers(misdeed, segmentOf(frame));
  if (misdeed == Misdeed::NO_NUL) {
    std::string bytes = framed(segment);
    bytes.at(bytes.rfind(std::string("ccc\0", 4)) + 3) = 'c';
    return bytes;
  }
  std::string bytes = framed(segment);
  if (misdeed == Misdeed::HALF) bytes.resize(bytes.size() / 2);
  return bytes;
}

std::string_view breaksWhat(Misdeed misdeed) {
  // scenario.capnp, `breaks`: its id is what a schema knows an annotation by.
  constexpr std::uint64_t BREAKS_ANNOTATION = 0xd81c5a27e09b3f64;
  for (const auto annotation : enumerantOf(misdeed).getProto().getAnnotations())
    if (annotation.getId() == BREAKS_ANNOTATION) {
      const auto text = annotation.getValue().getText();
      return {text.begin(), text.size()};
    }
  return {};
}

std::string_view nameOf(Misdeed misdeed) {
  if (misdeed == Misdeed::NONE) return {};
  const auto name = enumerantOf(misdeed).getProto().getName();
  return {name.begin(), name.size()};
}

}  // namespace triwire::conformance
