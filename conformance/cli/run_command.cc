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
#include "cli/examine.h"
#include "cli/progress.h"
#include "cli/selection.h"
#include "driver/process.h"
#include "judge/check.h"
#include "report/describe.h"
#include "report/html.h"
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
    SubjectSpec spec = subjectSpec(written);
    if (options.profile) spec.profile = *options.profile;
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

void makeFolder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error || ::access(path.c_str(), W_OK) != 0)
    throw UsageError("--out " + path.string() + " is no folder that can be written");
}

}  // namespace

int runCommand(const RunOptions& options) {
  const std::vector<SubjectSpec> specs = subjectSpecs(options);
  const Selection selection = select(allScenarios(options.suites), options.run, options.skip);
  std::vector<KnownFailures> known;
  for (const SubjectSpec& spec : specs) known.push_back(knownFailuresOf(spec));

  const Provenance provenance{.suite = TRIWIRE_VERSION,
                              .specification = bundledCatalogue().version,
                              .started = utcNow(),
                              .system = systemName(),
                              .seed = options.seed.value_or(std::random_device{}()),
                              .arguments = options.arguments};
  std::unique_ptr<JsonlWriter> jsonl;
  if (options.out) {
    makeFolder(*options.out);
    jsonl = std::make_unique<JsonlWriter>(*options.out / "report.jsonl", provenance);
  }

  Progress progress(selection.scenarios.size());
  const ExamineListener listener{.onSubject =
                                     [&](const SubjectRun& run) {
                                       if (jsonl) jsonl->write(run);
                                     },
                                 .onCase =
                                     [&](const SubjectRun& run, const Scenario& next) {
                                       progress.show(run.label, run.cases.size(), next.name);
                                     },
                                 .onCaseEnd =
                                     [&](const SubjectRun& run, const Case& performed) {
                                       if (jsonl) jsonl->write(run, performed);
                                     }};
  const ExamineOptions examineOptions{
      .patience = std::chrono::milliseconds(std::lround(5000 * options.timeoutMultiplier)),
      .seed = provenance.seed};

  std::vector<SubjectRun> runs;
  std::vector<std::string> headlines;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    SubjectRun run = examine(specs[i], selection.scenarios, examineOptions, listener);
    run.program = options.arguments.front();
    run.knownFailures = known[i];
    for (const auto& suite : options.suites)
      run.moreArguments += " --suite " + shellQuoted(suite.string());
    score(bundledCatalogue(), checks(), selection.scope, run);
    if (jsonl) jsonl->writeResults(run);
    progress.clear();
    std::cout << textReport(run, Progress::colours(STDOUT_FILENO)) << '\n' << std::flush;
    headlines.push_back(run.label + ": " + headline(run));
    runs.push_back(std::move(run));
  }

  const int code = exitCode(runs);
  if (jsonl) jsonl->finish(utcNow(), code, headlines);
  if (options.out) writeHtml(*options.out / "report.html", provenance, bundledCatalogue(), runs);
  for (const std::string& line : headlines) std::cout << line << '\n';
  std::cout << "seed " << provenance.seed << '\n';
  return code;
}

}  // namespace triwire::conformance
