#include "record/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

#include <capnp/compat/json.h>
#include <kj/encoding.h>
#include <kj/exception.h>

namespace triwire::conformance {
namespace {

using capnp::json::Value;

kj::ArrayPtr<const char> bytes(std::string_view text) { return {text.data(), text.size()}; }

// The number of the \uXXXX escape that begins at text[at].
char16_t escapedUnit(std::string_view text, std::size_t at) {
  unsigned unit = 0;
  const std::string_view digits = text.substr(std::min(at + 2, text.size()), 4);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (digits.size() != 4 || error != std::errc{} || end != digits.data() + 4)
    throw std::invalid_argument("has a \\u escape without four hexadecimal digits");
  return static_cast<char16_t>(unit);
}

// Appends the characters of the \u escapes that begin at text[at]; returns the position after them.
std::size_t appendEscapes(std::string_view text, std::size_t at, std::string& out) {
  std::vector<char16_t> units;
  for (; text.substr(at, 2) == "\\u"; at += 6) units.push_back(escapedUnit(text, at));
  const auto utf8 = kj::decodeUtf16(kj::arrayPtr(units.data(), units.size()));
  if (utf8.hadErrors)
    throw std::invalid_argument(
        R"(escapes an unpaired surrogate (say it as {"$":"string16","units":[…]}))");
  for (const char c : utf8) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\0')
      out +=
          "\\u0000";  // The parser takes a NUL for the end of the text, but reads this one rightly.
    else
      out += c;
  }
  return at;
}

class CanonicalWriter {
 public:
  explicit CanonicalWriter(std::string& out) : out_(out) {}

  void write(Value::Reader value) {
    switch (value.which()) {
      case Value::NULL_:
        out_ += "null";
        return;
      case Value::BOOLEAN:
        out_ += value.getBoolean() ? "true" : "false";
        return;
      case Value::NUMBER:
        return writeNumber(value.getNumber());
      case Value::STRING:
        out_ += jsonString({value.getString().begin(), value.getString().size()});
        return;
      case Value::ARRAY:
        return writeArray(value.getArray());
      case Value::OBJECT:
        return writeObject(value.getObject());
      case Value::CALL:
        break;
    }
    throw std::invalid_argument("has a function call where a value is expected");
  }

 private:
  void writeNumber(double number) {
    // No JSON text reads back as these; the contract has tags for them.
    if (!std::isfinite(number)) throw std::invalid_argument("has a number that is too large");
    std::array<char, 32> text;
    const auto result = std::to_chars(text.data(), text.data() + text.size(), number);
    out_.append(text.data(), result.ptr);
  }

  void writeArray(capnp::List<Value>::Reader array) {
    out_ += '[';
    for (unsigned i = 0; i < array.size(); ++i) {
      if (i > 0) out_ += ',';
      write(array[i]);
    }
    out_ += ']';
  }

  void writeObject(capnp::List<Value::Field>::Reader object) {
    std::map<std::string_view, Value::Reader> members;
    for (const auto& field : object)
      members.insert_or_assign({field.getName().begin(), field.getName().size()}, field.getValue());
    const auto tag = members.find("$");
    const bool identity = tag != members.end() && tag->second.isString() &&
                          (tag->second.getString() == "shared" || tag->second.getString() == "ref");

    char separator = '{';
    for (const auto& [name, value] : members) {
      out_ += separator;
      separator = ',';
      out_ += jsonString(name);
      out_ += ':';
      if (identity && name == "id" && value.isNumber())
        out_ += std::to_string(
            sharedIds_.try_emplace(value.getNumber(), sharedIds_.size() + 1).first->second);
      else
        write(value);
    }
    out_ += separator == '{' ? "{}" : "}";
  }

  std::string& out_;
  std::map<double, std::size_t> sharedIds_;
};

}  // namespace

std::string plainJson(std::string_view text) {
  if (!isUtf8(text)) throw std::invalid_argument("is no UTF-8");
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r')
      throw std::invalid_argument("holds a control character");
    if (text.substr(at, 2) == "\\u") {
      at = appendEscapes(text, at, out);
      continue;
    }
    // A backslash and what it escapes go together: the second of "\\\\u" begins no escape.
    const std::size_t size = c == '\\' ? 2 : 1;
    out += text.substr(at, size);
    at += size;
  }
  return out;
}

void parseJson(std::string_view text, Value::Builder out) {
  capnp::JsonCodec codec;
  codec.setMaxNestingDepth(1000);
  const std::string plain = plainJson(text);
  try {
    codec.decodeRaw(bytes(plain), out);
  } catch (const kj::Exception&) {
    throw std::invalid_argument("is no JSON");
  }
}

std::string canonicalJson(Value::Reader value) {
  std::string out;
  CanonicalWriter(out).write(value);
  return out;
}

std::vector<std::string> texts(capnp::List<capnp::Text>::Reader list) {
  std::vector<std::string> out;
  for (const auto element : list) out.push_back(text(element));
  return out;
}

bool isUtf8(std::string_view text) { return !kj::encodeUtf32(bytes(text)).hadErrors; }

std::string jsonString(std::string_view text) {
  constexpr std::string_view HEX = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20)
      ((out += "\\u00") += HEX[byte >> 4]) += HEX[byte & 15];
    else
      out += c;
  }
  return out += '"';
}

}  // namespace triwire::conformance
