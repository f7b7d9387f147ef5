// A queue that is filled and emptied with every message.
#pragma once

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace triwire::runtime {

/// First in, first out. It keeps its memory, unless that has become large: a `std::deque` takes and
/// gives a block with every few elements that pass through.
template <class T>
class Fifo {
 public:
  bool empty() const { return first_ == items_.size(); }
  std::size_t size() const { return items_.size() - first_; }

  void push(T item) { items_.push_back(std::move(item)); }

  /// The first; there is one.
  T take() {
    assert(!empty());
    T item = std::move(items_[first_++]);
    if (empty()) {
      items_.clear();
      first_ = 0;
      if (items_.capacity() > CAPACITY_MAX) items_ = std::vector<T>();
    } else if (first_ >= SQUEEZED_MIN && 2 * first_ >= items_.size()) {
      // Moving the rest costs no more than taking what went before it did.
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
    return item;
  }

 private:
  static constexpr std::size_t CAPACITY_MAX = 1024;
  static constexpr std::size_t SQUEEZED_MIN = 32;

  std::vector<T> items_;
  std::size_t first_ = 0;  // Those before it have been taken.
};

}  // namespace triwire::runtime
