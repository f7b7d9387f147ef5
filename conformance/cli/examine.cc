#include "cli/examine.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "driver/perform.h"
#include "driver/process.h"
#include "driver/subject.h"
#include "judge/check.h"

namespace triwire::conformance {
namespace {

/// One subject, kept alive from scenario to scenario.
class Examination {
 public:
  Examination(const SubjectSpec& spec, const ExamineOptions& options, SubjectRun& run)
      : argv_(splitCommand(spec.command)), options_(options), run_(run) {}

  /// Starts the process, and learns who it is. False, with the reason in the run, if it is no
  /// subject at all.
  bool start() {
    try {
      subject_ = std::make_unique<Subject>(argv_, options_.patience);
      subject_->handshake("unknown-" + std::to_string(options_.seed));
      return true;
    } catch (const SubjectTrouble& trouble) {
      subject_->stop();
      run_.rejected = trouble.what();
      run_.rejectedStderr = subject_->stderrTail();
    } catch (const std::runtime_error& error) {
      run_.rejected = error.what();
    }
    return false;
  }

  const Identity& identity() const { return subject_->identity(); }

  Case perform(const Scenario& scenario) {
    Case out{.scenario = scenario.name,
             .about = scenario.about,
             .stimulus = scenario.json,
             .notOffered = missingFor(scenario, identity()).value_or(""),
             .history = {},
             .findings = {}};
    if (!out.notOffered.empty()) return out;
    out.history = conformance::perform(scenario, run_.profile, *subject_);
    out.findings = judge(out.history);
    return out;
  }

 private:
  std::vector<std::string> argv_;
  const ExamineOptions& options_;
  SubjectRun& run_;
  std::unique_ptr<Subject> subject_;
};

bool isFor(const Scenario& scenario, const std::string& profile) {
  return scenario.profiles.empty() || std::find(scenario.profiles.begin(), scenario.profiles.end(),
                                                profile) != scenario.profiles.end();
}

}  // namespace

SubjectRun examine(const SubjectSpec& spec, const std::vector<Scenario>& scenarios,
                   const ExamineOptions& options, const ExamineListener& listener) {
  SubjectRun run;
  run.label = spec.label;
  run.command = spec.command;
  run.profile = spec.profile;
  Examination examination(spec, options, run);
  const bool started = examination.start();
  if (started) {
    run.name = examination.identity().name;
    run.version = examination.identity().version;
    run.url = examination.identity().url;
    run.capabilities = examination.identity().capabilities;
  }
  listener.onSubject(run);
  if (!started) return run;

  bool alive = true;
  for (const Scenario& scenario : scenarios) {
    if (!isFor(scenario, run.profile)) continue;
    if (!alive && !examination.start()) return run;
    listener.onCase(run, scenario);
    run.cases.push_back(examination.perform(scenario));
    alive = !run.cases.back().isLost();
    listener.onCaseEnd(run, run.cases.back());
  }
  return run;
}

}  // namespace triwire::conformance
