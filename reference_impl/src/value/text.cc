#include "value/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace triwire::detail {

std::string numberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  if (number == 0) return "0";
  const double size = std::fabs(number);
  std::array<char, 64> buffer;
  const auto write = [&](std::chars_format format) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format);
    return std::string(buffer.data(), end.ptr);
  };
  constexpr double EXACT_MAX = 9007199254740992;  // 2^53
  if (size >= 1e-6 && size <= EXACT_MAX) return write(std::chars_format::fixed);

  std::string text = write(std::chars_format::scientific);
  const std::size_t exponent = text.find('e');
  if (size > EXACT_MAX && size < 1e21) {
    // JavaScript writes the shortest digits and then zeros, where C++ writes all digits.
    const std::size_t zerosTo = std::stoul(text.substr(exponent + 1)) + (number < 0 ? 2 : 1);
    text.erase(exponent);
    std::erase(text, '.');
    text.resize(zerosTo, '0');
  } else if (text[exponent + 2] == '0') {
    text.erase(exponent + 2, 1);  // JavaScript writes 1e-7, where C++ writes 1e-07.
  }
  return text;
}

namespace {

constexpr std::size_t DEPTH_MAX = 100;  // Of nested arrays; JavaScript would overflow its stack.

std::string join(const Value& array, std::vector<const Value*>& outer);

std::string jsString(const Value& value, std::vector<const Value*>& outer) {
  switch (value.kind()) {
    case ValueKind::UNDEFINED:
      return "undefined";
    case ValueKind::NULL_VALUE:
      return "null";
    case ValueKind::BOOLEAN:
      return value.asBoolean() ? "true" : "false";
    case ValueKind::NUMBER:
      return numberText(value.asNumber());
    case ValueKind::BIGINT:
      return value.asBigInt().toString();
    case ValueKind::STRING:
      return std::string(value.asStringView());
    case ValueKind::UNCLONABLE:
      return "[" + value.what() + "]";
    case ValueKind::ARRAY:
      return join(value, outer);
    case ValueKind::DATE:
      return numberText(value.asDate());
    case ValueKind::REGEXP:
      return "/" + value.source() + "/" + value.flags();
    case ValueKind::BOXED:
      return jsString(value.unboxed(), outer);
    case ValueKind::MAP:
      return "[object Map]";
    case ValueKind::SET:
      return "[object Set]";
    case ValueKind::ARRAY_BUFFER:
      return "[object ArrayBuffer]";
    case ValueKind::VIEW:
      return "[object " + std::string(nameOf(value.viewType())) + "]";
    case ValueKind::ERROR: {
      const std::string name(nameOf(value.errorType()));
      const std::string message = value.message().value_or("");
      return message.empty() ? name : name + ": " + message;
    }
    case ValueKind::OBJECT:
      break;
  }
  return "[object Object]";
}

std::string join(const Value& array, std::vector<const Value*>& outer) {
  constexpr std::uint32_t ELEMENTS_MAX =
      1'000'000;  // An array may be all holes, four billion of them.
  if (outer.size() >= DEPTH_MAX) return "";
  for (const Value* value : outer) {
    if (value->isSame(array)) return "";
  }
  outer.push_back(&array);
  std::string text;
  std::uint32_t written = 0;
  for (const auto& [index, element] : array.presentElements()) {
    if (index >= ELEMENTS_MAX) break;
    text.append(index - written, ',');
    written = index;
    if (!element.isUndefined() && !element.isNull()) text += jsString(element, outer);
  }
  if (const std::size_t size = std::min<std::size_t>(array.size(), ELEMENTS_MAX); size > 0) {
    text.append(size - 1 - written, ',');
  }
  outer.pop_back();
  return text;
}

}  // namespace

std::string jsString(const Value& value) {
  std::vector<const Value*> outer;
  return jsString(value, outer);
}

}  // namespace triwire::detail
