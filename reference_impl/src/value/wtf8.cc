#include "value/wtf8.h"

#include <array>
#include <cstring>

namespace triwire::detail {

namespace {

constexpr char32_t INVALID = 0xFFFF'FFFF;
constexpr char32_t REPLACEMENT = 0xFFFD;

bool isHigh(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool isLow(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }
char32_t combine(char32_t high, char32_t low) {
  return 0x1'0000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
}

/// The code point at `at`, which is moved behind it; INVALID if there is none. Surrogates are let
/// through.
char32_t decode(std::string_view text, std::size_t& at) {
  const auto byteAt = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byteAt(at);
  if (lead < 0x80) return ++at, lead;
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4) return INVALID;
  char32_t point = lead & (0x3FU >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const unsigned next = byteAt(at + i);
    if ((next & 0xC0U) != 0x80) return INVALID;
    point = (point << 6U) | (next & 0x3FU);
  }
  constexpr char32_t SMALLEST[] = {0, 0x80, 0x800, 0x1'0000};
  if (point < SMALLEST[more] || point > 0x10'FFFF) return INVALID;
  at += more + 1;
  return point;
}

void encode(char32_t point, std::string& out) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto putTail = [&](unsigned shift) { put(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | (point >> 6U));
    putTail(0);
  } else if (point < 0x1'0000) {
    put(0xE0U | (point >> 12U));
    putTail(6);
    putTail(0);
  } else {
    put(0xF0U | (point >> 18U));
    putTail(12);
    putTail(6);
    putTail(0);
  }
}

/// Sixteen bytes at once, which every core has instructions for.
using Wide = std::uint64_t __attribute__((vector_size(16)));

constexpr std::uint64_t NOT_ASCII = 0x8080'8080'8080'8080U;

template <class Word>
Word wordAt(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Whether all is ASCII, of a text of a few bytes: in steps of which the last two overlap.
bool isShortAscii(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.size() >= sizeof(Wide)) {
    auto all = wordAt<Wide>(end - sizeof(Wide));
    for (const char* at = text.data(); at < end - sizeof(Wide); at += sizeof(Wide)) {
      all |= wordAt<Wide>(at);
    }
    return ((all[0] | all[1]) & NOT_ASCII) == 0;
  }
  if (text.size() >= sizeof(std::uint64_t)) {
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): so many bytes are there.
    const auto first = wordAt<std::uint64_t>(text.data());
    return ((first | wordAt<std::uint64_t>(end - sizeof first)) & NOT_ASCII) == 0;
  }
  if (text.size() >= sizeof(std::uint32_t)) {
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): so many bytes are there.
    const auto first = wordAt<std::uint32_t>(text.data());
    return ((first | wordAt<std::uint32_t>(end - sizeof first)) & NOT_ASCII) == 0;
  }
  unsigned all = 0;
  for (const char each : text) all |= static_cast<unsigned char>(each);
  return all < 0x80;
}

/// The bytes at the front that are ASCII, in steps of 128 bytes, of one word, and of one.
std::size_t asciiPrefix(std::string_view text) {
  constexpr std::size_t STEP = 8 * sizeof(Wide);
  std::size_t at = 0;
  for (; at + STEP <= text.size(); at += STEP) {
    const auto part = [from = text.data() + at](std::size_t i) {
      return wordAt<Wide>(from + i * sizeof(Wide));
    };
    const Wide all = ((part(0) | part(1)) | (part(2) | part(3))) |
                     ((part(4) | part(5)) | (part(6) | part(7)));
    if (((all[0] | all[1]) & NOT_ASCII) != 0) break;
  }
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    if ((wordAt<std::uint64_t>(text.data() + at) & NOT_ASCII) != 0) break;
  }
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0x80U) == 0) ++at;
  return at;
}

}  // namespace

TextForm formOf(std::string_view text) {
  constexpr std::size_t SHORT = 128;
  if (text.size() <= SHORT && isShortAscii(text)) return TextForm::WELL_FORMED;
  TextForm form = TextForm::WELL_FORMED;
  for (std::size_t at = asciiPrefix(text), ascii = 0; at < text.size();) {
    const char32_t point = decode(text, at);
    if (point == INVALID) return TextForm::INVALID;
    if (isHigh(point) || isLow(point)) form = TextForm::SURROGATES;
    // After a few in a row there are probably many.
    ascii = point < 0x80 ? ascii + 1 : 0;
    if (ascii >= 16) at += asciiPrefix(text.substr(at)), ascii = 0;
  }
  return form;
}

std::string wellFormed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = decode(text, at);
    if (point == INVALID) ++at;
    encode(point == INVALID || isHigh(point) || isLow(point) ? REPLACEMENT : point, out);
  }
  return out;
}

std::u16string toUtf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char32_t point = decode(text, at);
    if (point == INVALID) point = REPLACEMENT, ++at;
    if (point < 0x1'0000) {
      units.push_back(static_cast<char16_t>(point));
    } else {
      units.push_back(static_cast<char16_t>(0xD800 + ((point - 0x1'0000) >> 10U)));
      units.push_back(static_cast<char16_t>(0xDC00 + ((point - 0x1'0000) & 0x3FFU)));
    }
  }
  return units;
}

std::string fromUtf16(std::u16string_view units) {
  std::string text;
  text.reserve(units.size());
  for (std::size_t at = 0; at < units.size(); ++at) {
    char32_t point = units[at];
    if (isHigh(point) && at + 1 < units.size() && isLow(units[at + 1])) {
      point = combine(point, units[++at]);
    }
    encode(point, text);
  }
  return text;
}

bool hasUnpairedSurrogate(std::u16string_view units) {
  for (std::size_t at = 0; at < units.size(); ++at) {
    if (isLow(units[at])) return true;
    if (!isHigh(units[at])) continue;
    if (at + 1 == units.size() || !isLow(units[at + 1])) return true;
    ++at;
  }
  return false;
}

}  // namespace triwire::detail
