#include "cli/examine.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "cli/turns.h"
#include "driver/perform.h"
#include "driver/process.h"
#include "driver/subject.h"
#include "judge/check.h"

namespace triwire::conformance {
namespace {

/// One process of the subject, kept alive from scenario to scenario.
class Examination {
 public:
  Examination(const SubjectSpec& spec, const ExamineOptions& options)
      : argv_(splitCommand(spec.command)), profile_(spec.profile), options_(options) {}

  /// Starts the process, unless it runs, and learns who it is. False if it is no subject at all.
  bool start() {
    if (alive_) return true;
    try {
      subject_ = std::make_unique<Subject>(argv_, options_.patience);
      if (options_.onStart) options_.onStart(*subject_);
      subject_->handshake("unknown-" + std::to_string(options_.seed));
      return alive_ = true;
    } catch (const SubjectTrouble& trouble) {
      subject_->stop();
      trouble_ = trouble.what();
      stderr_ = subject_->stderrTail();
    } catch (const std::runtime_error& error) {
      trouble_ = error.what();
    }
    return false;
  }

  const Identity& identity() const { return subject_->identity(); }
  /// Why it could not be started, and what it wrote then.
  const std::string& trouble() const { return trouble_; }
  const std::string& troubleStderr() const { return stderr_; }

  Case perform(const Scenario& scenario) {
    Case out{.scenario = scenario.name,
             .about = scenario.about,
             .stimulus = scenario.json,
             .notOffered = missingFor(scenario, identity()).value_or(""),
             .history = {},
             .findings = {}};
    if (!out.notOffered.empty()) return out;
    out.history = conformance::perform(scenario, profile_, *subject_);
    out.findings = judge(out.history);
    alive_ = !out.isLost();
    return out;
  }

 private:
  std::vector<std::string> argv_;
  std::string profile_;
  const ExamineOptions& options_;
  std::unique_ptr<Subject> subject_;
  bool alive_ = false;
  std::string trouble_, stderr_;
};

/// The scenarios of one run, given out one by one, and their cases, put in that order again.
class Work {
 public:
  Work(std::vector<const Scenario*> scenarios, const ExamineOptions& options,
       const ExamineListener& listener, SubjectRun& run)
      : scenarios_(std::move(scenarios)),
        options_(options),
        listener_(listener),
        run_(run),
        done_(scenarios_.size()) {}

  std::size_t size() const { return scenarios_.size(); }

  /// Performs scenarios until there are none. Any number of threads at a time.
  void help(Examination& examination) {
    while (const auto next = take()) {
      if (!examination.start()) return reject(examination);
      finish(*next, examination.perform(*scenarios_[*next]));
    }
  }

 private:
  std::optional<std::size_t> take() {
    const std::lock_guard lock(mutex_);
    if (stopped_ || next_ == scenarios_.size()) return {};
    listener_.onCase(run_, *scenarios_[next_]);
    return next_++;
  }

  void finish(std::size_t index, Case performed) {
    const std::lock_guard lock(mutex_);
    done_[index] = std::move(performed);
    while (!stopped_ && run_.cases.size() < done_.size() && done_[run_.cases.size()]) {
      run_.cases.push_back(std::move(*done_[run_.cases.size()]));
      listener_.onCaseEnd(run_, run_.cases.back());
      stopped_ = options_.stopsAfter && options_.stopsAfter(run_, run_.cases.back());
    }
  }

  void reject(const Examination& examination) {
    const std::lock_guard lock(mutex_);
    run_.rejected = examination.trouble();
    run_.rejectedStderr = examination.troubleStderr();
    stopped_ = true;
  }

  std::vector<const Scenario*> scenarios_;
  const ExamineOptions& options_;
  const ExamineListener& listener_;
  SubjectRun& run_;
  std::mutex mutex_;
  std::vector<std::optional<Case>> done_;
  std::size_t next_ = 0;
  bool stopped_ = false;
};

std::vector<const Scenario*> scenariosFor(const std::vector<Scenario>& all,
                                          const std::string& profile) {
  std::vector<const Scenario*> out;
  for (const Scenario& scenario : all) {
    const auto& profiles = scenario.profiles;
    if (profiles.empty() || std::find(profiles.begin(), profiles.end(), profile) != profiles.end())
      out.push_back(&scenario);
  }
  return inTurns(out);
}

}  // namespace

SubjectRun examine(const SubjectSpec& spec, const std::vector<Scenario>& scenarios,
                   const ExamineOptions& options, const ExamineListener& listener) {
  SubjectRun run;
  run.label = spec.label;
  run.command = spec.command;
  run.profile = spec.profile;
  Examination first(spec, options);
  if (first.start()) {
    run.name = first.identity().name;
    run.version = first.identity().version;
    run.url = first.identity().url;
    run.capabilities = first.identity().capabilities;
  } else {
    run.rejected = first.trouble();
    run.rejectedStderr = first.troubleStderr();
  }
  listener.onSubject(run);
  if (!run.rejected.empty()) return run;

  Work work(scenariosFor(scenarios, run.profile), options, listener, run);
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min<std::size_t>(options.jobs, work.size()); ++i)
    helpers.emplace_back([&] {
      Examination another(spec, options);  // Its process dies with the thread that started it.
      work.help(another);
    });
  work.help(first);
  for (std::thread& helper : helpers) helper.join();
  return run;
}

}  // namespace triwire::conformance
