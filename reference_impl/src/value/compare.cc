// Whether two values are the same, or equal; and copies that are equal but not the same.
#include <set>
#include <utility>
#include <vector>

#include "value/graph.h"

namespace triwire {

using detail::Access;
using detail::Cell;
using detail::Node;

namespace {

/// Compares two graphs without recursion: a pair of nodes is taken as equal once, and its cells are
/// compared later.
class Comparison {
 public:
  bool areEqual(const Cell& left, const Cell& right) {
    if (!compare(left, right)) return false;
    while (!open_.empty()) {
      const auto [a, b] = open_.back();
      open_.pop_back();
      if (!compareNodes(*a, *b)) return false;
    }
    return true;
  }

 private:
  bool compare(const Cell& left, const Cell& right) {
    Node* const* a = std::get_if<Node*>(&left);
    Node* const* b = std::get_if<Node*>(&right);
    if (a == nullptr || b == nullptr) return detail::isSameCell(left, right);
    if (*a != *b && assumed_.emplace(*a, *b).second) open_.emplace_back(*a, *b);
    return true;
  }

  bool compareNodes(const Node& left, const Node& right) {
    if (left.data.index() != right.data.index()) return false;
    return std::visit(
        [&](const auto& data) {
          return compareData(data, std::get<std::decay_t<decltype(data)>>(right.data));
        },
        left.data);
  }

  bool compareData(const detail::PropertyTable& left, const detail::PropertyTable& right) {
    if (left.entries().size() != right.entries().size()) return false;
    for (const auto& [name, cell] : left.entries()) {
      const Cell* other = right.find(name);
      if (other == nullptr || !compare(cell, *other)) return false;
    }
    return true;
  }

  bool compareData(const detail::ArrayData& left, const detail::ArrayData& right) {
    if (left.length != right.length) return false;
    std::size_t difference = 0;
    left.forEach([&](std::uint32_t index, const Cell& cell) {
      const Cell* other = right.find(index);
      if (other == nullptr || !compare(cell, *other)) ++difference;
    });
    right.forEach([&](std::uint32_t index, const Cell&) {
      if (left.find(index) == nullptr) ++difference;
    });
    return difference == 0 && compareData(left.properties, right.properties);
  }

  bool compareData(const detail::KeyedTable& left, const detail::KeyedTable& right) {
    if (left.entries().size() != right.entries().size()) return false;
    for (std::size_t i = 0; i < left.entries().size(); ++i) {
      const auto& [leftKey, leftValue] = left.entries()[i];
      const auto& [rightKey, rightValue] = right.entries()[i];
      if (!compare(leftKey, rightKey) || !compare(leftValue, rightValue)) return false;
    }
    return true;
  }

  bool compareData(const detail::DateData& left, const detail::DateData& right) {
    return detail::isSameCell(left.milliseconds, right.milliseconds);
  }
  bool compareData(const detail::RegexpData& left, const detail::RegexpData& right) {
    return left.source == right.source && left.flags == right.flags;
  }
  bool compareData(const detail::BoxedData& left, const detail::BoxedData& right) {
    return compare(left.primitive, right.primitive);
  }
  bool compareData(const detail::MapData& left, const detail::MapData& right) {
    return compareData(left.table, right.table);
  }
  bool compareData(const detail::SetData& left, const detail::SetData& right) {
    return compareData(left.table, right.table);
  }
  bool compareData(const detail::BufferData& left, const detail::BufferData& right) {
    return left.bytes == right.bytes && left.resizable == right.resizable &&
           left.byteLengthMax == right.byteLengthMax;
  }
  bool compareData(const detail::ViewData& left, const detail::ViewData& right) {
    return left.type == right.type && left.byteOffset == right.byteOffset &&
           left.byteLength == right.byteLength && left.lengthTracking == right.lengthTracking &&
           compare(left.buffer, right.buffer);
  }
  bool compareData(const detail::ErrorData& left, const detail::ErrorData& right) {
    if (left.cause.has_value() != right.cause.has_value()) return false;
    return left.type == right.type && left.message == right.message && left.stack == right.stack &&
           (!left.cause || compare(*left.cause, *right.cause));
  }

  std::set<std::pair<const Node*, const Node*>> assumed_;
  std::vector<std::pair<const Node*, const Node*>> open_;
};

}  // namespace

bool Value::isSame(const Value& other) const { return detail::isSameCell(cell_, other.cell_); }

bool operator==(const Value& left, const Value& right) {
  return Comparison().areEqual(left.cell_, right.cell_);
}

Value Value::clone() const {
  const Node* from = Access::node(*this);
  if (from == nullptr) return *this;

  // Number the nodes that can be reached, copy each, then turn every reference.
  const std::uint64_t walk = detail::newWalk();
  std::vector<Node*> nodes;
  const auto visit = [&](const Cell& cell) {
    Node* const* node = std::get_if<Node*>(&cell);
    if (node == nullptr || std::exchange((*node)->lastWalk, walk) == walk) return;
    (*node)->number = static_cast<std::uint32_t>(nodes.size());
    nodes.push_back(*node);
  };
  visit(cell_);
  for (std::size_t i = 0; i < nodes.size(); ++i) detail::forEachCell(*nodes[i], visit);

  Value copy;
  copy.graph_ = std::make_shared<detail::Graph>();
  std::vector<Node*> copies;
  copies.reserve(nodes.size());
  for (const Node* node : nodes) copies.push_back(copy.graph_->add(node->data));
  for (Node* node : copies) {
    detail::forEachCell(*node, [&](Cell& cell) {
      if (Node** original = std::get_if<Node*>(&cell)) *original = copies[(*original)->number];
    });
    if (auto* map = std::get_if<detail::MapData>(&node->data)) map->table.reindex();
    if (auto* set = std::get_if<detail::SetData>(&node->data)) set->table.reindex();
  }
  copy.cell_ = copies.front();
  return copy;
}

}  // namespace triwire
