#include "peer/unknown.h"

#include <cstring>

#include <capnp/any.h>
#include <capnp/schema.h>

namespace triwire::conformance {
namespace {

using Words = std::vector<std::uint64_t>;

// A struct pointer, as Cap'n Proto's encoding has it: 2 bits of kind, 30 of offset in words from
// its end, 16 of data words, 16 of pointers.
struct StructPointer {
  std::int32_t offset = 0;
  std::uint16_t data = 0, pointers = 0;

  static StructPointer from(std::uint64_t word) {
    return {static_cast<std::int32_t>(word & 0xffff'ffff) >> 2,
            static_cast<std::uint16_t>(word >> 32U), static_cast<std::uint16_t>(word >> 48U)};
  }
  std::uint64_t word() const {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(offset) << 2U)) |
           (std::uint64_t{data} << 32U) | (std::uint64_t{pointers} << 48U);
  }
};

// A pointer of any kind that moved from word `from` to word `to` still points where it did.
std::uint64_t moved(std::uint64_t word, std::size_t from, std::size_t to) {
  if (word == 0 || (word & 3U) > 1) return word;  // Null, or not relative to its own place.
  const auto low = static_cast<std::uint32_t>(word);
  const auto shift = static_cast<std::uint32_t>(static_cast<std::int64_t>(from) -
                                                static_cast<std::int64_t>(to));
  const std::uint32_t offset = (low >> 2U) + shift;
  return (word & 0xffff'ffff'0000'0000) | (offset << 2U) | (low & 3U);
}

// Copies the struct that word `pointer` points to behind everything, larger. Returns where its
// first pointer is.
std::size_t grow(Words& segment, std::size_t pointer) {
  const StructPointer old = StructPointer::from(segment[pointer]);
  const std::size_t at = pointer + 1 + static_cast<std::size_t>(old.offset);
  const std::size_t now = segment.size();
  for (std::size_t i = 0; i < old.data; ++i) segment.push_back(segment[at + i]);
  segment.push_back(0x6c61'7465'7221'2121);  // Data of a field that nobody knows yet.
  for (std::size_t i = 0; i < old.pointers; ++i)
    segment.push_back(moved(segment[at + old.data + i], at + old.data + i, segment.size()));
  segment.push_back(0);
  segment[pointer] = StructPointer{static_cast<std::int32_t>(now - pointer - 1),
                                   static_cast<std::uint16_t>(old.data + 1),
                                   static_cast<std::uint16_t>(old.pointers + 1)}
                         .word();
  return now + old.data + 1;
}

}  // namespace

void makeUnknown(schema::Frame::Builder frame, schema::IfUnknown ifUnknown) {
  constexpr std::uint16_t NO_ARM = 999;
  frame.setIfUnknown(ifUnknown);
  capnp::Data::Builder data = capnp::AnyStruct::Builder(capnp::toAny(frame)).getDataSection();
  const std::size_t at =
      2 * capnp::Schema::from<schema::Frame>().getProto().getStruct().getDiscriminantOffset();
  std::memcpy(data.begin() + at, &NO_ARM, sizeof NO_ARM);
}

Words grown(Words segment) {
  grow(segment, grow(segment, 0));
  return segment;
}

}  // namespace triwire::conformance
