#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>

#include <sys/utsname.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/debugging.h"
#include "cli/examine.h"
#include "cli/first_failures.h"
#include "cli/generate_run.h"
#include "cli/progress.h"
#include "cli/report_commands.h"
#include "cli/selection.h"
#include "driver/process.h"
#include "generate/generate.h"
#include "judge/check.h"
#include "report/describe.h"
#include "report/jsonl.h"
#include "report/text.h"

namespace triwire::conformance {
namespace {

std::string readFile(const std::filesystem::path& path, const std::string& expected) {
  std::ifstream in(path);
  std::stringstream text;
  if (!std::filesystem::is_regular_file(path) || !(text << in.rdbuf()))
    throw UsageError(path.string() + " cannot be read; expected " + expected);
  return text.str();
}

std::string utcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

std::string systemName() {
  utsname name{};
  ::uname(&name);
  return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

std::vector<SubjectSpec> subjectSpecs(const RunOptions& options) {
  if (!(options.timeoutMultiplier > 0) || options.timeoutMultiplier > 1000)
    throw UsageError("--timeout-multiplier is a number above 0, at most 1000");
  std::vector<SubjectSpec> out;
  for (const std::string& written : options.subjects) {
    SubjectSpec spec = subjectSpec(written, options.profile);
    spec.command = debugCommand(spec.command, options.wrap, options.waitForDebugger);
    if (options.known) spec.knownFailures = *options.known;
    try {
      splitCommand(spec.command);
    } catch (const std::invalid_argument& error) {
      throw UsageError(std::string("--subject: ") + error.what());
    }
    const auto same = [&](const SubjectSpec& other) { return other.label == spec.label; };
    if (std::any_of(out.begin(), out.end(), same))
      throw UsageError("--subject " + written + " is given twice");
    out.push_back(std::move(spec));
  }
  return out;
}

KnownFailures knownFailuresOf(const SubjectSpec& spec) {
  if (spec.knownFailures.empty()) return {};
  try {
    return readKnownFailures(readFile(spec.knownFailures, "a list of known failures"),
                             spec.knownFailures.string());
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

// A failure, or a loss, that the subject's list of known failures does not have.
bool isUnexpected(const SubjectRun& run, const Case& performed, const KnownFailures& known) {
  if (performed.isLost()) return !known.contains(performed.scenario);
  return !unexpectedFailures(run, performed, known).empty();
}

std::chrono::milliseconds patienceOf(const RunOptions& options) {
  const double times = options.waitForDebugger || !options.wrap.empty()
                           ? std::max(options.timeoutMultiplier, DEBUGGING_PATIENCE)
                           : options.timeoutMultiplier;
  return std::chrono::milliseconds(std::lround(5000 * times));
}

void makeFolder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error || ::access(path.c_str(), W_OK) != 0)
    throw UsageError("--out " + path.string() + " is no folder that can be written");
}

// What is performed on each subject.
std::vector<Selection> selectionsFor(const std::vector<SubjectSpec>& specs,
                                     const RunOptions& options, std::uint64_t seed) {
  std::vector<Selection> out;
  for (const SubjectSpec& spec : specs) {
    const Source source = [&](const Wanted& wanted) {
      if (options.generate == 0) return scenariosOf(options.suites, wanted);
      auto made = generated(seed, options.generate, options.generateSize, spec.profile,
                            options.generateDeaths ? Deaths::SOME : Deaths::NONE);
      std::erase_if(made, [&](const Scenario& scenario) { return !wanted(scenario.name); });
      return made;
    };
    Selection selection = select(source, options.run, options.skip);
    const bool isWhole = options.generate == 0 && !options.failFast;
    selection.scope.wholeSuite = selection.scope.wholeSuite && isWhole;
    out.push_back(std::move(selection));
  }
  return out;
}

// What a line that runs one scenario again needs, beside its name.
std::string rerunArguments(const RunOptions& options, std::uint64_t seed) {
  std::string out;
  for (const auto& suite : options.suites) out += " --suite " + shellQuoted(suite.string());
  if (options.generate > 0)
    out += " --generate " + std::to_string(options.generate) + " --seed " + std::to_string(seed) +
           " --size " + std::to_string(options.generateSize) +
           (options.generateDeaths ? " --deaths" : "");
  return out;
}

ExamineOptions examineOptions(const RunOptions& options, std::uint64_t seed,
                              const KnownFailures& known) {
  ExamineOptions out;
  out.patience = patienceOf(options);
  out.seed = seed;
  out.jobs = options.jobs;
  if (options.failFast)
    out.stopsAfter = [&known](const SubjectRun& run, const Case& performed) {
      return isUnexpected(run, performed, known);
    };
  return out;
}

// Creates what will be written, so that a mistake shows before the run and not after it.
Outputs prepareOutputs(const RunOptions& options, std::size_t subjects) {
  Outputs outputs = options.outputs;
  if (outputs.badge && subjects > 1)
    throw UsageError("--badge is of one subject; " + std::to_string(subjects) + " are given");
  if (options.out) {
    makeFolder(*options.out);
    outputs.html = *options.out / "report.html";
  }
  try {
    outputs.prepare();
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  return outputs;
}

Provenance provenanceOf(const RunOptions& options, std::uint64_t seed, const Scope& scope) {
  Provenance out{.suite = TRIWIRE_VERSION,
                 .specification = bundledCatalogue().version,
                 .started = utcNow(),
                 .system = systemName(),
                 .seed = seed,
                 .arguments = options.arguments,
                 .scope = scope};
  out.scope.date = out.started.substr(0, 10);
  return out;
}

void printSummary(const std::vector<std::string>& headlines, std::uint64_t seed,
                  const JsonlWriter* jsonl) {
  for (const std::string& line : headlines) std::cout << line << '\n';
  std::cout << "seed " << seed << '\n';
  if (jsonl != nullptr) std::cout << "digest of the report " << jsonl->chain() << '\n';
}

}  // namespace

int runCommand(const RunOptions& options) {
  const std::vector<SubjectSpec> specs = subjectSpecs(options);
  const std::uint64_t seed = options.seed.value_or(std::random_device{}());
  const std::vector<Selection> selections = selectionsFor(specs, options, seed);
  std::vector<KnownFailures> known;
  for (const SubjectSpec& spec : specs) known.push_back(knownFailuresOf(spec));

  const Provenance provenance = provenanceOf(options, seed, selections.front().scope);
  const Outputs outputs = prepareOutputs(options, specs.size());
  std::unique_ptr<JsonlWriter> jsonl;
  if (options.out)
    jsonl = std::make_unique<JsonlWriter>(*options.out / "report.jsonl", provenance);

  Progress progress(selections.front().scenarios.size());
  FirstFailures firstFailures(std::cerr);
  std::vector<SubjectRun> runs;
  const ExamineListener listener{
      .onSubject =
          [&](SubjectRun& run) {
            run.program = options.arguments.front();
            run.knownFailures = known[runs.size()];
            run.moreArguments = rerunArguments(options, seed);
            if (jsonl) jsonl->write(run);
          },
      .onCase =
          [&](const SubjectRun& run, const Scenario& next) {
            progress.show(run.label, run.cases.size(), next.name);
          },
      .onCaseEnd =
          [&](const SubjectRun& run, const Case& performed) {
            if (jsonl) jsonl->write(run, performed);
            progress.clear();
            firstFailures.show(run, performed, known[runs.size()]);
          }};
  std::vector<std::string> headlines;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const ExamineOptions how = examineOptions(options, seed, known[i]);
    SubjectRun run = examine(specs[i], selections[i].scenarios, how, listener);
    score(bundledCatalogue(), checks(), provenance.scope, run);
    if (jsonl) jsonl->writeResults(run);
    progress.clear();
    std::cout << textReport(run, Progress::colours(STDOUT_FILENO),
                            specificationPage(options.specification, {}))
              << '\n'
              << std::flush;
    if (options.generate > 0)
      std::cout << shrinkFailures(specs[i], selections[i].scenarios, how, run,
                                  options.out.value_or("."))
                << std::flush;
    headlines.push_back(run.label + ": " + headline(run));
    runs.push_back(std::move(run));
  }

  const int code = exitCode(runs);
  if (jsonl) jsonl->finish(utcNow(), code, headlines);
  outputs.write(provenance, runs,
                specificationPage(options.specification, options.out.value_or("")));
  printSummary(headlines, provenance.seed, jsonl.get());
  return code;
}

}  // namespace triwire::conformance
