// What other threads ask the owner's thread to do.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace triwire {

/// Functions that any thread adds and the owner's thread runs, in the order added.
class Posted {
 public:
  void add(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    isEmpty_.store(false, std::memory_order_release);
  }

  /// Runs those added so far by `run(task)`; those added meanwhile are for the next time.
  template <class Run>
  void runAll(const Run& run) {
    if (isEmpty_.load(std::memory_order_acquire)) return;
    std::vector<std::function<void()>> taken;
    {
      const std::lock_guard lock(mutex_);
      taken.swap(tasks_);
      isEmpty_.store(true, std::memory_order_release);
    }
    for (const auto& task : taken) run(task);
  }

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
  std::atomic<bool> isEmpty_ = true;  // Mostly: spares the lock.
};

}  // namespace triwire
