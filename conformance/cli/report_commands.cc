#include "cli/report_commands.h"

#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "cli/bundled_subjects.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "report/diff.h"
#include "report/playback.h"
#include "report/text.h"
#include "report/verify.h"

namespace triwire::conformance {
namespace {

namespace fs = std::filesystem;

Report readReportFile(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  if (!fs::is_regular_file(path) || !(text << in.rdbuf()))
    throw UsageError(path.string() +
                     " cannot be read; expected a report.jsonl, as triwire run --out writes it");
  try {
    return readReport(text.str(), path.string());
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

CLI::App* addCommand(CLI::App& app, const std::string& name, const std::string& about,
                     const std::string& examples) {
  CLI::App* command = app.add_subcommand(name, about);
  command->footer(examples);
  return command;
}

}  // namespace

void addOutputs(CLI::App& command, Outputs& outputs, std::string& specification, bool html) {
  const auto add = [&](const char* name, std::optional<fs::path>& path, const char* about) {
    command.add_option(name, path, about)->type_name("FILE");
  };
  if (html) add("--html", outputs.html, "Write one page that needs nothing else, of all subjects");
  add("--junit", outputs.junit, "Write JUnit's XML, for a CI server");
  add("--markdown", outputs.markdown, "Write a summary in Markdown, for a pull request");
  add("--badge", outputs.badge,
      "Write JSON for a badge (the endpoint schema of shields.io); of one subject only");
  command
      .add_option("--specification", specification,
                  "Where the specification's single page is, for links to its sentences; default: "
                  "in the tree of this program")
      ->type_name("URL");
}

std::string specificationPage(const std::string& given, const fs::path& folder) {
  if (!given.empty()) return given;
  const fs::path page = bundledSpecificationPage();
  if (page.empty()) return {};
  return fs::proximate(page, fs::absolute(folder.empty() ? "." : folder)).string();
}

ReportCommands::ReportCommands(CLI::App& app)
    : report_(addCommand(app, "report", "Print a report again, and write it in other forms",
                         "example:\n  triwire report out/report.jsonl --html report.html --junit "
                         "junit.xml\n\nexit codes: as the run had it; 2 if the report cannot be "
                         "read or is of another specification")),
      verify_(addCommand(
          app, "verify", "Judge the histories of a report again, without its subjects",
          "examples:\n  triwire verify out/report.jsonl\n  triwire verify report.jsonl --chain "
          "3f9a…\n\nexit codes:\n  0  every verdict follows from its history, and no line is "
          "missing or edited\n  1  the report is not what its histories make it\n  2  it cannot be "
          "read")),
      diff_(addCommand(app, "diff", "Say which verdicts differ between two reports",
                       "example:\n  triwire diff before/report.jsonl after/report.jsonl\n\nexit "
                       "codes:\n  0  nothing regressed\n  1  a requirement that passed does not any "
                       "more\n  2  a report cannot be read")),
      replay_(addCommand(app, "replay", "Be a subject that says again what a report has of one",
                         "example:\n  triwire run --out out --subject 'node my_adapter.mjs'\n  "
                         "triwire run --subject 'triwire replay out/report.jsonl'\n\nThe second "
                         "run comes to the verdicts of the first, as often as one likes, without "
                         "the implementation.")) {
  for (CLI::App* command : {report_, verify_, replay_})
    command->add_option("REPORT", path_, "A report.jsonl")->required();
  addOutputs(*report_, outputs_, specification_, true);
  verify_
      ->add_option("--chain", chain_,
                   "The digest that the run printed: then nothing at all can have been changed")
      ->type_name("DIGEST");
  replay_
      ->add_option("--subject", subject_, "What the report calls it; needed if there are several")
      ->type_name("NAME");
  diff_->add_option("OLD", path_, "A report.jsonl")->required();
  diff_->add_option("NEW", newer_, "A later one")->required();
}

std::optional<int> ReportCommands::run() {
  if (report_->parsed()) return report();
  if (verify_->parsed()) return verify();
  if (diff_->parsed()) return diff();
  if (replay_->parsed()) return replay();
  return {};
}

int ReportCommands::report() {
  Report report = readReportFile(path_);
  if (report.catalogue != bundledCatalogueDigest())
    throw UsageError(path_ + " was judged by the requirements of specification " +
                     report.provenance.specification + " with the digest " + report.catalogue +
                     "; expected those of this program, " + bundledCatalogueDigest());
  for (SubjectRun& run : report.runs) {
    score(bundledCatalogue(), checks(), report.provenance.scope, run);
    std::cout << textReport(run, Progress::colours(STDOUT_FILENO),
                            specificationPage(specification_, {}))
              << '\n';
  }
  try {
    outputs_.write(report.provenance, report.runs,
                   specificationPage(specification_, outputs_.html ? outputs_.html->parent_path() : ""));
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  if (!report.finished) std::cout << "the run was interrupted: this is what it came to\n";
  for (const SubjectRun& run : report.runs)
    std::cout << run.label << ": " << headline(run) << '\n';
  return report.finished ? exitCode(report.runs) : 3;
}

int ReportCommands::verify() {
  Report report = readReportFile(path_);
  const std::string chain = report.chain;
  const std::size_t results = report.results.size(), subjects = report.runs.size();
  std::size_t cases = 0, findings = 0;
  for (const SubjectRun& run : report.runs) {
    cases += run.cases.size();
    for (const Case& performed : run.cases) findings += performed.findings.size();
  }
  std::vector<std::string> complaints =
      conformance::verify(std::move(report), bundledCatalogue(), bundledCatalogueDigest());
  if (!chain_.empty() && chain_ != chain)
    complaints.push_back("its digest is " + chain + "; expected " + chain_);
  for (const std::string& sentence : complaints) std::cout << path_ << ": " << sentence << '\n';
  if (!complaints.empty()) return 1;
  std::cout << path_ << ": " << findings << " findings and " << results << " results follow from "
            << cases << " histories of " << subjects << (subjects == 1 ? " subject" : " subjects")
            << "; digest " << chain
            << '\n';
  return 0;
}

int ReportCommands::diff() {
  const Report older = readReportFile(path_), newer = readReportFile(newer_);
  const std::vector<Change> changes = conformance::diff(older, newer);
  std::cout << textOf(changes);
  return !changes.empty() && changes.front().kind == Change::Kind::REGRESSED ? 1 : 0;
}

int ReportCommands::replay() {
  const Report report = readReportFile(path_);
  const SubjectRun* recorded = nullptr;
  for (const SubjectRun& run : report.runs)
    if (run.rejected.empty() && (subject_.empty() ? report.runs.size() == 1 : run.label == subject_))
      recorded = &run;
  if (!recorded)
    throw UsageError(path_ + " has no such subject that was examined; expected --subject and its name");
  Playback playback(*recorded);
  for (std::string line; std::getline(std::cin, line);) {
    const Playback::Answer answer = playback.take(line);
    for (const std::string& said : answer.lines) std::cout << said << '\n';
    std::cout.flush();
    if (answer.crashes) return 1;
  }
  return 0;
}

}  // namespace triwire::conformance
