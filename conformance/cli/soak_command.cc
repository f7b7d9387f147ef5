#include "cli/soak_command.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <unistd.h>

#include "cli/bundled_subjects.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/report_commands.h"
#include "judge/check.h"
#include "report/text.h"
#include "soak/growth.h"
#include "soak/soak.h"
#include "soak/tally.h"

namespace triwire::conformance {
namespace {

constexpr const char* SOAK_FOOTER = R"(
One main process and many renderer processes, which stay connected while they take part in generated worlds, many
at a time: send, sendSync, invoke, events and replies with values. Some are killed, in the middle of a script or
doing nothing, some close their links, and others come in their place. Every world is judged as by `run`. Between
windows, while nothing goes on, main is looked at. It settles for a tenth of the time; from then on its descriptors
stay the same, and its memory grows by less than the tolerance (the median of the last three looks, against that of
the first three).

examples:
  triwire soak
  triwire soak --minutes 60 --seed 7
  triwire soak --seconds 8 --renderers 12
  triwire soak --subject 'reference --fault leaks-descriptors' --seconds 8 --renderers 12

exit codes:
  0  main did not grow, and every requirement that showed passed
  1  main grew, or a requirement failed
  2  the command line is wrong
  3  incomplete: a process crashed or hung, or a wait ended in vain
  4  the suite or the subject's adapter failed
)";

constexpr double SETTLING = 0.1;  ///< Of the time.
constexpr double WINDOWS = 60;    ///< If no length is given, but for a second at least each.
constexpr unsigned WINDOWS_MIN = 5;

double secondsOf(const SoakOptions& options) { return options.seconds.value_or(60 * options.minutes); }

double windowOf(const SoakOptions& options) {
  const double window = options.window.value_or(std::max(1.0, secondsOf(options) / WINDOWS));
  if (window * WINDOWS_MIN > secondsOf(options))
    throw UsageError("a window, a second if --window does not say, is at most a fifth of the time");
  return window;
}

/// What is known so far.
struct SoFar {
  soak::Tally tally;
  std::map<std::string, Verdict> verdicts;  ///< By requirement.
  int code = 0;
};

// Judges a window's worlds as a run, and prints it if anything is wrong.
void judgeWindow(const SubjectSpec& spec, const Identity& identity,
          soak::Window window, unsigned size, SoFar& soFar) {
  SubjectRun run;
  run.label = spec.label;
  run.command = spec.command;
  run.profile = spec.profile;
  run.name = identity.name;
  run.version = identity.version;
  run.capabilities = identity.capabilities;
  run.moreArguments = " --generate " + std::to_string(window.proposed) + " --seed " +
                      std::to_string(window.seed) + " --size " + std::to_string(size) + " --deaths";
  run.cases = std::move(window.cases);
  for (const Case& performed : run.cases) soFar.tally.add(performed.history);
  score(bundledCatalogue(), checks(), {.wholeSuite = false, .requirements = {}}, run);
  for (const Result& result : run.results) {
    Verdict& verdict = soFar.verdicts[result.requirement->id];
    verdict = merge(verdict, result.verdict);
  }
  std::vector<SubjectRun> runs;
  runs.push_back(std::move(run));
  soFar.code = exitCode(runs);
  if (soFar.code == 0) return;
  std::cout << '\n' << textReport(runs.front(), Progress::colours(STDOUT_FILENO), specificationPage({}, {})) << '\n';
}

std::string minutesOf(double seconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%ld:%04.1f", std::lround(std::floor(seconds / 60)),
                std::fmod(seconds, 60));
  return text.data();
}

void printLook(double seconds, const soak::Tally& tally, const soak::Vitals& vitals) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), "%8s %9lu %10lu %8lu %8lu %12s %12u\n", minutesOf(seconds).c_str(),
                static_cast<unsigned long>(tally.worlds), static_cast<unsigned long>(tally.calls()),
                static_cast<unsigned long>(tally.answers), static_cast<unsigned long>(tally.deaths()),
                soak::mebibytes(static_cast<std::int64_t>(vitals.residentBytes)).c_str(), vitals.descriptors);
  std::cout << text.data() << std::flush;
}

std::size_t countOf(const SoFar& soFar, Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(soFar.verdicts.begin(), soFar.verdicts.end(),
                                                [&](const auto& each) { return each.second == verdict; }));
}

