// The inside of values with identity: nodes, and the graphs that own them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "triwire/value.h"
#include "value/array_data.h"
#include "value/keyed_table.h"
#include "value/property_table.h"

namespace triwire::detail {

struct DateData {
  double milliseconds;
};
struct RegexpData {
  std::string source;
  std::string flags;
};
struct BoxedData {
  Cell primitive;
};
struct MapData {
  KeyedTable table;
};
struct SetData {
  KeyedTable table;
};
struct BufferData {
  std::vector<std::byte> bytes;
  bool resizable = false;
  std::uint64_t byteLengthMax = 0;  // Only if resizable.
};
struct ViewData {
  ViewType type{};
  Cell buffer;  // Always a node, and that a buffer.
  std::uint64_t byteOffset = 0;
  std::uint64_t byteLength = 0;  // 0 if length-tracking.
  bool lengthTracking = false;
};
struct ErrorData {
  ErrorType type{};
  std::optional<std::string> message;
  std::optional<std::string> stack;
  std::optional<Cell> cause;
};

/// A value with identity. The alternatives are in the order of `ValueKind`, from OBJECT.
struct Node {
  using Data = std::variant<PropertyTable, ArrayData, DateData, RegexpData, BoxedData, MapData,
                            SetData, BufferData, ViewData, ErrorData>;
  Data data;

  Node* next = nullptr;  // In the list of its graph.

  // For walks: whether the walk `lastWalk` has been here, and which number it gave to the node.
  std::uint64_t lastWalk = 0;
  std::uint32_t number = 0;

  ValueKind kind() const {
    return static_cast<ValueKind>(static_cast<std::size_t>(ValueKind::OBJECT) + data.index());
  }
};

/// A number that no walk has had before.
std::uint64_t newWalk();

/// Calls `visit` for each cell that the node holds, in the order of first visits on the wire.
template <class NodeOrConst, class Visit>
void forEachCell(NodeOrConst& node, const Visit& visit);

/// Owns nodes that refer to each other by plain pointers, so that a cycle never keeps itself alive.
/// When a value is put into another, their graphs are joined: one hands its nodes over and from
/// then on only stands for the other (union-find: handles on it keep the other alive). All die with
/// the last handle.
class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph();

  /// The graph must not be joined to another.
  Node* add(Node::Data data);

  static void join(const std::shared_ptr<Graph>& left, const std::shared_ptr<Graph>& right);

 private:
  static const std::shared_ptr<Graph>& root(const std::shared_ptr<Graph>& graph);

  std::shared_ptr<Graph> joinedTo_;
  Node* first_ = nullptr;
  Node* last_ = nullptr;
  std::size_t count_ = 0;
};

/// The way into a Value, for this folder and the codec.
class Access {
 public:
  static const Cell& cell(const Value& value) { return value.cell_; }
  /// Null if it is no string, or a long one.
  static std::string* text(Value& value) { return std::get_if<std::string>(&value.cell_); }
  /// Null for a primitive.
  static Node* node(const Value& value) {
    Node* const* node = std::get_if<Node*>(&value.cell_);
    return node == nullptr ? nullptr : *node;
  }
  static const std::shared_ptr<Graph>& graph(const Value& value) { return value.graph_; }

  /// What a cell of `graph` holds.
  static Value value(Cell cell, const std::shared_ptr<Graph>& graph);
  /// A handle on a new node in a graph of its own.
  static Value make(Node::Data data);
  /// `value` as a cell of the graph of `owner`: the two become one.
  static Cell adopt(const Value& owner, Value value);
};

template <class NodeOrConst, class Visit>
void forEachCell(NodeOrConst& node, const Visit& visit) {
  const auto properties = [&](auto& table) {
    for (auto& property : table.entries()) visit(property.second);
  };
  if (auto* object = std::get_if<PropertyTable>(&node.data)) {
    properties(*object);
  } else if (auto* array = std::get_if<ArrayData>(&node.data)) {
    for (auto& element : array->dense) visit(element);
    for (auto& element : array->sparse) visit(element.second);
    properties(array->properties);
  } else if (auto* boxed = std::get_if<BoxedData>(&node.data)) {
    visit(boxed->primitive);
  } else if (auto* map = std::get_if<MapData>(&node.data)) {
    for (auto& entry : map->table.entries()) {
      visit(entry.first);
      visit(entry.second);
    }
  } else if (auto* set = std::get_if<SetData>(&node.data)) {
    for (auto& entry : set->table.entries()) visit(entry.first);
  } else if (auto* view = std::get_if<ViewData>(&node.data)) {
    visit(view->buffer);
  } else if (auto* error = std::get_if<ErrorData>(&node.data)) {
    if (error->cause) visit(*error->cause);
  }
}

}  // namespace triwire::detail
