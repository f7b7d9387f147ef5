// Time, as the loops see it: the system's, or turned by hand in a test.
#pragma once

#include <optional>

#include "protocol/action.h"
#include "transport/owned_fd.h"

namespace triwire::runtime {

/// A clock with one alarm. Belongs to one loop.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  virtual protocol::Time now() const = 0;
  /// Sets the alarm to a moment, which may have passed, or switches it off.
  virtual void alarmAt(std::optional<protocol::Time> moment) = 0;
  /// Readable while the moment of the alarm has come.
  virtual int fd() const = 0;
};

/// CLOCK_MONOTONIC, and a timerfd.
class SystemClock : public Clock {
 public:
  SystemClock();
  protocol::Time now() const override;
  void alarmAt(std::optional<protocol::Time> moment) override;
  int fd() const override { return timer_.get(); }

 private:
  transport::OwnedFd timer_;
};

}  // namespace triwire::runtime
