// triwire-bench: times Triwire beside the floor, in alternation, and prints ratios of medians.
#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "bench/baseline/raw_socket.h"
#include "bench/link/ipc.h"
#include "bench/rounds.h"

namespace triwire::bench {
namespace {

struct Options {
  int rounds = 5;
  double seconds = 0.1;  // Of each benchmark in each round.
  std::string filter = ".";
  std::string out = "bench.json";
};

constexpr std::int64_t SIZES[] = {64, 1 << 10, 64 << 10};  // Bytes of the one argument.

/// Messages sent one way before one acknowledgement is awaited: enough to hide the wake-up that the
/// acknowledgement costs, at most 4 MiB.
std::int64_t batchOf(std::int64_t bytes) {
  return std::min<std::int64_t>((4 << 20) / bytes, 10'000);
}

using Function = void (*)(benchmark::State&);

void add(const char* name, Function function, std::vector<std::int64_t> arguments) {
  benchmark::RegisterBenchmark(name, function)->Args(std::move(arguments))->UseRealTime();
}

/// Names are "<measure>/<subject>". Subjects of one measure and size follow each other, so that
/// what is compared is timed in the same breath; the first is the floor.
void registerBenchmarks() {
  for (const std::int64_t bytes : SIZES) {
    add("roundTrip/rawSocket", rawSocketRoundTrip, {bytes});
    add("roundTrip/sendSync", sendSyncRoundTrip, {bytes});
    add("roundTrip/invoke", invokeRoundTrip, {bytes});
  }
  for (const std::int64_t bytes : SIZES) {
    add("oneWay/rawSocket", rawSocketOneWay, {bytes, batchOf(bytes)});
    add("oneWay/send", sendOneWay, {bytes, batchOf(bytes)});
  }
}

void initialize(const Options& options) {
  static std::string program = "triwire-bench";  // Google Benchmark keeps a pointer to it.
  std::string minTime = "--benchmark_min_time=" + std::to_string(options.seconds);
  std::vector<char*> arguments = {program.data(), minTime.data(), nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments.data());
}

int run(const Options& options) {
  const std::filesystem::path folder = std::filesystem::path(options.out).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  std::ofstream json(options.out);
  if (!json) {
    std::cerr << "triwire-bench: cannot write " << options.out << '\n';
    return 4;
  }
  initialize(options);
  registerBenchmarks();

  RoundsReporter reporter(json);
  for (int round = 1; round <= options.rounds; ++round) {
    std::cerr << "round " << round << " of " << options.rounds << '\n';
    benchmark::RunSpecifiedBenchmarks(&reporter, options.filter);
  }
  reporter.finish();

  for (const std::string& error : reporter.errors())
    std::cerr << "triwire-bench: " << error << '\n';
  printRatios(reporter.series(), std::cout);
  std::cout << "\nMedians of " << options.rounds
            << " rounds, ratios round by round; every run is in " << options.out << '\n';
  return 0;
}

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  triwire::bench::Options options;
  CLI::App app{"Times Triwire between two processes, beside the same bytes over a plain socket.",
               "triwire-bench"};
  app.add_option("--rounds", options.rounds, "How often each benchmark runs")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long each benchmark runs in each round")
      ->check(CLI::Range(0.0, 60.0))
      ->capture_default_str();
  app.add_option("--filter", options.filter, "Regular expression: which benchmarks");
  app.add_option("--out", options.out, "Where the JSON goes")->capture_default_str();
  bool isFull = false;
  app.add_flag("--full", isFull, "15 rounds of half a second");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (isFull) {
    options.rounds = 15;
    options.seconds = 0.5;
  }
  return triwire::bench::run(options);
}
