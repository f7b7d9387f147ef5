// One sample: a candidate timed for a while under one task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <vector>

#include "bench/harness/candidate.h"
#include "bench/harness/counters.h"
#include "bench/harness/process.h"

namespace triwire::bench {

struct SampleOptions {
  Task task{};
  Pin pin = Pin::FREE;
  double seconds = 0.1;
  std::size_t idlers = 0;  ///< Near ends beside the one that is timed, that do nothing.
  bool isCounted = false;  ///< Counts system calls and allocations; its times are not to be used.
};

struct Sample {
  /// Of each iteration, in nanoseconds: a round trip, or a batch of requests or messages.
  std::vector<std::uint32_t> iterationNs{};
  std::size_t itemsPerIteration = 1;
  std::int64_t wallNs = 0;
  std::int64_t nearCpuNs = 0;
  std::int64_t farCpuNs = 0;
  std::int64_t idleBytes = 0;  ///< Private memory of the far end that all the idlers cost.
  Counts counts{};
};

/// Throws if the answers are wrong or an end fails.
Sample takeSample(const Candidate& candidate, const SampleOptions& options);

/// As one JSON object in one line: see README.md.
void print(const Sample& sample, std::ostream& out);

}  // namespace triwire::bench
