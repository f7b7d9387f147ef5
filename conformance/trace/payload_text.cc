#include "trace/payload_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include <capnp/dynamic.h>
#include <kj/string.h>

#include "trace/quoted_text.h"

namespace triwire::conformance::trace {
namespace {

using schema::Node;
using schema::Value;

constexpr std::size_t CHARACTERS_MAX = 2000;
constexpr unsigned DEPTH_MAX = 32;
constexpr std::size_t BYTES_SHOWN_MAX = 16;

std::string numberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

std::string hexadecimal(unsigned char byte) {
  constexpr const char* DIGITS = "0123456789abcdef";
  return {DIGITS[byte >> 4U], DIGITS[byte & 15U]};
}

/// The schema's names begin small: "uint8Array".
std::string capitalized(capnp::DynamicEnum enumerator) {
  std::string name = kj::str(enumerator).cStr();
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

std::string bigintText(Value::Bigint::Reader bigint) {
  // The last byte is the first to be read.
  const auto magnitude = bigint.getMagnitude();
  std::string digits;
  for (std::size_t i = 0; i < std::min(magnitude.size(), BYTES_SHOWN_MAX); ++i)
    digits += hexadecimal(magnitude[magnitude.size() - 1 - i]);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) digits = "0";
  return std::string(bigint.getNegative() ? "-" : "") + "0x" + digits +
         (magnitude.size() > BYTES_SHOWN_MAX ? "…n" : "n");
}

std::string nameText(schema::Property::Reader property) {
  if (property.isName16()) return quotedText(property.getName16());
  const auto name = property.getName();
  const bool isWord = name.size() > 0 && !std::isdigit(static_cast<unsigned char>(name[0])) &&
                      std::all_of(name.begin(), name.end(), [](char c) {
                        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$';
                      });
  return isWord && name.size() < 100 ? std::string(name.cStr())
                                     : quotedText(std::string_view(name.begin(), name.size()));
}

/// Writes one payload, each node where it is first met.
class Writer {
 public:
  explicit Writer(schema::Payload::Reader payload) : nodes_(payload.getNodes()) {
    met_.resize(nodes_.size());
    list(payload.getRoots(), 0);
  }

  std::string take() {
    if (out_.size() > CHARACTERS_MAX) out_ += "…";
    return std::move(out_);
  }

 private:
  struct Met {
    bool isMet = false;
    std::size_t at = 0;       ///< In `out_`, where its text begins.
    unsigned reference = 0;   ///< 0: referred to once so far.
  };

  /// What is left out then is told by the mark at the end.
  bool isFull() const { return out_.size() > CHARACTERS_MAX; }

  template <typename List>
  void list(List values, unsigned depth) {
    bool isFirst = true;
    for (const auto each : values) {
      if (isFull()) return;
      if (!std::exchange(isFirst, false)) out_ += ", ";
      value(each, depth);
    }
  }

  void value(Value::Reader value, unsigned depth) {
    switch (value.which()) {
      case Value::UNDEFINED: out_ += "undefined"; return;
      case Value::HOLE: out_ += "<hole>"; return;
      case Value::NULL_: out_ += "null"; return;
      case Value::BOOLEAN: out_ += value.getBoolean() ? "true" : "false"; return;
      case Value::NUMBER: out_ += numberText(value.getNumber()); return;
      case Value::BIGINT: out_ += bigintText(value.getBigint()); return;
      case Value::STRING: {
        const auto text = value.getString();
        out_ += quotedText(std::string_view(text.begin(), text.size()));
        return;
      }
      case Value::STRING16: out_ += quotedText(value.getString16()); return;
      case Value::NODE: node(value.getNode(), depth); return;
    }
    out_ += "<a value of a kind that is not known>";
  }

  void node(std::uint32_t index, unsigned depth) {
    if (index >= nodes_.size()) {
      out_ += "<no such node>";
    } else if (met_[index].isMet) {
      out_ += "[ref *" + std::to_string(referenceTo(index)) + "]";
    } else if (depth > DEPTH_MAX) {
      out_ += "<deeper>";
    } else {
      met_[index].isMet = true;
      met_[index].at = out_.size();
      content(nodes_[index], depth + 1);
    }
  }

  /// Its number, which is put in front of it where it stands.
  unsigned referenceTo(std::uint32_t index) {
    if (met_[index].reference == 0) {
      met_[index].reference = ++references_;
      const std::string mark = "<ref *" + std::to_string(references_) + "> ";
      const std::size_t at = met_[index].at;
      out_.insert(at, mark);
      for (Met& other : met_)
        if (other.isMet && other.at > at) other.at += mark.size();
    }
    return met_[index].reference;
  }

