#include "runtime/clock.h"

#include <sys/timerfd.h>

#include <algorithm>
#include <chrono>

#include "transport/system_call.h"

namespace triwire::runtime {

SystemClock::SystemClock()
    : timer_(transport::required("timerfd_create", [] {
        return ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
      })) {}

protocol::Time SystemClock::now() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

void SystemClock::alarmAt(std::optional<protocol::Time> moment) {
  itimerspec alarm{};
  if (moment) {
    // All zeros would switch it off.
    const protocol::Time at = std::max(*moment, protocol::Time(1));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    alarm.it_value.tv_sec = seconds.count();
    alarm.it_value.tv_nsec = (at - seconds).count();
  }
  transport::required("timerfd_settime", [&] {
    return ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &alarm, nullptr);
  });
}

}  // namespace triwire::runtime
