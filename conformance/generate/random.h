#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

namespace triwire::conformance {

/// Numbers from a seed: the same everywhere, which the standard's distributions are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 … n - 1. `n` is not 0.
  unsigned below(unsigned n) { return static_cast<unsigned>(engine_() % n); }
  bool oneIn(unsigned n) { return below(n) == 0; }

  /// An index, by weight.
  unsigned weighted(std::initializer_list<unsigned> weights) {
    unsigned sum = 0;
    for (const unsigned weight : weights) sum += weight;
    unsigned left = below(sum), index = 0;
    for (const unsigned weight : weights) {
      if (left < weight) return index;
      left -= weight;
      ++index;
    }
    return index;
  }

  template <typename T>
  const T& of(const std::vector<T>& all) {
    return all[below(static_cast<unsigned>(all.size()))];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace triwire::conformance
