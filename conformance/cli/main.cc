// The program `triwire`: the conformance suite's command line.
#include <algorithm>
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "cli/bundled_subjects.h"
#include "cli/commands.h"
#include "cli/report_commands.h"
#include "cli/soak_command.h"
#include "cli/trace_command.h"

namespace {

using namespace triwire::conformance;

constexpr int USAGE = 2;
constexpr int HARNESS_ERROR = 4;

constexpr const char* FOOTER = R"(
examples:
  triwire run --subject reference
  triwire run --subject 'node my_adapter.mjs' --profile electron --out out
  triwire run --subject reference --subject electron-mock-ipc --run 'order/*'
  triwire run --subject reference --run TW-SYNC-4
  triwire run --subject reference --generate 1000 --seed 7 -j 2
  triwire judges --random 100000 --seed 7
  triwire steady --runs 20 --run 'order/*'
  triwire soak --minutes 60 --seed 7
  triwire run --subject reference --out out --junit junit.xml --markdown summary.md
  triwire verify out/report.jsonl
  triwire check-adapter 'node my_adapter.mjs'
  triwire requirements
  triwire mutants --run 'sync-*'
  triwire trace @my-app-trace --follow

exit codes of run:
  0  all scored requirements passed (or their failures are known)
  1  a requirement failed, or an entry of the known failures is in error
  2  the command line, a path or a scenario is wrong, or nothing is selected
  3  incomplete: a requirement could not run or is inconclusive, or the subject crashed or hung
  4  the suite or an adapter failed: an adapter broke its contract
)";

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// "run, list or frames"
std::string namesOf(const std::vector<CLI::App*>& commands) {
  std::string out;
  for (std::size_t i = 0; i < commands.size(); ++i)
    out += (i == 0 ? "" : i + 1 == commands.size() ? " or " : ", ") + commands[i]->get_name();
  return out;
}

