#include "wire/value_writer.h"

#include <capnp/orphan.h>

#include <cassert>
#include <cstddef>
#include <optional>
#include <string_view>

#include "value/graph.h"
#include "value/long_text.h"
#include "value/wtf8.h"

namespace triwire::wire {

using detail::Cell;
using detail::Node;

namespace {

capnp::Text::Reader asText(std::string_view text) {
  static_assert(sizeof(char) == 1);
  return {text.data(), text.size()};  // A NUL byte follows each.
}

void fill(capnp::List<std::uint16_t>::Builder out, std::u16string_view units) {
  for (unsigned i = 0; i < units.size(); ++i) out.set(i, units[i]);
}

/// The two forms a string may have on the wire: `utf8` takes it, or `utf16` makes a list of that
/// size.
template <class Utf8, class Utf16>
void writeString(std::string_view text, const Utf8& utf8, const Utf16& utf16) {
  if (detail::formOf(text) == detail::TextForm::WELL_FORMED) return utf8(asText(text));
  const std::u16string units = detail::toUtf16(text);
  if (detail::hasUnpairedSurrogate(units)) {
    return fill(utf16(static_cast<unsigned>(units.size())), units);
  }
  utf8(asText(detail::fromUtf16(units)));  // Two halves of a pair that met in one string.
}

unsigned sizeOf(const detail::PropertyTable& table) {
  return static_cast<unsigned>(table.entries().size());
}

/// Writes the nodes of one payload.
class NodeWriter {
 public:
  /// Texts from `referFrom` bytes on are referred to.
  explicit NodeWriter(std::size_t referFrom) : referFrom_(referFrom) {}

  void writeCell(const Cell& cell, schema::Value::Builder out) const {
    if (std::holds_alternative<std::monostate>(cell)) {
      out.setUndefined();
    } else if (std::holds_alternative<detail::Hole>(cell)) {
      out.setHole();
    } else if (std::holds_alternative<std::nullptr_t>(cell)) {
      out.setNull();
    } else if (const bool* boolean = std::get_if<bool>(&cell)) {
      out.setBoolean(*boolean);
    } else if (const double* number = std::get_if<double>(&cell)) {
      out.setNumber(*number);
    } else if (const auto* bigint = std::get_if<BigInt>(&cell)) {
      auto group = out.initBigint();
      group.setNegative(bigint->negative);
      group.setMagnitude(kj::arrayPtr(bigint->magnitude.data(), bigint->magnitude.size()));
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      writeShort(*text, out);
    } else if (const auto* shared = std::get_if<detail::SharedText>(&cell)) {
      writeLong(*shared->text, out);
    } else if (Node* const* node = std::get_if<Node*>(&cell)) {
      out.setNode((*node)->number);
    } else {
      assert(false && "the survey refuses what cannot be cloned");
    }
  }

  void writeNode(const Node& node, schema::Node::Builder out) const {
    std::visit([&](const auto& data) { write(data, out); }, node.data);
  }

 private:
  static void writeShort(std::string_view text, schema::Value::Builder out) {
    writeString(
        text, [&](capnp::Text::Reader utf8) { out.setString(utf8); },
        [&](unsigned size) { return out.initString16(size); });
  }

  void writeLong(const detail::LongText& text, schema::Value::Builder out) const {
    const std::string_view view = text.view();
    if (view.size() < referFrom_ || !isSegment(text)) return writeShort(view, out);
    // A text is a list of bytes of which the last is NUL.
    const kj::ArrayPtr<const kj::byte> bytes(reinterpret_cast<const kj::byte*>(view.data()),
                                             view.size() + 1);
    capnp::Orphan<capnp::AnyPointer> segment =
        capnp::Orphanage::getForMessageContaining(out).referenceExternalData(bytes);
    out.adoptString(segment.releaseAs<capnp::Text>());
  }

  void writeProperties(const detail::PropertyTable& table,
                       capnp::List<schema::Property>::Builder out) const {
    unsigned i = 0;
    for (const auto& [name, cell] : table.entries()) {
      schema::Property::Builder property = out[i++];
      writeString(
          name, [&](capnp::Text::Reader text) { property.setName(text); },
          [&](unsigned size) { return property.initName16(size); });
      writeCell(cell, property.initValue());
    }
  }

  void write(const detail::PropertyTable& object, schema::Node::Builder out) const {
    writeProperties(object, out.initObject(sizeOf(object)));
  }

