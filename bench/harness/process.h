// A second process of a sample.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace triwire::bench {

/// Where the near and the far end run.
enum class Pin : unsigned char {
  FREE,      ///< Wherever the kernel puts them.
  APART,     ///< One core each.
  TOGETHER,  ///< Both on one core.
};

/// Pins the calling thread, and what it starts from now on, to `core` of those it may use.
void pinTo(std::size_t core);

/// What a child calls when it can be connected to.
using Ready = std::function<void()>;

/// A child that runs `work` and is killed with this object, or when this process dies.
class Process {
 public:
  /// `core`: the child is pinned to it. Returns when it is ready; throws if it ended before, or was
  /// not within 30 seconds.
  Process(std::optional<std::size_t> core, const std::function<void(const Ready&)>& work);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// CPU time of all its threads since it began, in nanoseconds.
  std::int64_t cpuNs() const;
  /// Memory that it shares with nobody, in bytes.
  std::int64_t privateBytes() const;

 private:
  void end();

  pid_t pid_;
};

/// As `Process::cpuNs`, of this process.
std::int64_t ownCpuNs();

}  // namespace triwire::bench
