// Values as a person would write them.
#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include "triwire/value.h"
#include "value/printable.h"
#include "value/text.h"

namespace triwire {

namespace {

constexpr std::size_t PRINTED_DEPTH_MAX = 16;
constexpr std::size_t ITEMS_MAX = 100;     // Of one array, object, map, set or buffer.
constexpr std::size_t TEXT_MAX = 100'000;  // Shared values are written each time they are met.

class Printer {
 public:
  std::string print(const Value& value) {
    write(value);
    return std::move(out_);
  }

 private:
  void write(const Value& value) {
    if (out_.size() > TEXT_MAX) return put("…");
    switch (value.kind()) {
      case ValueKind::STRING:
        return writeString(value.asString());
      case ValueKind::BIGINT:
        return put(value.asBigInt().toString() + "n");
      case ValueKind::NUMBER:
        return put(value.isSame(-0.0) ? "-0" : detail::numberText(value.asNumber()));
      case ValueKind::UNDEFINED:
      case ValueKind::NULL_VALUE:
      case ValueKind::BOOLEAN:
      case ValueKind::UNCLONABLE:
      case ValueKind::REGEXP:
        return put(detail::printable(detail::jsString(value)));
      case ValueKind::DATE:
        return put("Date(" + detail::numberText(value.asDate()) + ")");
      case ValueKind::BOXED:
        put("Object(");
        write(value.unboxed());
        return put(")");
      case ValueKind::ARRAY_BUFFER:
        return writeBytes("ArrayBuffer", value);
      case ValueKind::VIEW:
        return writeBytes(nameOf(value.viewType()), value);
      case ValueKind::OBJECT:
      case ValueKind::ARRAY:
      case ValueKind::MAP:
      case ValueKind::SET:
      case ValueKind::ERROR:
        return writeNested(value);
    }
  }

  void writeNested(const Value& value) {
    for (const Value& outer : outer_) {
      if (outer.isSame(value)) return put("[circular]");
    }
    if (outer_.size() == PRINTED_DEPTH_MAX) return put("[…]");
    outer_.push_back(value);
    if (value.isObject()) writeObject(value);
    if (value.isArray()) writeArray(value);
    if (value.kind() == ValueKind::MAP) writeMap(value);
    if (value.kind() == ValueKind::SET) writeSet(value);
    if (value.kind() == ValueKind::ERROR) writeError(value);
    outer_.pop_back();
  }

  void writeObject(const Value& object) {
    open("{");
    writeProperties(object);
    close("}");
  }

  void writeProperties(const Value& value) {
    for (const auto& [name, property] : value.properties()) {
      if (!item()) return;
      writeName(name);
      put(": ");
      write(property);
    }
  }

  void writeArray(const Value& array) {
    open("[");
    if (writeElements(array)) writeProperties(array);
    close("]");
  }

  /// False if there are too many.
  bool writeElements(const Value& array) {
    std::size_t next = 0;
    for (const auto& [index, element] : array.presentElements()) {
      if (index > next && !writeHoles(index - next)) return false;
      if (!item()) return false;
      write(element);
      next = index + std::size_t{1};
    }
    return array.size() == next || writeHoles(array.size() - next);
  }

  bool writeHoles(std::size_t count) {
    if (!item()) return false;
    put("<" + std::to_string(count) + (count == 1 ? " hole>" : " holes>"));
    return true;
  }

  void writeMap(const Value& map) {
    open("Map {");
    for (const auto& [key, value] : map.entries()) {
      if (!item()) break;
      write(key);
      put(" => ");
      write(value);
    }
    close("}");
  }

  void writeSet(const Value& set) {
    open("Set {");
    for (const Value& value : set.values()) {
      if (!item()) break;
      write(value);
    }
    close("}");
  }

  void writeError(const Value& error) {
    put("[" + detail::printable(detail::jsString(error)));
    if (const std::optional<Value> cause = error.cause()) {
      put(", cause: ");
      write(*cause);
    }
    put("]");
  }

  void writeBytes(std::string_view name, const Value& value) {
    constexpr std::string_view DIGITS = "0123456789abcdef";
    const std::span<const std::byte> bytes = value.bytes();
    put(std::string(name) + "(" + std::to_string(value.size()) + ") <");
    for (std::size_t i = 0; i < std::min(bytes.size(), ITEMS_MAX); ++i) {
      if (i > 0) put(" ");
      out_.push_back(DIGITS[std::to_integer<std::size_t>(bytes[i] >> 4U)]);
      out_.push_back(DIGITS[std::to_integer<std::size_t>(bytes[i] & std::byte{15})]);
    }
    put(bytes.size() > ITEMS_MAX ? " …>" : ">");
  }

  void writeString(std::string_view text) {
    put("'");
    std::string quoted;
    for (const char c : text) {
      if (c == '\'' || c == '\\') quoted.push_back('\\');
      quoted.push_back(c);
    }
    put(detail::printable(quoted));
    put("'");
  }

  void writeName(std::string_view name) {
    const auto isPlain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || c == '$';
    };
    if (!name.empty() && std::all_of(name.begin(), name.end(), isPlain)) return put(name);
    writeString(name);
  }

  // A list: `open`, then before each item `item`, then `close`.
  void open(std::string_view bracket) {
    put(bracket);
    items_.push_back(0);
  }
  /// False, instead of the item, if there are too many.
  bool item() {
    const std::size_t count = items_.back()++;
    put(count == 0 ? " " : ", ");
    if (count < ITEMS_MAX) return true;
    put("…");
    return false;
  }
  void close(std::string_view bracket) {
    if (items_.back() > 0) put(" ");
    items_.pop_back();
    put(bracket);
  }

  void put(std::string_view text) { out_ += text; }

  std::string out_;
  std::vector<Value> outer_;
  std::vector<std::size_t> items_;  // Written so far, of each list that is open.
};

}  // namespace

std::string Value::toString() const { return Printer().print(*this); }

std::ostream& operator<<(std::ostream& out, const Value& value) { return out << value.toString(); }

}  // namespace triwire