  void write(const detail::ArrayData& array, schema::Node::Builder node) const {
    auto out = node.initArray();
    out.setLength(array.length);
    if (!array.dense.empty()) {
      auto elements = out.initElements(static_cast<unsigned>(array.dense.size()));
      unsigned i = 0;
      for (const Cell& cell : array.dense) writeCell(cell, elements[i++]);
    }
    if (!array.sparse.empty()) {
      auto sparse = out.initSparse(static_cast<unsigned>(array.sparse.size()));
      unsigned i = 0;
      for (const auto& [index, cell] : array.sparse) {
        sparse[i].setIndex(index);
        writeCell(cell, sparse[i++].initValue());
      }
    }
    if (sizeOf(array.properties) > 0) {
      writeProperties(array.properties, out.initProperties(sizeOf(array.properties)));
    }
  }

  void write(const detail::DateData& date, schema::Node::Builder out) const {
    out.setDate(date.milliseconds);
  }

  void write(const detail::RegexpData& regexp, schema::Node::Builder node) const {
    auto out = node.initRegexp();
    writeText(regexp.source, out.initSource());
    out.setFlags(asText(regexp.flags));
  }

  void write(const detail::BoxedData& boxed, schema::Node::Builder out) const {
    writeCell(boxed.primitive, out.initBoxed());
  }

  void write(const detail::MapData& map, schema::Node::Builder node) const {
    auto out = node.initMap(static_cast<unsigned>(map.table.entries().size()));
    unsigned i = 0;
    for (const auto& [key, value] : map.table.entries()) {
      schema::MapEntry::Builder entry = out[i++];
      writeCell(key, entry.initKey());
      writeCell(value, entry.initValue());
    }
  }

  void write(const detail::SetData& set, schema::Node::Builder node) const {
    auto out = node.initSet(static_cast<unsigned>(set.table.entries().size()));
    unsigned i = 0;
    for (const auto& entry : set.table.entries()) writeCell(entry.first, out[i++]);
  }

  void write(const detail::BufferData& buffer, schema::Node::Builder node) const {
    auto out = node.initArrayBuffer();
    const auto* bytes = reinterpret_cast<const kj::byte*>(buffer.bytes.data());
    out.setBytes(kj::arrayPtr(bytes, buffer.bytes.size()));
    out.setResizable(buffer.resizable);
    if (buffer.resizable) out.setByteLengthMax(buffer.byteLengthMax);
  }

  void write(const detail::ViewData& view, schema::Node::Builder node) const {
    auto out = node.initView();
    out.setType(static_cast<schema::ViewType>(view.type));
    out.setBuffer(std::get<Node*>(view.buffer)->number);
    out.setByteOffset(view.byteOffset);
    out.setByteLength(view.byteLength);
    out.setLengthTracking(view.lengthTracking);
  }

  void write(const detail::ErrorData& error, schema::Node::Builder node) const {
    auto out = node.initError();
    out.setType(static_cast<schema::ErrorType>(error.type));
    if (error.message) writeText(*error.message, out.initMessage());
    if (error.stack) writeText(*error.stack, out.initStack());
    out.setHasCause(error.cause.has_value());
    if (error.cause) writeCell(*error.cause, out.initCause());
  }

  std::size_t referFrom_;
};

constexpr std::size_t NEVER = ~std::size_t{0};

void write(Roots roots, const Survey& survey, std::size_t referFrom, schema::Payload::Builder out) {
  const NodeWriter writer(referFrom);
  if (!roots.empty()) {
    auto values = out.initRoots(static_cast<unsigned>(roots.size()));
    unsigned i = 0;
    for (const Cell* root : roots) writer.writeCell(*root, values[i++]);
  }
  if (survey.nodes().empty()) return;
  auto nodes = out.initNodes(static_cast<unsigned>(survey.nodes().size()));
  unsigned i = 0;
  for (const Node* node : survey.nodes()) writer.writeNode(*node, nodes[i++]);
}

}  // namespace

void writeCell(const Cell& cell, schema::Value::Builder out) {
  NodeWriter(NEVER).writeCell(cell, out);
}

void writeText(const std::string& text, schema::JsString::Builder out) {
  writeString(
      text, [&](capnp::Text::Reader utf8) { out.setUtf8(utf8); },
      [&](unsigned size) { return out.initUtf16(size); });
}

void writePayload(Roots roots, const Survey& survey, schema::Payload::Builder out) {
  write(roots, survey, NEVER, out);
}

void writeReferring(Roots roots, const Survey& survey, schema::Payload::Builder out) {
  write(roots, survey, survey.textBytesMin(), out);
}

}  // namespace triwire::wire
