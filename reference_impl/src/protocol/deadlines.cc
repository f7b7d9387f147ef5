#include "protocol/deadlines.h"

#include <algorithm>

namespace triwire::protocol {

bool Deadlines::isLater(const Entry& left, const Entry& right) {
  return left.deadline != right.deadline ? left.deadline > right.deadline : left.id > right.id;
}

void Deadlines::add(Time deadline, CallId id) {
  heap_.push_back({deadline, id});
  std::push_heap(heap_.begin(), heap_.end(), isLater);
}

std::optional<Time> Deadlines::next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

std::optional<CallId> Deadlines::takeDue(Time now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  const CallId id = heap_.front().id;
  takeFirst();
  return id;
}

void Deadlines::takeFirst() {
  std::pop_heap(heap_.begin(), heap_.end(), isLater);
  heap_.pop_back();
}

void Deadlines::rebuild() { std::make_heap(heap_.begin(), heap_.end(), isLater); }

}  // namespace triwire::protocol