void addRun(CLI::App& app, RunOptions& options) {
  CLI::App* run = app.add_subcommand("run", "Examine implementations and report");
  run->add_option("--subject", options.subjects,
                  "A command that speaks the adapter contract, or one of: " +
                      join(bundledSubjectNames()) + " (with more arguments behind it). Repeatable")
      ->required()
      ->allow_extra_args(false)
      ->type_name("COMMAND");
  run->add_option("--profile", options.profile,
                  "strict or electron; default: that of the bundled subject, else strict")
      ->check(CLI::IsMember({"strict", "electron"}))
      ->type_name("PROFILE");
  run->add_option("--run", options.run,
                  "Only scenarios whose names match, or, if it begins with TW-, only requirements "
                  "whose ids match. Repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  run->add_option("--skip", options.skip, "Not the scenarios whose names match. Repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  run->add_option("--suite", options.suites, "More scenarios: a file or a folder. Repeatable")
      ->allow_extra_args(false)
      ->type_name("PATH");
  run->add_option("--out", options.out, "Write report.jsonl and report.html into this folder")
      ->type_name("FOLDER");
  addOutputs(*run, options.outputs, options.specification, false);
  run->add_option("--known", options.known,
                  "Known failures (conformance/README.md); default: those of the bundled subject")
      ->type_name("FILE");
  run->add_option("--wrap", options.wrap,
                  "A command that runs each subject, as 'gdbserver :1234' or valgrind; waits are "
                  "then a thousand times as long")
      ->type_name("COMMAND");
  run->add_flag("--wait-for-debugger", options.waitForDebugger,
                "Each subject's process stops before it begins, and says how to go on");
  run->add_option("--timeout-multiplier", options.timeoutMultiplier,
                  "Of the 5 s that one wait may last")
      ->type_name("X");
  run->add_option("--seed", options.seed, "Of what is random; default: a new one, printed")
      ->type_name("N");
  run->add_option("-j,--jobs", options.jobs,
                  "Subjects at a time, each with scenarios of its own; the report is the same")
      ->check(CLI::Range(1, 64))
      ->type_name("N");
  run->add_flag("--fail-fast", options.failFast, "Stop a subject at its first unexpected failure");
  run->add_option("--generate", options.generate,
                  "Make N scenarios from the seed in place of the suite's; what fails is shrunk to "
                  "a scenario file")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  run->add_option("--size", options.generateSize, "Steps of a generated scenario, about")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  run->add_flag("--deaths", options.generateDeaths,
                "Renderers are killed, and close their links, in generated scenarios");
}

void addJudges(CLI::App& app, JudgesOptions& options) {
  CLI::App* judges = app.add_subcommand(
      "judges",
      "Compare the two judges, the predicates and the executable model, on random histories of the "
      "strict profile: legal ones, and each with one thing changed; or on every small one. Prints what they do not agree "
      "about, made small. Exit code 1 if a predicate fails what the model allows, 3 if none fails what it does not allow\n\n"
      "examples:\n  triwire judges\n  triwire judges --random 1000000 --seed 7\n"
      "  triwire judges --enumerate 2\n");
  judges->add_option("--enumerate", options.enumerate,
                     "Not at random: every history of two renderers with up to so many steps, and "
                     "every one of these with one thing changed. 3 takes many minutes")
      ->check(CLI::Range(1, 5))
      ->type_name("STEPS");
  judges->add_option("--random", options.random, "How many histories; default: 10000")
      ->check(CLI::Range(1, 1'000'000'000))
      ->type_name("N");
  judges->add_option("--seed", options.seed, "Of the first; default: 1")->type_name("N");
  judges->add_option("--renderers", options.renderers, "In each; default: 2")
      ->check(CLI::Range(1, 4))
      ->type_name("N");
  judges->add_option("--commands", options.commands,
                     "Scripts in each, besides registrations and fences; default: 5")
      ->check(CLI::Range(1, 100))
      ->type_name("N");
}

void addSteady(CLI::App& app, SteadyOptions& options) {
  CLI::App* steady = app.add_subcommand(
      "steady",
      "Run again and again while the subject's processes are stopped and resumed at random, its "
      "input comes byte by byte and the processors are busy; every run must give the same "
      "verdicts");
  steady->add_option("--subject", options.subject, "As of run; default: reference")
      ->type_name("COMMAND");
  steady->add_option("--runs", options.runs, "How many; default: 200")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N");
  steady->add_option("--run", options.run, "As of run. Repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  steady->add_option("--seed", options.seed, "Of the disturbance; default: 1")->type_name("N");
}

constexpr const char* CHECK_ADAPTER_FOOTER = R"(
Each check is one of: ok; LIE, with its name and what was said; or - with why it does not apply. A finding is
the adapter's, or the implementation does something so far from any other that nothing else would tell.

examples:
  triwire check-adapter 'python3 my_adapter.py'
  triwire check-adapter 'node my_adapter.mjs --flag' --timeout-multiplier 4
  triwire check-adapter ./my_adapter --check blocked
  triwire check-adapter reference

exit codes:
  0  the adapter can be believed
  1  it cannot: at least one check failed
  2  the command line is wrong, or the adapter cannot be started
)";

void addCheckAdapter(CLI::App& app, CheckAdapterOptions& options) {
  CLI::App* check =
      app.add_subcommand("check-adapter", "Examine an adapter before what it reports is believed");
  check->add_option("COMMAND", options.command, "A command, or a bundled subject, as for run")
      ->required()
      ->type_name("");
  check->add_option("--check", options.only, "Only the checks of these names. Repeatable")
      ->allow_extra_args(false)
      ->type_name("NAME");
  check
      ->add_option("--timeout-multiplier", options.timeoutMultiplier,
                   "Of the 5 s that one wait may last")
      ->type_name("X");
  check->add_option("--seed", options.seed, "Of the texts that nobody can foresee; printed")
      ->type_name("N");
  check->footer(CHECK_ADAPTER_FOOTER);
}

void addList(CLI::App& app, ListOptions& options) {
  CLI::App* list = app.add_subcommand("list", "Print the scenarios");
  list->add_flag("--json", options.json, "As a scenario file, expanded");
  list->add_option("--run", options.run, "As of run. Repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  list->add_option("--suite", options.suites, "More scenarios: a file or a folder. Repeatable")
      ->allow_extra_args(false)
      ->type_name("PATH");
}

struct MutantsOptions {
  std::vector<std::string> run;
  double timeoutMultiplier = 1;
};

void addMutants(CLI::App& app, MutantsOptions& options) {
  CLI::App* mutants = app.add_subcommand(
      "mutants", "Show that each error in a list of them is caught, by the requirement it breaks");
  mutants->add_option("--run", options.run, "Only the mutants whose names match. Repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  mutants->add_option("--timeout-multiplier", options.timeoutMultiplier, "Of the second that one wait may last")
      ->type_name("X");
}

// The first word is a command that there is not. Says so.
bool isUnknown(CLI::App& app, int argc, char** argv) {
  const std::vector<CLI::App*> commands = app.get_subcommands([](CLI::App*) { return true; });
  if (argc < 2 || argv[1][0] == '-' ||
      std::any_of(commands.begin(), commands.end(),
                  [&](const CLI::App* command) { return command->get_name() == argv[1]; }))
    return false;
  std::cerr << "triwire: there is no command " << argv[1] << "; expected " << namesOf(commands)
            << '\n';
  return true;
}

int dispatch(int argc, char** argv) {
  CLI::App app(
      "Tests implementations of Electron's IPC semantics against the Triwire specification.",
      "triwire");
  app.set_version_flag("--version", TRIWIRE_VERSION);
  app.require_subcommand(1);
  app.footer(FOOTER);

  RunOptions options;
  options.arguments.assign(argv, argv + argc);
  addRun(app, options);
  SteadyOptions steady;
  addSteady(app, steady);
  SoakOptions soak;
  addSoak(app, soak);

  JudgesOptions judges;
  addJudges(app, judges);

  CheckAdapterOptions checkAdapter;
  addCheckAdapter(app, checkAdapter);

  ListOptions list;
  addList(app, list);
  app.add_subcommand("requirements", "Print the requirements, and how each is verified");

  MutantsOptions mutants;
  addMutants(app, mutants);
  TraceOptions trace;
  addTrace(app, trace);

  ReportCommands reportCommands(app);
  app.add_subcommand("frames", "Print the frames of the wire, and what its schema says of them");

  if (isUnknown(app, argc, argv)) return USAGE;
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << "triwire: " << error.what() << " (see triwire --help)\n";
    return USAGE;
  }
  if (const auto code = reportCommands.run()) return *code;
  if (app.got_subcommand("judges")) return judgesCommand(judges);
  if (app.got_subcommand("steady")) return steadyCommand(steady);
  if (app.got_subcommand("soak")) return soakCommand(soak);
  if (app.got_subcommand("run")) return runCommand(options);
  if (app.got_subcommand("check-adapter")) return checkAdapterCommand(checkAdapter);
  if (app.got_subcommand("list")) return listCommand(list);
  if (app.got_subcommand("mutants")) return mutantsCommand(mutants.run, mutants.timeoutMultiplier);
  if (app.got_subcommand("trace")) return traceCommand(trace);
  if (app.got_subcommand("frames")) return framesCommand();
  return requirementsCommand();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return dispatch(argc, argv);
  } catch (const UsageError& error) {
    std::cerr << "triwire: " << error.what() << '\n';
    return USAGE;
  } catch (const std::exception& error) {
    std::cerr << "triwire: the suite itself failed: " << error.what() << '\n';
    return HARNESS_ERROR;
  }
}
