// Collects the runs of several rounds and compares each subject with the floor of its measure.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace triwire::bench {

/// What one benchmark took in each round.
struct Series {
  std::string measure;
  std::string subject;
  std::string size;                      ///< The first argument, as text.
  std::vector<double> secondsPerItem{};  ///< One for each round.

  friend bool operator==(const Series&, const Series&) = default;
};

struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;

  friend bool operator==(const Spread&, const Spread&) = default;
};

/// Median and range of at least one number.
Spread spreadOf(std::vector<double> numbers);

/// `subject` over `floor`, round by round, so that a drift of the machine falls out.
Spread ratioOf(const Series& subject, const Series& floor);

/// Prints medians and ratios, measure by measure. The first series of a measure and size is its
/// floor.
void printRatios(const std::vector<Series>& series, std::ostream& out);

/// Gives every run to a JSON file in Google Benchmark's own form, and keeps its time for the
/// ratios.
class RoundsReporter : public benchmark::BenchmarkReporter {
 public:
  explicit RoundsReporter(std::ostream& jsonOut) { json_.SetOutputStream(&jsonOut); }

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

  /// After the last round; completes the JSON.
  void finish() { json_.Finalize(); }

  const std::vector<Series>& series() const { return series_; }

  /// What went wrong, one sentence each.
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  benchmark::JSONReporter json_;
  bool hasContext_ = false;
  std::vector<Series> series_;
  std::vector<std::string> errors_;
};

}  // namespace triwire::bench
