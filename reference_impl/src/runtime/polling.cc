#include "runtime/polling.h"

#include <sched.h>

#include <algorithm>

namespace triwire::runtime {
namespace {

constexpr std::chrono::microseconds BUDGET_MIN{20};
constexpr std::uint32_t MISSES_MAX = 6;

/// False if it cannot be told: then there may be more than fit in the set.
bool isOnOneCore() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  return ::sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) == 1;
}

}  // namespace

PollingPolicy::PollingPolicy(Duration most)
    : most_(std::clamp(most, Duration(0), MAX)), budget_(most_) {}

PollingPolicy::Duration PollingPolicy::next() {
  if (skip_ == 0) return budget_;
  --skip_;
  return Duration(0);
}

void PollingPolicy::onFound(Duration after) {
  misses_ = 0;
  mean_ += (after - mean_) / 8;
  budget_ = std::min(most_, std::max<Duration>(4 * mean_, BUDGET_MIN));
}

void PollingPolicy::onMissed() {
  misses_ = std::min(misses_ + 1, MISSES_MAX);
  pause();
}

void PollingPolicy::onPreempted() {
  misses_ = MISSES_MAX;
  pause();
}

void PollingPolicy::pause() {
  skip_ = (1U << misses_) - 1;
  budget_ = most_;
}

Polling::Polling(PollingPolicy::Duration most) : policy_(most), hasCores_(!isOnOneCore()) {}

void Polling::onMissed() {
  policy_.onMissed();
  hasCores_ = !isOnOneCore();  // It may have been moved.
}

void Polling::onPreempted() {
  policy_.onPreempted();
  hasCores_ = !isOnOneCore();
}

}  // namespace triwire::runtime
