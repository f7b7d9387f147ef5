#include "wire/value_reader.h"

#include <cassert>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "value/graph.h"
#include "value/long_text.h"
#include "value/wtf8.h"

namespace triwire::wire {

using detail::Cell;
using detail::Node;

namespace {

std::string asString(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

std::string asString(capnp::List<std::uint16_t>::Reader units) {
  std::u16string copy;
  copy.reserve(units.size());
  for (const std::uint16_t unit : units) copy.push_back(static_cast<char16_t>(unit));
  return detail::fromUtf16(copy);
}

/// Reads the nodes of one payload. They are all made first, then filled: they may refer to each
/// other in any direction.
class NodeReader {
 public:
  explicit NodeReader(capnp::List<schema::Node>::Reader nodes, const Memory& memory)
      : memory_(memory) {
    if (nodes.size() == 0) return;
    graph_ = std::make_shared<detail::Graph>();
    nodes_.reserve(nodes.size());
    for (const auto node : nodes) nodes_.push_back(graph_->add(emptyLike(node.which())));
    unsigned i = 0;
    for (const auto node : nodes) {
      Node* filled = nodes_[i++];
      std::visit([&](auto& data) { fill(data, node); }, filled->data);
    }
  }

  const std::shared_ptr<detail::Graph>& graph() const { return graph_; }

  Cell cell(schema::Value::Reader value) const {
    switch (value.which()) {
      case schema::Value::UNDEFINED:
        return {};
      case schema::Value::HOLE:
        return detail::Hole{};
      case schema::Value::NULL_:
        return nullptr;
      case schema::Value::BOOLEAN:
        return value.getBoolean();
      case schema::Value::NUMBER:
        return value.getNumber();
      case schema::Value::BIGINT: {
        const auto group = value.getBigint();
        const auto magnitude = group.getMagnitude();
        BigInt number;
        number.negative = group.getNegative();
        number.magnitude.assign(magnitude.begin(), magnitude.end());
        return number;
      }
      case schema::Value::STRING:
        return text(value.getString());
      case schema::Value::STRING16:
        return detail::cellOf(asString(value.getString16()));
      case schema::Value::NODE:
        return nodes_[value.getNode()];
    }
    assert(false && "a value that has been checked");
    return {};
  }

 private:
  Cell text(capnp::Text::Reader text) const {
    const std::string_view view(text.begin(), text.size());
    const bool stays = memory_.owner != nullptr && view.size() >= detail::LONG_TEXT_BYTES &&
                       view.size() >= memory_.bytes / 2;
    if (!stays) return detail::cellOf(std::string(view));
    return detail::SharedText{std::make_shared<const detail::LongText>(view, memory_.owner)};
  }

  static Node::Data emptyLike(schema::Node::Which which) {
    switch (which) {
      case schema::Node::OBJECT:
        return detail::PropertyTable();
      case schema::Node::ARRAY:
        return detail::ArrayData();
      case schema::Node::DATE:
        return detail::DateData();
      case schema::Node::REGEXP:
        return detail::RegexpData();
      case schema::Node::BOXED:
        return detail::BoxedData();
      case schema::Node::MAP:
        return detail::MapData();
      case schema::Node::SET:
        return detail::SetData();
      case schema::Node::ARRAY_BUFFER:
        return detail::BufferData();
      case schema::Node::VIEW:
        return detail::ViewData();
      case schema::Node::ERROR:
        return detail::ErrorData();
    }
    assert(false && "a node that has been checked");
    return detail::PropertyTable();
  }

  void fillProperties(detail::PropertyTable& table,
                      capnp::List<schema::Property>::Reader properties) const {
    for (const auto property : properties) {
      const std::string name =
          property.isName() ? asString(property.getName()) : asString(property.getName16());
      table.set(name, cell(property.getValue()));
    }
  }

  void fill(detail::PropertyTable& object, schema::Node::Reader node) const {
    fillProperties(object, node.getObject());
  }

  void fill(detail::ArrayData& array, schema::Node::Reader node) const {
    const auto in = node.getArray();
    const auto elements = in.getElements();
    array.length = in.getLength();
    array.dense.reserve(elements.size());
    for (const auto element : elements) array.dense.push_back(cell(element));
    for (const auto element : in.getSparse()) {
      array.sparse.emplace_hint(array.sparse.end(), element.getIndex(), cell(element.getValue()));
    }
    fillProperties(array.properties, in.getProperties());
  }

  static void fill(detail::DateData& date, schema::Node::Reader node) {
    date.milliseconds = node.getDate();
  }

  static void fill(detail::RegexpData& regexp, schema::Node::Reader node) {
    const auto in = node.getRegexp();
    regexp.source = readText(in.getSource());
    regexp.flags = asString(in.getFlags());
  }

  void fill(detail::BoxedData& boxed, schema::Node::Reader node) const {
    boxed.primitive = cell(node.getBoxed());
  }

  void fill(detail::MapData& map, schema::Node::Reader node) const {
    for (const auto entry : node.getMap()) {
      Cell key = cell(entry.getKey());
      map.table.set(std::move(key), cell(entry.getValue()));
    }
  }

  void fill(detail::SetData& set, schema::Node::Reader node) const {
    for (const auto value : node.getSet()) set.table.set(cell(value), {});
  }

  static void fill(detail::BufferData& buffer, schema::Node::Reader node) {
    const auto in = node.getArrayBuffer();
    const auto bytes = in.getBytes();
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.begin());
    buffer.bytes.assign(begin, begin + bytes.size());
    buffer.resizable = in.getResizable();
    buffer.byteLengthMax = in.getByteLengthMax();
  }

  void fill(detail::ViewData& view, schema::Node::Reader node) const {
    const auto in = node.getView();
    view.type = static_cast<ViewType>(in.getType());
    view.buffer = nodes_[in.getBuffer()];
    view.byteOffset = in.getByteOffset();
    view.byteLength = in.getByteLength();
    view.lengthTracking = in.getLengthTracking();
  }

  void fill(detail::ErrorData& error, schema::Node::Reader node) const {
    const auto in = node.getError();
    error.type = static_cast<ErrorType>(in.getType());
    if (in.hasMessage()) error.message = readText(in.getMessage());
    if (in.hasStack()) error.stack = readText(in.getStack());
    if (in.getHasCause()) error.cause = cell(in.getCause());
  }

  const Memory& memory_;
  std::shared_ptr<detail::Graph> graph_;
  std::vector<Node*> nodes_;
};

}  // namespace

void readPayload(schema::Payload::Reader payload, const Memory& memory, Args& into) {
  const NodeReader nodes(payload.getNodes(), memory);
  const auto roots = payload.getRoots();
  into.clear();
  into.reserve(roots.size());
  for (const auto root : roots) {
    into.push_back(detail::Access::value(nodes.cell(root), nodes.graph()));
  }
}

Value readValue(schema::Payload::Reader payload, const Memory& memory) {
  const NodeReader nodes(payload.getNodes(), memory);
  return detail::Access::value(nodes.cell(payload.getRoots()[0]), nodes.graph());
}

Value readPrimitive(schema::Value::Reader value) {
  return detail::Access::value(NodeReader({}, {}).cell(value), nullptr);
}

std::string readText(schema::JsString::Reader text) {
  return text.isUtf16() ? asString(text.getUtf16()) : asString(text.getUtf8());
}

}  // namespace triwire::wire
