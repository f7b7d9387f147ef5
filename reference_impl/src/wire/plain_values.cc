#include "wire/plain_values.h"

#include <array>
#include <bit>
#include <cstring>
#include <string_view>

#include "value/graph.h"
#include "value/wtf8.h"
#include "wire/recycled.h"

namespace triwire::wire {

using detail::Cell;
using layout::ElementSize;
using layout::listPointer;
using layout::SHAPE;
using layout::Word;

namespace {

constexpr layout::Shape VALUE = SHAPE<schema::Value>;
constexpr Word PAYLOAD_WORDS = SHAPE<schema::Payload>.words();
constexpr Word FIRST = PAYLOAD_WORDS + 1;  // Behind the tag of the list.

template <std::size_t WORDS>
struct SizedBody : PlainBody {
  explicit SizedBody(std::size_t count) { words = std::span(room).first(count); }
  std::array<Word, WORDS> room;  // NOLINT: filled by whoever made it.
};

/// Null if the cell is no string.
const std::string* textIn(const Cell& cell) { return std::get_if<std::string>(&cell); }

/// Words that the cell needs beside its struct; nothing if it is not plain.
std::optional<Word> wordsBeside(const Cell& cell) {
  if (const std::string* text = textIn(cell)) {
    if (text->size() >= PLAIN_WORDS_MAX * sizeof(Word)) return std::nullopt;
    if (detail::formOf(*text) != detail::TextForm::WELL_FORMED) return std::nullopt;
    return layout::textWords(text->size());
  }
  const bool isPlain = std::holds_alternative<std::monostate>(cell) ||
                       std::holds_alternative<std::nullptr_t>(cell) ||
                       std::holds_alternative<bool>(cell) || std::holds_alternative<double>(cell);
  return isPlain ? std::optional<Word>(0) : std::nullopt;
}

/// The two data words of a value that is no string.
std::array<Word, 2> dataOf(const Cell& cell) {
  if (std::holds_alternative<std::nullptr_t>(cell)) return {schema::Value::NULL_, 0};
  if (const bool* boolean = std::get_if<bool>(&cell)) {
    return {schema::Value::BOOLEAN | Word{*boolean} << layout::VALUE_BOOLEAN_BIT, 0};
  }
  if (const double* number = std::get_if<double>(&cell)) {
    return {schema::Value::NUMBER, std::bit_cast<Word>(*number)};
  }
  return {schema::Value::UNDEFINED, 0};
}

/// The text that the pointer at word `from` leads to, if that is at word `to` and all is as it should be.
std::optional<std::string_view> textAt(std::span<const Word> words, Word from, Word to) {
  const Word size = words[from] >> 35U;
  if (size == 0 || layout::textWords(size - 1) > words.size() - to) return std::nullopt;
  if (words[from] != listPointer(from, to, ElementSize::BYTE, size)) return std::nullopt;
  const std::string_view text(reinterpret_cast<const char*>(&words[to]), size - 1);
  const bool isText =
      text.data()[text.size()] == '\0' && detail::formOf(text) == detail::TextForm::WELL_FORMED;
  return isText ? std::optional(text) : std::nullopt;
}

bool isText(std::span<const Word> words, Word at) {
  return (words[at] & layout::TAG_MASK) == schema::Value::STRING;
}

/// The string at word `at` of checked words.
std::string_view textOf(std::span<const Word> words, Word at) {
  const Word pointer = at + layout::VALUE_STRING;
  const Word text = pointer + 1 + ((words[pointer] & 0xFFFF'FFFFU) >> 2U);
  const std::size_t bytes = (words[pointer] >> 35U) - 1;
  return {reinterpret_cast<const char*>(&words[text]), bytes};
}

/// The value at word `at` of checked words.
Value valueAt(std::span<const Word> words, Word at) {
  switch (words[at] & layout::TAG_MASK) {
    case schema::Value::NULL_:
      return nullptr;
    case schema::Value::BOOLEAN:
      return (words[at] >> layout::VALUE_BOOLEAN_BIT & 1U) != 0;
    case schema::Value::NUMBER:
      return std::bit_cast<double>(words[at + layout::VALUE_NUMBER]);
    case schema::Value::STRING:
      return textOf(words, at);
    default:
      return {};
  }
}

Word rootsOf(std::span<const Word> words) { return (words[PAYLOAD_WORDS] & 0xFFFF'FFFFU) >> 2U; }

}  // namespace

std::shared_ptr<PlainBody> makePlainBody(std::size_t words) {
  constexpr std::size_t FEW = 32;
  if (words <= FEW) return makeRecycled<SizedBody<FEW>>(words);
  return makeRecycled<SizedBody<PLAIN_WORDS_MAX>>(words);
}

std::optional<Word> countPlainWords(Roots roots) {
  if (!layout::IS_NATIVE || roots.size() > PLAIN_WORDS_MAX) return std::nullopt;
  Word size = FIRST + roots.size() * VALUE.words();
  for (const Cell* root : roots) {
    const std::optional<Word> beside = wordsBeside(*root);
    if (!beside) return std::nullopt;
    size += *beside;
  }
  return size > PLAIN_WORDS_MAX ? std::nullopt : std::optional(size);
}

void writePlain(Roots roots, std::byte* out) {
  const auto put = [&](Word index, Word word) {
    std::memcpy(out + index * sizeof word, &word, sizeof word);
  };
  const Word words = roots.size() * VALUE.words();
  put(layout::PAYLOAD_ROOTS,
      listPointer(layout::PAYLOAD_ROOTS, PAYLOAD_WORDS, ElementSize::COMPOSITE, words));
  put(layout::PAYLOAD_NODES, 0);
  put(PAYLOAD_WORDS, layout::tag(roots.size(), VALUE));
  Word at = FIRST;
  Word end = FIRST + words;
  for (const Cell* root : roots) {
    if (const std::string* text = textIn(*root)) {
      const Word pointer = at + layout::VALUE_STRING;
      put(at, schema::Value::STRING);
      put(at + layout::VALUE_NUMBER, 0);
      put(pointer, listPointer(pointer, end, ElementSize::BYTE, text->size() + 1));
      const Word textEnd = end + layout::textWords(text->size());
      put(textEnd - 1, 0);
      std::memcpy(out + end * sizeof(Word), text->data(), text->size());
      end = textEnd;
    } else {
      const std::array<Word, 2> data = dataOf(*root);
      put(at, data[0]);
      put(at + layout::VALUE_NUMBER, data[1]);
      put(at + layout::VALUE_STRING, 0);
    }
    at += VALUE.words();
  }
}

std::shared_ptr<const PlainBody> encodePlain(Roots roots) {
  const std::optional<Word> size = countPlainWords(roots);
  if (!size) return nullptr;
  std::shared_ptr<PlainBody> body = makePlainBody(*size);
  writePlain(roots, std::as_writable_bytes(body->words).data());
  return body;
}

std::optional<std::size_t> countPlain(std::span<const Word> words) {
  if (words.size() <= FIRST) return std::nullopt;
  const Word roots = rootsOf(words);
  if (roots == 0 || roots > (words.size() - FIRST) / VALUE.words()) return std::nullopt;
  const bool isList =
      words[layout::PAYLOAD_ROOTS] == listPointer(layout::PAYLOAD_ROOTS, PAYLOAD_WORDS,
                                                  ElementSize::COMPOSITE, roots * VALUE.words()) &&
      words[layout::PAYLOAD_NODES] == 0 && words[PAYLOAD_WORDS] == layout::tag(roots, VALUE);
  if (!isList) return std::nullopt;

  Word end = FIRST + roots * VALUE.words();
  for (Word i = 0; i < roots; ++i) {
    const Word at = FIRST + i * VALUE.words();
    const Word pointer = at + layout::VALUE_STRING;
    switch (words[at] & layout::TAG_MASK) {
      case schema::Value::UNDEFINED:
      case schema::Value::NULL_:
      case schema::Value::BOOLEAN:
      case schema::Value::NUMBER:
        if (words[pointer] != 0) return std::nullopt;
        break;
      case schema::Value::STRING: {
        const std::optional<std::string_view> text = textAt(words, pointer, end);
        if (!text) return std::nullopt;
        end += layout::textWords(text->size());
        break;
      }
      default:
        return std::nullopt;
    }
  }
  return end == words.size() ? std::optional<std::size_t>(roots) : std::nullopt;
}

void readPlain(std::span<const Word> words, Args& into) {
  const Word roots = rootsOf(words);
  into.resize(roots);
  for (Word i = 0; i < roots; ++i) {
    const Word at = FIRST + i * VALUE.words();
    std::string* const text = detail::Access::text(into.at(i));
    if (text != nullptr && isText(words, at)) {
      text->assign(textOf(words, at));  // Into memory that it has.
    } else {
      into.at(i) = valueAt(words, at);
    }
  }
}

Value readPlainValue(std::span<const Word> words) { return valueAt(words, FIRST); }

}  // namespace triwire::wire
