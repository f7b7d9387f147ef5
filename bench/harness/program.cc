#include "bench/harness/program.h"

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <map>
#include <string>

#include "bench/harness/sample.h"

namespace triwire::bench {
namespace {

const std::map<std::string, Measure> MEASURES = {{"roundTrip", Measure::ROUND_TRIP},
                                                 {"inFlight", Measure::IN_FLIGHT},
                                                 {"oneWay", Measure::ONE_WAY},
                                                 {"connect", Measure::CONNECT},
                                                 {"quiet", Measure::QUIET}};
const std::map<std::string, Pin> PINS = {
    {"free", Pin::FREE}, {"apart", Pin::APART}, {"together", Pin::TOGETHER}};

/// Many idlers have more files than processes may usually open; the hard limit is the machine's.
void allowManyFiles() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);  // What then fails says so itself.
}

void list(const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    std::cout << "{\"name\":\"" << candidate.name << "\",\"about\":\"" << candidate.about
              << "\",\"idles\":" << (candidate.idle ? "true" : "false") << ",\"measures\":[";
    const char* separator = "";
    for (const auto& [name, measure] : MEASURES) {
      if (!candidate.has(measure)) continue;
      std::cout << std::exchange(separator, ",") << '"' << name << '"';
    }
    std::cout << "]}\n";
  }
}

int sample(const std::vector<Candidate>& candidates, const std::string& name,
           const SampleOptions& options) {
  const auto found = std::find_if(candidates.begin(), candidates.end(),
                                  [&](const Candidate& other) { return other.name == name; });
  if (found == candidates.end() || !found->has(options.task.measure) ||
      (options.idlers != 0 && !found->idle)) {
    std::cerr << "no candidate here is called '" << name << "' and has this: see --list\n";
    return 2;
  }
  print(takeSample(*found, options), std::cout);
  return 0;
}

}  // namespace

int runProgram(int argc, char** argv, const std::vector<Candidate>& candidates) {
  SampleOptions options;
  std::string name;
  bool isList = false;
  CLI::App app{"Takes one sample of one candidate, and prints it as a line of JSON."};
  app.footer("example:\n  bench-floor --candidate rawSocket --measure roundTrip --bytes 1024");
  app.add_flag("--list", isList, "Prints the candidates, one JSON object a line, and ends");
  app.add_option("--candidate", name, "Which; see --list");
  app.add_option("--measure", options.task.measure, "What is done over and over")
      ->transform(CLI::CheckedTransformer(MEASURES));
  app.add_option("--bytes", options.task.load.bytes, "Of each message")
      ->check(CLI::Range(0, 1 << 26));
  app.add_flag("--nested", options.task.load.isNested, "A value of 50 nodes, about 1 KiB");
  app.add_option("--pin", options.pin, "Where the two ends run")
      ->transform(CLI::CheckedTransformer(PINS));
  app.add_option("--seconds", options.seconds, "How long")->check(CLI::Range(0.0, 60.0));
  app.add_option("--idlers", options.idlers, "Connections beside it that do nothing")
      ->check(CLI::Range(0, 100'000));
  app.add_flag("--counted", options.isCounted, "Counts system calls and allocations");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (options.idlers != 0) allowManyFiles();
  try {
    if (!isList) return sample(candidates, name, options);
    list(candidates);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 1;
  }
}

}  // namespace triwire::bench
