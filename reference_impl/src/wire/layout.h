// Where Cap'n Proto puts what of the schema: for the few frames that are read and written word by word.
#pragma once

#include <capnp/common.h>

#include <triwire.capnp.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace triwire::wire::layout {

/// Eight bytes of a message, the first the lowest: as numbers on such machines only.
using Word = std::uint64_t;
constexpr bool IS_NATIVE = std::endian::native == std::endian::little;

/// The sizes of a struct, as its pointer has them. Those of the generated code.
struct Shape {
  Word data = 0;      ///< Words.
  Word pointers = 0;  ///< One word each, behind the data.

  constexpr Word words() const { return data + pointers; }
};
template <class Struct>
constexpr Shape SHAPE{Struct::_capnpPrivate::dataWordSize, Struct::_capnpPrivate::pointerCount};

/// The pointer, at word `from`, to a struct at word `to`.
constexpr Word structPointer(Word from, Word to, Shape shape) {
  return ((to - from - 1) << 2U & 0xFFFF'FFFFU) | shape.data << 32U | shape.pointers << 48U;
}

enum class ElementSize : std::uint8_t { BYTE = 2, COMPOSITE = 7 };

/// To a list. Of structs, `count` is that of their words, and the first word of the list its `tag`.
constexpr Word listPointer(Word from, Word to, ElementSize size, Word count) {
  return ((to - from - 1) << 2U & 0xFFFF'FFFFU) | 1U | static_cast<Word>(size) << 32U | count << 35U;
}
constexpr Word tag(Word count, Shape shape) {
  return count << 2U | shape.data << 32U | shape.pointers << 48U;
}

/// Of a text, with its NUL byte.
constexpr Word textWords(std::size_t bytes) { return bytes / sizeof(Word) + 1; }

// What the generated code does not tell by name. layout_test compares it with the schema. In each of
// these structs a union's tag is the lowest 16 bits of the first word.
constexpr Word TAG_MASK = 0xFFFF;
constexpr Word CALL_ID = 0;  // Words of the struct.
constexpr Word CALL_CHANNEL = 1;
constexpr Word CALL_ARGS = 2;
constexpr Word MESSAGE_CHANNEL = 0;
constexpr Word MESSAGE_ARGS = 1;
constexpr Word RETURN_ID = 0;
constexpr Word RETURN_OUTCOME = 1;
constexpr Word OUTCOME_VALUE = 1;
constexpr Word PAYLOAD_ROOTS = 0;
constexpr Word PAYLOAD_NODES = 1;
constexpr Word VALUE_BOOLEAN_BIT = 16;  // Of the first word.
constexpr Word VALUE_NUMBER = 1;
constexpr Word VALUE_STRING = 2;

}  // namespace triwire::wire::layout