  void content(Node::Reader node, unsigned depth) {
    switch (node.which()) {
      case Node::OBJECT:
        out_ += "{";
        properties(node.getObject(), depth, true);
        out_ += "}";
        return;
      case Node::ARRAY: return array(node.getArray(), depth);
      case Node::DATE: out_ += "Date(" + numberText(node.getDate()) + ")"; return;
      case Node::REGEXP: {
        const auto flags = node.getRegexp().getFlags();
        out_ += "RegExp(" + quotedText(node.getRegexp().getSource()) + ", " +
                quotedText(std::string_view(flags.begin(), flags.size())) + ")";
        return;
      }
      case Node::BOXED:
        out_ += "Object(";
        value(node.getBoxed(), depth);
        out_ += ")";
        return;
      case Node::MAP: return map(node.getMap(), depth);
      case Node::SET:
        out_ += "Set {";
        list(node.getSet(), depth);
        out_ += "}";
        return;
      case Node::ARRAY_BUFFER: return buffer(node.getArrayBuffer().getBytes());
      case Node::VIEW: return view(node.getView(), depth);
      case Node::ERROR: return error(node.getError(), depth);
    }
    out_ += "<a node of a kind that is not known>";
  }

  void properties(capnp::List<schema::Property>::Reader all, unsigned depth, bool isFirst) {
    for (const auto property : all) {
      if (isFull()) return;
      if (!std::exchange(isFirst, false)) out_ += ", ";
      out_ += nameText(property) + ": ";
      value(property.getValue(), depth);
    }
  }

  void array(Node::Array::Reader array, unsigned depth) {
    out_ += "[";
    list(array.getElements(), depth);
    bool isFirst = array.getElements().size() == 0;
    for (const auto element : array.getSparse()) {
      if (isFull()) return;
      if (!std::exchange(isFirst, false)) out_ += ", ";
      out_ += std::to_string(element.getIndex()) + ": ";
      value(element.getValue(), depth);
    }
    properties(array.getProperties(), depth, isFirst);
    out_ += array.getLength() > array.getElements().size() ? "] of length " + std::to_string(array.getLength())
                                                            : "]";
  }

  void map(capnp::List<schema::MapEntry>::Reader entries, unsigned depth) {
    out_ += "Map {";
    bool isFirst = true;
    for (const auto entry : entries) {
      if (isFull()) return;
      if (!std::exchange(isFirst, false)) out_ += ", ";
      value(entry.getKey(), depth);
      out_ += " => ";
      value(entry.getValue(), depth);
    }
    out_ += "}";
  }

  void buffer(capnp::Data::Reader bytes) {
    out_ += "ArrayBuffer(" + std::to_string(bytes.size()) + ") <";
    for (std::size_t i = 0; i < std::min(bytes.size(), BYTES_SHOWN_MAX); ++i)
      out_ += (i == 0 ? "" : " ") + hexadecimal(bytes[i]);
    out_ += bytes.size() > BYTES_SHOWN_MAX ? " …>" : ">";
  }

  void view(Node::View::Reader view, unsigned depth) {
    out_ += capitalized(view.getType()) + " {byteOffset: " + std::to_string(view.getByteOffset()) +
            ", byteLength: " + std::to_string(view.getByteLength()) + ", buffer: ";
    node(view.getBuffer(), depth);
    out_ += "}";
  }

  void error(Node::Error::Reader error, unsigned depth) {
    const std::string type = capitalized(error.getType());
    out_ += (type == "UriError" ? "URIError" : type) + "(" + (error.hasMessage() ? quotedText(error.getMessage()) : "");
    if (error.getHasCause()) {
      out_ += ", cause: ";
      value(error.getCause(), depth);
    }
    out_ += ")";
  }

  capnp::List<Node>::Reader nodes_;
  std::vector<Met> met_{};
  unsigned references_ = 0;
  std::string out_{};
};

}  // namespace

std::string textOf(schema::Payload::Reader payload) { return Writer(payload).take(); }

std::string textOf(schema::Thrown::Reader thrown) {
  switch (thrown.which()) {
    case schema::Thrown::VALUE:
      return textOf(thrown.getValue());
    case schema::Thrown::ERROR:
      return quotedText(thrown.getError().getName()) + ": " + quotedText(thrown.getError().getMessage());
    case schema::Thrown::OPAQUE:
      break;
  }
  return quotedText(thrown.getText());
}

}  // namespace triwire::conformance::trace