void printEnd(const SoFar& soFar, const soak::Growth& growth) {
  const soak::Tally& tally = soFar.tally;
  std::cout << "\nworlds        " << tally.worlds << ", " << tally.events << " events in their histories\n"
            << "calls         " << tally.sends << " send, " << tally.syncs << " sendSync, " << tally.invokes
            << " invoke; " << tally.answers << " answers, "
            << tally.syncs + tally.invokes - std::min(tally.answers, tally.syncs + tally.invokes)
            << " callers died before theirs\n"
            << "events        " << tally.dispatched << " dispatched in renderers\n"
            << "deaths        " << tally.killed << " killed, " << tally.closed << " closed their links\n"
            << "requirements  " << countOf(soFar, Verdict::PASS) << " pass, " << countOf(soFar, Verdict::FAIL)
            << " fail, " << countOf(soFar, Verdict::INCONCLUSIVE) << " inconclusive\n";
  if (growth.isJudged())
    std::cout << "memory        " << soak::mebibytes(static_cast<std::int64_t>(growth.first().residentBytes))
              << " when settled, " << soak::mebibytes(static_cast<std::int64_t>(growth.last().residentBytes))
              << " at the end; by medians " << (growth.grownBytes() < 0 ? "" : "+")
              << soak::mebibytes(growth.grownBytes()) << "\n"
              << "descriptors   " << growth.first().descriptors << " when settled, "
              << growth.last().descriptors << " at the end\n";
  for (const std::string& complaint : growth.isJudged() ? growth.complaints() : std::vector<std::string>{})
    std::cout << "FAIL  " << complaint << '\n';
}

}  // namespace

void addSoak(CLI::App& app, SoakOptions& options) {
  CLI::App* soak = app.add_subcommand(
      "soak", "Many renderers of one main process for a long time: does it grow, is all answered?");
  soak->add_option("--subject", options.subject,
                   "The reference, perhaps with more arguments behind it; default: reference. Or a command that "
                   "knows --shared-main and --main-at as triwire-subject does")
      ->type_name("COMMAND");
  soak->add_option("--profile", options.profile, "strict or electron; default: that of the subject")
      ->check(CLI::IsMember({"strict", "electron"}))
      ->type_name("PROFILE");
  soak->add_option("--minutes", options.minutes, "How long; default: 10")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  soak->add_option("--seconds", options.seconds, "In place of minutes")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  soak->add_option("--window", options.window, "Seconds between two looks at main; default: a sixtieth of the time, at least 1")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  soak->add_option("--renderers", options.renderers, "All the time; in fours. Default: 100")
      ->check(CLI::Range(4, 1000))
      ->type_name("N");
  soak->add_option("--tolerance", options.toleranceMiB, "What main's memory may grow by; default: 1")
      ->check(CLI::NonNegativeNumber)
      ->type_name("MIB");
  soak->add_option("--timeout-multiplier", options.timeoutMultiplier,
                   "Of the 5 s that one wait in a world may last; default: 6, so many take part")
      ->check(CLI::Range(0.01, 1000.0))
      ->type_name("X");
  soak->add_option("--seed", options.seed, "Of what is random; default: a new one, printed")
      ->type_name("N");
  soak->footer(SOAK_FOOTER);
}

int soakCommand(const SoakOptions& options) {
  const double seconds = secondsOf(options), length = windowOf(options);
  const SubjectSpec spec = subjectSpec(options.subject, options.profile);
  const soak::Plan plan{.command = spec.command,
                        .profile = spec.profile,
                        .renderers = options.renderers,
                        .seed = options.seed.value_or(std::random_device{}()),
                        .patience = std::chrono::milliseconds(std::lround(5000 * options.timeoutMultiplier))};
  soak::Soak soak(plan);
  std::cout << soak.renderers() << " renderers of " << spec.label << ", " << seconds << " s, seed " << plan.seed
            << "\n\n    time    worlds      calls  answers   deaths       memory  descriptors\n";

  const auto began = Clock::now();
  const auto now = [&] { return std::chrono::duration<double>(Clock::now() - began); };
  soak::Growth growth(soak::Growth::Seconds(SETTLING * seconds),
                      static_cast<std::uint64_t>(options.toleranceMiB * (1 << 20)));
  SoFar soFar;
  Progress progress(static_cast<std::size_t>(std::ceil(seconds / length)));
  for (std::size_t i = 0; soFar.code == 0 && (now().count() < seconds || !growth.isJudged()); ++i) {
    progress.show("soak", i, minutesOf(now().count()));
    soak::Window window = soak.perform(std::chrono::duration<double>(length));
    progress.clear();
    judgeWindow(spec, soak.identity(), std::move(window), plan.size, soFar);
    if (soFar.code != 0) break;
    const soak::Vitals vitals = soak.look(growth.isSettled() ? growth.first().descriptors : 0);
    growth.add(now(), vitals);
    printLook(now().count(), soFar.tally, vitals);
  }
  printEnd(soFar, growth);
  const soak::Soak::End end = soak.end();
  const bool grew = growth.isJudged() && !growth.complaints().empty();
  if (soFar.code == 0 && grew) soFar.code = 1;
  if (soFar.code != 0)
    std::cout << "main " << end.fate << (end.stderrTail.empty() ? "" : "; its standard error ends so:\n")
              << end.stderrTail << '\n';
  std::cout << (soFar.code == 0 ? "held" : soFar.code == 3 ? "incomplete" : "failed") << "; seed " << plan.seed
            << '\n';
  return soFar.code;
}

}  // namespace triwire::conformance
