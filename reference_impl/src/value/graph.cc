#include "value/graph.h"

#include <atomic>
#include <utility>

namespace triwire::detail {

std::uint64_t newWalk() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

Graph::~Graph() {
  while (first_ != nullptr) delete std::exchange(first_, first_->next);
}

Node* Graph::add(Node::Data data) {
  Node* node = new Node{std::move(data)};
  (first_ == nullptr ? first_ : last_->next) = node;
  last_ = node;
  ++count_;
  return node;
}

const std::shared_ptr<Graph>& Graph::root(const std::shared_ptr<Graph>& graph) {
  const std::shared_ptr<Graph>* at = &graph;
  while ((*at)->joinedTo_ != nullptr) at = &(*at)->joinedTo_;
  return *at;
}

void Graph::join(const std::shared_ptr<Graph>& left, const std::shared_ptr<Graph>& right) {
  const std::shared_ptr<Graph> a = root(left);
  const std::shared_ptr<Graph> b = root(right);
  if (a == b) return;
  // The smaller hands over, so that no chain is longer than the logarithm of the number of nodes.
  Graph& small = a->count_ < b->count_ ? *a : *b;
  Graph& large = a->count_ < b->count_ ? *b : *a;
  if (small.first_ != nullptr) {
    (large.first_ == nullptr ? large.first_ : large.last_->next) = small.first_;
    large.last_ = small.last_;
  }
  large.count_ += small.count_;
  small.first_ = small.last_ = nullptr;
  small.count_ = 0;
  small.joinedTo_ = &large == a.get() ? a : b;
}

Value Access::value(Cell cell, const std::shared_ptr<Graph>& graph) {
  Value value;
  if (std::holds_alternative<Hole>(cell)) return value;
  if (std::holds_alternative<Node*>(cell)) value.graph_ = graph;
  value.cell_ = std::move(cell);
  return value;
}

Value Access::make(Node::Data data) {
  Value value;
  value.graph_ = std::make_shared<Graph>();
  value.cell_ = value.graph_->add(std::move(data));
  return value;
}

Cell Access::adopt(const Value& owner, Value value) {
  if (value.graph_ != nullptr) Graph::join(owner.graph_, value.graph_);
  return std::move(value.cell_);
}

}  // namespace triwire::detail
