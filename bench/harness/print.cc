#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string_view>
#include <vector>

#include "bench/harness/sample.h"

namespace triwire::bench {
namespace {

struct Quantile {
  std::string_view name;
  double share;
};

constexpr Quantile QUANTILES[] = {{"p01", 0.01}, {"p05", 0.05},  {"p10", 0.1}, {"p25", 0.25},
                                  {"p50", 0.5},  {"p75", 0.75},  {"p90", 0.9}, {"p95", 0.95},
                                  {"p99", 0.99}, {"p999", 0.999}};

/// The smallest number that at least `share` of them do not exceed.
std::uint32_t quantileOf(const std::vector<std::uint32_t>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

}  // namespace

void print(const Sample& sample, std::ostream& out) {
  std::vector<std::uint32_t> sorted = sample.iterationNs;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t items = sorted.size() * sample.itemsPerIteration;
  out << "{\"iterations\":" << sorted.size() << ",\"items\":" << items
      << ",\"wallNs\":" << sample.wallNs << ",\"nearCpuNs\":" << sample.nearCpuNs
      << ",\"farCpuNs\":" << sample.farCpuNs << ",\"idleBytes\":" << sample.idleBytes;
  for (const Quantile& quantile : QUANTILES) {
    out << ",\"" << quantile.name << "\":" << quantileOf(sorted, quantile.share);
  }
  const auto printCount = [&](std::string_view name, const std::optional<std::int64_t>& count) {
    if (count) out << ",\"" << name << "\":" << *count;
  };
  printCount("systemCalls", sample.counts.systemCalls);
  printCount("writes", sample.counts.writes);
  printCount("reads", sample.counts.reads);
  printCount("allocations", sample.counts.allocations);
  out << "}\n";
}

}  // namespace triwire::bench
