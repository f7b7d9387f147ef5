#include "value/printable.h"

#include <array>
#include <cstdio>

namespace triwire::detail {
namespace {

unsigned byteAt(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// Bytes of the code point that begins with `first`.
std::size_t lengthOf(unsigned first) {
  return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
}

template <class... Number>
std::string formatted(const char* format, Number... numbers) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, numbers...);
  return buffer.data();
}

/// Empty if the code point is shown as it is.
std::string escapeOf(std::string_view point) {
  const unsigned first = byteAt(point, 0);
  const unsigned second = byteAt(point, 1);
  if (first == '\n') return "\\n";
  if (first == '\r') return "\\r";
  if (first == '\t') return "\\t";
  if (first == 0) return "\\0";
  if (first < 0x20 || first == 0x7F) return formatted("\\x%02x", first);
  if (first == 0xC2 && second >= 0x80 && second < 0xA0) return formatted("\\u%04x", second);
  if (first == 0xED && second >= 0xA0) {
    return formatted("\\u%04x", 0xD000U | (second & 0x3FU) << 6U | (byteAt(point, 2) & 0x3FU));
  }
  return {};
}

}  // namespace

std::string printable(std::string_view text, std::size_t bytesMax) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view point = text.substr(at, lengthOf(byteAt(text, at)));
    if (at + point.size() > bytesMax) return shown + "…";
    const std::string escape = escapeOf(point);
    shown += escape.empty() ? point : std::string_view(escape);
    at += point.size();
  }
  return shown;
}

}  // namespace triwire::detail
