// When frames are written.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "triwire/settings.h"

namespace triwire::runtime {

/// Decides, for one link, whether what waits to be written goes on waiting for more (Gather).
class Gathering {
 public:
  explicit Gathering(Gather chosen) : chosen_(chosen) {}

  /// `inPass`: the loop is calling the application, and writes when it is back.
  bool waits(std::size_t bytes, bool inPass) {
    const bool may = chosen_ == Gather::LOOP || (chosen_ == Gather::PASS && inPass);
    if (!may || bytes == 0 || bytes >= BYTES_MAX) return false;
    if (!since_) since_ = Clock::now();
    return true;
  }
  /// Nothing waits any more.
  void onWritten() { since_.reset(); }
  /// Something has waited so long that the application is not called before it is written.
  bool isOverdue() const { return since_ && Clock::now() - *since_ > WAIT_MAX; }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t BYTES_MAX = std::size_t{64} << 10U;
  static constexpr std::chrono::microseconds WAIT_MAX{100};

  Gather chosen_;
  std::optional<Clock::time_point> since_;
};

}  // namespace triwire::runtime
