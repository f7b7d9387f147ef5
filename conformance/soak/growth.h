#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "soak/vitals.h"

namespace triwire::conformance::soak {

/// Whether a process grows, by what it has each time when it has nothing to do.
///
/// Memory settles: caches fill, the heap finds its size. From then on it has grown if the median of the last
/// three looks is above that of the first three by more than the tolerance. Descriptors do not settle by
/// themselves: each look from then on has to find as many as the first.
class Growth {
 public:
  using Seconds = std::chrono::duration<double>;

  Growth(Seconds settling, std::uint64_t toleranceBytes)
      : settling_(settling), toleranceBytes_(toleranceBytes) {}

  /// `at` is since the beginning, and more each time.
  void add(Seconds at, const Vitals& vitals);

  bool isSettled() const { return !settled_.empty(); }
  /// There is enough to judge by: two looks after it had settled.
  bool isJudged() const { return settled_.size() >= 2; }
  /// Of the first look after it had settled, and the last.
  const Vitals& first() const { return settled_.front(); }
  const Vitals& last() const { return settled_.back(); }
  /// What memory has grown by; less than 0 if it has shrunk.
  std::int64_t grownBytes() const;
  /// A sentence for each thing that grew. None: it holds.
  std::vector<std::string> complaints() const;

 private:
  std::uint64_t median(std::size_t from) const;

  Seconds settling_;
  std::uint64_t toleranceBytes_;
  std::vector<Vitals> settled_;
};

/// "12.3 MiB"
std::string mebibytes(std::int64_t bytes);

}  // namespace triwire::conformance::soak
