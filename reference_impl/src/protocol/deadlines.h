// Which call's deadline comes next.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "protocol/action.h"
#include "protocol/frame.h"

namespace triwire::protocol {

/// The deadlines of calls in flight: a heap. A call that ends early leaves its entry behind until
/// it surfaces or such entries are the larger part.
class Deadlines {
 public:
  void add(Time deadline, CallId id);

  /// The call of an entry has ended before its deadline.
  void forgetOne() { ++stale_; }

  /// The earliest, stale ones included.
  std::optional<Time> next() const;

  /// Takes the earliest deadline that is not later than `now`. Equal deadlines come in the order of
  /// the calls.
  std::optional<CallId> takeDue(Time now);

  /// Drops the entries of calls that have ended, once they are the larger part. `isLive` is asked
  /// for each.
  template <class IsLive>
  void tidy(const IsLive& isLive);

  void clear();

 private:
  static constexpr std::size_t STALE_MAX = 32;

  struct Entry {
    Time deadline;
    CallId id;
  };
  static bool isLater(const Entry& left, const Entry& right);
  void rebuild();

  std::vector<Entry> heap_;
  std::size_t stale_ = 0;
};

template <class IsLive>
void Deadlines::tidy(const IsLive& isLive) {
  if (stale_ <= STALE_MAX + heap_.size() / 2) return;
  std::erase_if(heap_, [&](const Entry& entry) { return !isLive(entry.id); });
  rebuild();
}

}  // namespace triwire::protocol
