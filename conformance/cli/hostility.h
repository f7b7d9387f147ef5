#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace triwire::conformance {

/// A scheduler that means ill: while it lives the processors are busy with something else, and the
/// processes of the groups given to it run at the lowest priority and are stopped and resumed at
/// random.
class Hostility {
 public:
  explicit Hostility(std::uint64_t seed);
  ~Hostility();
  Hostility(const Hostility&) = delete;
  Hostility& operator=(const Hostility&) = delete;

  /// The group of a process that we have started.
  void add(pid_t group);

 private:
  void disturb(std::uint64_t seed);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<pid_t> groups_;
  std::atomic<bool> over_{false};
  std::vector<std::thread> threads_;
};

}  // namespace triwire::conformance
