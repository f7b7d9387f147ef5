// Values as JSON.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "triwire/convert.h"
#include "triwire/value.h"
#include "value/text.h"
#include "value/wtf8.h"

namespace triwire {
namespace {

constexpr std::size_t JSON_DEPTH_MAX = 1000;

void appendUnit(char16_t unit, std::string& out) {
  static constexpr std::string_view HEX = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += HEX[(unit >> shift) & 0xF];
}

std::string quoted(const std::string& text) {
  static constexpr std::string_view SHORT = "\b\t\n\f\r\"\\";
  static constexpr std::string_view LETTER = "btnfr\"\\";
  std::string out = "\"";
  if (detail::formOf(text) == detail::TextForm::WELL_FORMED) {
    for (const char c : text) {
      const std::size_t known = SHORT.find(c);
      if (known != std::string_view::npos) {
        (out += '\\') += LETTER[known];
      } else if (static_cast<unsigned char>(c) < 0x20) {
        appendUnit(static_cast<char16_t>(c), out);
      } else {
        out += c;
      }
    }
  } else {  // No UTF-8 says an unpaired surrogate, and JSON has another way.
    for (const char16_t unit : detail::toUtf16(text)) appendUnit(unit, out);
  }
  return out + '"';
}

class JsonWriter {
 public:
  std::string write(const Value& value) {
    put(value);
    return std::move(out_);
  }

 private:
  void put(const Value& value) {
    switch (value.kind()) {
      case ValueKind::NULL_VALUE:
        out_ += "null";
        return;
      case ValueKind::BOOLEAN:
        out_ += value.asBoolean() ? "true" : "false";
        return;
      case ValueKind::NUMBER:
        if (!std::isfinite(value.asNumber())) refuse(detail::numberText(value.asNumber()));
        out_ += value.isSame(-0.0) ? "-0" : detail::numberText(value.asNumber());
        return;
      case ValueKind::STRING:
        out_ += quoted(value.asString());
        return;
      case ValueKind::OBJECT:
        return inside(value, [&] { putObject(value); });
      case ValueKind::ARRAY:
        return inside(value, [&] { putArray(value); });
      case ValueKind::UNDEFINED:
      case ValueKind::BIGINT:
      case ValueKind::UNCLONABLE:
      case ValueKind::DATE:
      case ValueKind::REGEXP:
      case ValueKind::BOXED:
      case ValueKind::MAP:
      case ValueKind::SET:
      case ValueKind::ARRAY_BUFFER:
      case ValueKind::VIEW:
      case ValueKind::ERROR:
        refuse(std::string(nameOf(value.kind())));
    }
  }

  void putObject(const Value& object) {
    std::string_view separator = "{";
    for (const auto& [name, value] : object.properties()) {
      (out_ += std::exchange(separator, ",")) += quoted(name) + ":";
      within(detail::propertyStep(name), value);
    }
    out_ += separator == "{" ? "{}" : "}";
  }

  void putArray(const Value& array) {
    if (!array.properties().empty()) refuse("a named property of an array");
    const auto elements = array.presentElements();
    if (elements.size() != array.size()) refuse("a hole in an array");
    std::string_view separator = "[";
    for (const auto& [index, value] : elements) {
      out_ += std::exchange(separator, ",");
      within("[" + std::to_string(index) + "]", value);
    }
    out_ += separator == "[" ? "[]" : "]";
  }

  void within(const std::string& step, const Value& value) {
    const std::size_t length = path_.size();
    path_ += step;
    put(value);
    path_.resize(length);
  }

  template <class Put>
  void inside(const Value& value, const Put& putContents) {
    const auto isIt = [&](const Value& outer) { return outer.isSame(value); };
    if (std::any_of(outer_.begin(), outer_.end(), isIt)) refuse("a cycle");
    if (outer_.size() == JSON_DEPTH_MAX) refuse("more than 1000 levels");
    outer_.push_back(value);
    putContents();
    outer_.pop_back();
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw ValueError("JSON cannot say value" + path_ + ": " + what);
  }

  std::string out_;
  std::string path_;
  std::vector<Value> outer_;
};

}  // namespace

std::string Value::toJson() const { return JsonWriter().write(*this); }

}  // namespace triwire
