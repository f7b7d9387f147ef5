#include "bench/rounds.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace triwire::bench {
namespace {

std::string duration(double seconds) {
  const bool isNanoseconds = seconds < 1e-6;
  char text[32];
  std::snprintf(text, sizeof text, isNanoseconds ? "%.0f ns" : "%.1f µs",
                seconds * (isNanoseconds ? 1e9 : 1e6));
  return text;
}

std::string ratio(const Spread& spread) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f [%.2f–%.2f]", spread.median, spread.min, spread.max);
  return text;
}

/// Columns in code points: µ and – are one column and two or three bytes.
std::string padded(std::string text, std::size_t columns) {
  const auto length = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
  text.append(columns - std::min(columns, length), ' ');
  return text;
}

const Series& floorOf(const Series& subject, const std::vector<Series>& series) {
  return *std::find_if(series.begin(), series.end(), [&](const Series& other) {
    return other.measure == subject.measure && other.size == subject.size;
  });
}

}  // namespace

Spread spreadOf(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  const double median =
      numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
  return {median, numbers.front(), numbers.back()};
}

Spread ratioOf(const Series& subject, const Series& floor) {
  const std::size_t rounds = std::min(subject.secondsPerItem.size(), floor.secondsPerItem.size());
  std::vector<double> ratios;
  for (std::size_t i = 0; i < rounds; ++i) {
    ratios.push_back(subject.secondsPerItem[i] / floor.secondsPerItem[i]);
  }
  return spreadOf(std::move(ratios));
}

void printRatios(const std::vector<Series>& series, std::ostream& out) {
  std::string heading;
  for (const Series& subject : series) {
    const Series& floor = floorOf(subject, series);
    if (std::exchange(heading, subject.measure) != subject.measure) {
      out << '\n'
          << padded(subject.measure, 14) << padded("size", 14) << padded("median", 10) << "× "
          << floor.subject << '\n';
    }
    out << padded("  " + subject.subject, 14) << padded(subject.size, 10)
        << padded(duration(spreadOf(subject.secondsPerItem).median), 10)
        << ratio(ratioOf(subject, floor)) << '\n';
  }
}

bool RoundsReporter::ReportContext(const Context& context) {
  return std::exchange(hasContext_, true) || json_.ReportContext(context);
}

void RoundsReporter::ReportRuns(const std::vector<Run>& runs) {
  json_.ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.error_occurred) {
      errors_.push_back(run.benchmark_name() + ": " + run.error_message);
      continue;
    }
    const std::string& name = run.run_name.function_name;
    const std::size_t slash = name.find('/');
    const std::string& arguments = run.run_name.args;
    const Series identity{name.substr(0, slash), name.substr(slash + 1),
                          arguments.substr(0, arguments.find('/'))};
    auto found = std::find_if(series_.begin(), series_.end(), [&](const Series& series) {
      return series.measure == identity.measure && series.subject == identity.subject &&
             series.size == identity.size;
    });
    if (found == series_.end()) found = series_.insert(series_.end(), identity);
    found->secondsPerItem.push_back(1 / run.counters.at("items_per_second").value);
  }
}

}  // namespace triwire::bench
