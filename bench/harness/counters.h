// What both ends do, counted: system calls by the kernel, allocations by a preloaded library.
#pragma once

#include <cstdint>
#include <optional>

namespace triwire::bench {

struct Counts {
  /// None where the kernel does not let this user count (perf_event_paranoid, no tracing).
  std::optional<std::int64_t> systemCalls{};
  std::optional<std::int64_t> writes{};  ///< write, writev, sendto, sendmsg.
  std::optional<std::int64_t>
      reads{};  ///< read, readv, recvfrom, recvmsg; those that found nothing too.
  /// malloc, calloc, realloc and their kin. None unless the counting library is preloaded.
  std::optional<std::int64_t> allocations{};
};

/// Counts from its construction, in this process and in those that it starts afterwards, in all
/// their threads. Nothing is slowed that is not counted, but what is counted is slower: times are
/// taken in samples without it.
class Counters {
 public:
  Counters();
  ~Counters();
  Counters(const Counters&) = delete;
  Counters& operator=(const Counters&) = delete;

  Counts read() const;

 private:
  int all_;
  int writes_;
  int reads_;
  const std::int64_t* allocations_;
};

}  // namespace triwire::bench
