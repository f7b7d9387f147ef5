// Looking again and again for a moment, before going to sleep.
#pragma once

#include <chrono>
#include <cstdint>

namespace triwire::runtime {

/// Learns how long it is worth to poll: waking a sleeper costs some 25 µs on each side, so an answer
/// that comes sooner than that is better waited for awake.
///
/// After a poll that found something, the next may take a few times as long as those did lately. After
/// one that found nothing, the next waits go to sleep at once: one, then three, seven, … 63. So a
/// conversation that is slow, or has no core free for its other side, costs next to nothing.
class PollingPolicy {
 public:
  using Duration = std::chrono::nanoseconds;
  static constexpr Duration MAX = std::chrono::microseconds(100);

  /// `most` is no more than MAX; 0 never polls.
  explicit PollingPolicy(Duration most);

  /// How long the wait that begins now may poll; 0: not at all.
  Duration next();
  /// It was there before the poll began, which tells nothing about how long such waits are.
  void onThere() { misses_ = 0; }
  void onFound(Duration after);
  void onMissed();
  /// Somebody else was given the core meanwhile: it is not free to be polled on.
  void onPreempted();

 private:
  void pause();

  Duration most_;
  Duration budget_;
  Duration mean_{};
  std::uint32_t misses_ = 0;
  std::uint32_t skip_ = 0;
};

/// Polls as the policy says. Never on a single core, where it would only keep the other side from
/// answering.
class Polling {
 public:
  explicit Polling(PollingPolicy::Duration most);

  /// Calls `look` until it says that it found something; false if it did not soon enough. The clock is
  /// read once for so many `looks`: few if each is a system call, several if it costs less than the
  /// clock does.
  template <class Look>
  bool poll(const Look& look, unsigned looks = 1) {
    const PollingPolicy::Duration budget = hasCores_ ? policy_.next() : PollingPolicy::Duration(0);
    if (budget.count() == 0) return false;
    if (look()) return policy_.onThere(), true;
    const Clock::time_point begin = Clock::now();
    for (Clock::time_point before = begin;;) {
      for (unsigned i = 0; i < looks; ++i) {
        pause();
        if (look()) return policy_.onFound(before - begin), true;
      }
      const Clock::time_point now = Clock::now();
      if (now - before > PREEMPTED) return onPreempted(), false;
      if (now - begin > budget) return onMissed(), false;
      before = now;
    }
  }

 private:
  using Clock = std::chrono::steady_clock;
  // Longer than any look takes that finds nothing.
  static constexpr std::chrono::microseconds PREEMPTED{200};

  void onMissed();
  void onPreempted();
  /// Tells the core that this is a loop that waits.
  static void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
  }

  PollingPolicy policy_;
  bool hasCores_;
};

}  // namespace triwire::runtime
