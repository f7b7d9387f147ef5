#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "driver/scenario.h"
#include "report/outputs.h"

namespace triwire::conformance {

/// The command line of `triwire run`.
struct RunOptions {
  std::vector<std::string> subjects;
  std::vector<std::string> run, skip;  ///< Globs of scenario names, or of ids if they begin TW-.
  std::vector<std::filesystem::path> suites;
  std::optional<std::string> profile;
  std::optional<std::filesystem::path> known;
  std::optional<std::filesystem::path> out;
  Outputs outputs;
  std::string specification;  ///< Where its page is; empty: in this program's tree.
  std::optional<std::uint64_t> seed;
  double timeoutMultiplier = 1;
  unsigned jobs = 1;
  bool failFast = false;
  unsigned generate = 0;       ///< How many scenarios; 0: the suite's own are run.
  unsigned generateSize = 12;  ///< About how many steps each.
  bool generateDeaths = false;  ///< Renderers are killed, and close their links, in them.
  std::string wrap;              ///< A command in front of each subject's.
  bool waitForDebugger = false;  ///< Each subject's process waits to be continued.
  std::vector<std::string> arguments;  ///< As they were given, for the report.
};

/// A command line, path or scenario that is wrong; `what()` is one sentence. Exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Examine subjects and report. Returns the exit code. Throws UsageError.
int runCommand(const RunOptions& options);

/// Run again and again under a hostile scheduler, and compare. Throws UsageError.
struct SteadyOptions {
  std::string subject = "reference";
  unsigned runs = 200;
  std::vector<std::string> run;  ///< Globs, as of RunOptions.
  std::uint64_t seed = 1;
};
int steadyCommand(const SteadyOptions& options);

/// The command line of `triwire check-adapter`.
struct CheckAdapterOptions {
  std::string command;
  std::vector<std::string> only;
  double timeoutMultiplier = 1;
  std::optional<std::uint64_t> seed;
};

/// Examine an adapter. Returns 0 if it can be believed, 1 if not. Throws UsageError.
int checkAdapterCommand(const CheckAdapterOptions& options);

struct ListOptions {
  std::vector<std::filesystem::path> suites;  ///< As of run, and so is `run`.
  std::vector<std::string> run;
  bool json = false;
};

/// Print the scenarios, one a line, or as JSON. Throws UsageError.
int listCommand(const ListOptions& options);

/// Print the requirements, and which are tested, by inspection only, or missing. 1 if any is
/// missing.
int requirementsCommand();

/// Examine the mutants of the reference whose names match, all if there are no globs, and print what
/// kills each. 1 if one survives, or a requirement has none. Throws UsageError.
int mutantsCommand(const std::vector<std::string>& globs, double timeoutMultiplier);

/// Compare the predicates with the model on random histories.
struct JudgesOptions {
  std::uint64_t random = 10'000;  ///< How many histories.
  std::uint64_t seed = 1;
  unsigned renderers = 2;
  unsigned commands = 5;  ///< Of a history.
  unsigned enumerate = 0;  ///< Not random: all histories of up to so many steps. 0: random.
};
/// Returns 0 if they agree about all, 1 if a predicate fails what is legal, 3 if none fails what is not.
int judgesCommand(const JudgesOptions& options);

/// Print what the schema of the wire says of each frame.
int framesCommand();

/// The bundled scenarios and those of `suites`, as far as they are wanted. Throws UsageError.
std::vector<Scenario> scenariosOf(const std::vector<std::filesystem::path>& suites,
                                  const Wanted& wanted = all);

}  // namespace triwire::conformance
