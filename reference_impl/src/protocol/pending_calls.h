// Calls in flight, by id.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "protocol/frame.h"

namespace triwire::protocol {

/// The live calls of one link, in the order made. Because ids only grow, a sorted vector does it:
/// no allocation per call, and the order of calls is the order of the vector. A call that has ended
/// leaves a gap; gaps are squeezed out once they are the larger part, so that every operation is
/// O(log n), amortised.
template <class Call>
class PendingCalls {
 public:
  /// `id` must be greater than every id before.
  void add(CallId id, Call call) {
    entries_.push_back({id, true, std::move(call)});
    ++live_;
  }

  /// Null if `id` is not live. Valid until the next `add` or `remove`.
  Call* find(CallId id) {
    Entry* entry = lookUp(id);
    return entry == nullptr ? nullptr : &entry->call;
  }
  const Call* find(CallId id) const { return const_cast<PendingCalls*>(this)->find(id); }

  /// False if `id` is not live.
  bool remove(CallId id) {
    Entry* entry = lookUp(id);
    if (entry == nullptr) return false;
    entry->live = false;
    --live_;
    if (entries_.size() > 2 * live_ + GAPS_MAX || live_ == 0) squeeze();
    return true;
  }

  std::size_t size() const { return live_; }

  /// Each of them, in the order made. `visit(id, call)` adds and removes none.
  template <class Visit>
  void forEach(const Visit& visit) {
    for (const Entry& entry : entries_) {
      if (entry.live) visit(entry.id, entry.call);
    }
  }

  void clear() {
    entries_.clear();
    live_ = 0;
  }

  /// Takes all of them, in the order made.
  PendingCalls takeAll() { return std::exchange(*this, PendingCalls()); }

 private:
  static constexpr std::size_t GAPS_MAX = 32;

  struct Entry {
    CallId id;
    bool live;
    Call call;
  };

  Entry* lookUp(CallId id) {
    const auto found =
        std::lower_bound(entries_.begin(), entries_.end(), id,
                         [](const Entry& entry, CallId wanted) { return entry.id < wanted; });
    if (found == entries_.end() || found->id != id || !found->live) return nullptr;
    return &*found;
  }

  void squeeze() {
    std::erase_if(entries_, [](const Entry& entry) { return !entry.live; });
  }

  std::vector<Entry> entries_;
  std::size_t live_ = 0;
};

}  // namespace triwire::protocol
