// Which call's deadline comes next.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "protocol/action.h"
#include "protocol/frame.h"

namespace triwire::protocol {

/// The deadlines of calls in flight: a heap. A call that ends early leaves its entry behind; `tidy`
/// removes it when it comes to the top, or when such entries are the larger part.
class Deadlines {
 public:
  void add(Time deadline, CallId id);

  std::optional<Time> next() const;

  /// Takes the earliest deadline that is not later than `now`. Equal deadlines come in the order of
  /// the calls.
  std::optional<CallId> takeDue(Time now);

  /// To be called when calls have ended; from there on `next` is the deadline of a live call.
  /// `liveMax`: no more calls than that are live.
  template <class IsLive>
  void tidy(std::size_t liveMax, const IsLive& isLive);

  void clear() { heap_.clear(); }

 private:
  static constexpr std::size_t ENDED_MAX = 32;

  struct Entry {
    Time deadline;
    CallId id;
  };
  static bool isLater(const Entry& left, const Entry& right);
  void takeFirst();
  void rebuild();

  std::vector<Entry> heap_;
};

template <class IsLive>
void Deadlines::tidy(std::size_t liveMax, const IsLive& isLive) {
  if (heap_.size() > 2 * liveMax + ENDED_MAX) {
    std::erase_if(heap_, [&](const Entry& entry) { return !isLive(entry.id); });
    rebuild();
  }
  while (!heap_.empty() && !isLive(heap_.front().id)) takeFirst();
}

}  // namespace triwire::protocol
