#include "trace/quoted_text.h"

#include <cstddef>

namespace triwire::conformance::trace {
namespace {

constexpr std::size_t SHOWN_MAX = 500;  ///< Bytes of a text, or units.

void escape(std::string& out, char kind, unsigned number, unsigned digits) {
  (out += '\\') += kind;
  for (unsigned left = digits; left > 0; --left) out += "0123456789abcdef"[number >> 4 * (left - 1) & 15U];
}

/// Bytes of the UTF-8 character at the front, of two bytes or more; 0 if there is none.
std::size_t characterAt(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (first > 0xf4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80) return 0;
  return length;
}

void appendAscii(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\')
    (out += '\\') += c;
  else if (byte < 0x20 || byte == 0x7f)
    escape(out, 'u', byte, 4);
  else
    out += c;
}

}  // namespace

std::string quotedText(std::string_view text) {
  std::string out = "\"";
  std::size_t at = 0;
  while (at < text.size() && at < SHOWN_MAX) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      appendAscii(out, text[at++]);
      continue;
    }
    const std::size_t length = characterAt(text.substr(at));
    if (length == 0)
      escape(out, 'x', static_cast<unsigned char>(text[at]), 2);
    else if (byte == 0xc2 && static_cast<unsigned char>(text[at + 1]) < 0xa0)
      escape(out, 'u', static_cast<unsigned char>(text[at + 1]), 4);
    else
      out += text.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  return out + (at < text.size() ? "\"…" : "\"");
}

std::string quotedText(capnp::List<std::uint16_t>::Reader units) {
  std::string out = "\"";
  std::size_t shown = 0;
  for (const std::uint16_t unit : units) {
    if (++shown > SHOWN_MAX) return out + "\"…";
    if (unit < 0x80)
      appendAscii(out, static_cast<char>(unit));
    else
      escape(out, 'u', unit, 4);
  }
  return out + '"';
}

std::string quotedText(schema::JsString::Reader text) {
  if (text.isUtf16()) return quotedText(text.getUtf16());
  const auto utf8 = text.getUtf8();
  return quotedText(std::string_view(utf8.begin(), utf8.size()));
}

}  // namespace triwire::conformance::trace
