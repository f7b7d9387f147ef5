#pragma once

#include <cstdint>

#include <sys/types.h>

namespace triwire::conformance::soak {

/// What a process has of its machine.
struct Vitals {
  std::uint64_t residentBytes = 0;  ///< The pages that it has in memory, exactly.
  unsigned descriptors = 0;         ///< Open ones.
};

/// Throws std::runtime_error with one sentence if there is no such process, or /proc is not to be read.
Vitals vitalsOf(pid_t pid);

}  // namespace triwire::conformance::soak
