#include "check_adapter/check_adapter.h"

#include <algorithm>
#include <memory>
#include <random>

#include "driver/perform.h"
#include "driver/scenario.h"
#include "driver/subject.h"

namespace triwire::conformance {
namespace {

std::string lieOf(Ending ending) {
  switch (ending) {
    case Ending::CRASHED:
      return "crashes";
    case Ending::HUNG:
      return "never-answers";
    case Ending::FAILED:
      return "fails";
    case Ending::NONSENSE:
    case Ending::ENDED:
    case Ending::RUNNING:
      break;
  }
  return "breaks-the-contract";
}

std::string withToken(std::string steps, const std::string& token) {
  constexpr std::string_view PLACE = "TOKEN";
  for (std::size_t at = 0; (at = steps.find(PLACE, at)) != std::string::npos; at += token.size())
    steps.replace(at, PLACE.size(), token);
  return steps;
}

Scenario scenarioOf(const AdapterCheck& check, const std::string& steps) {
  return readScenarios(R"({"scenarios":[{"name":"check","renderers":)" +
                           std::to_string(check.renderers) + R"(,"steps":[)" + steps + "]}]}",
                       check.name)
      .front();
}

// What the driver itself noticed of a world.
std::optional<Lie> troubleOf(const History& history) {
  if (history.ending != Ending::ENDED) return Lie{lieOf(history.ending), history.endingText};
  for (const Event& event : history.events())
    if (event.kind == Kind::EXPIRED)
      return Lie{"waits-for-ever", "it was waited for in vain: " + std::string(event.text)};
  return {};
}

class Examination {
 public:
  Examination(const std::vector<std::string>& argv, const CheckOptions& options)
      : argv_(argv), options_(options), random_(options.seed) {}

  /// Starts it if it is not there. What is wrong with its first answers, if anything is.
  std::optional<Lie> start() {
    if (subject_) return {};
    subject_ = std::make_unique<Subject>(argv_, options_.patience);
    try {
      subject_->handshake("unknown-" + token());
      return {};
    } catch (const SubjectTrouble& trouble) {
      return refusal(trouble);
    }
  }

  const Identity& identity() const { return subject_->identity(); }

  std::optional<Lie> make(const AdapterCheck& check) {
    const std::string token = this->token();
    std::vector<Scenario> worlds;
    for (const std::string& steps : check.worlds)
      worlds.push_back(scenarioOf(check, withToken(steps, token)));
    if (check.scenario) worlds.push_back(*check.scenario);
    for (std::size_t i = 0; i < worlds.size(); ++i) {
      if (auto finding = start()) return finding;
      const History history = perform(worlds[i], "strict", *subject_);
      if (history.ending != Ending::ENDED) subject_.reset();
      // The particular lie first: that the driver waits in vain is often its consequence.
      if (history.ending == Ending::ENDED && i + 1 == worlds.size())
        if (auto finding = check.look(history, token)) return finding;
      if (auto finding = troubleOf(history)) return finding;
    }
    return {};
  }

  /// Ends its input: it says no more, and exits.
  std::optional<Lie> finish() {
    if (auto finding = start()) return finding;
    const std::string said = afterInput();
    if (said.empty()) return {};
    return Lie{"ignores-the-end", said};
  }

 private:
  std::string token() {
    std::string out;
    for (int i = 0; i < 10; ++i) out += static_cast<char>('a' + random_() % 26);
    return out;
  }

  // What a subject does when its input ends, where it should only exit; empty if it does that.
  std::string afterInput() {
    subject_->closeInput();
    try {
      if (const auto said = subject_->next(Clock::now() + options_.patience))
        return "its input has ended, and it says " + said->line;
      return "its input has ended, and it goes on";
    } catch (const SubjectTrouble& trouble) {
      return trouble.ending == Ending::CRASHED ? "" : trouble.what();
    }
  }

  Lie refusal(const SubjectTrouble& trouble) {
    Lie out{lieOf(trouble.ending), trouble.what()};
    if (trouble.ending == Ending::HUNG &&
        afterInput().starts_with("its input has ended, and it says"))
      out = {"buffers-its-output",
             "it did not answer until its input had ended: is its standard output buffered?"};
    subject_.reset();
    return out;
  }

  std::vector<std::string> argv_;
  CheckOptions options_;
  std::mt19937_64 random_;
  std::unique_ptr<Subject> subject_;
};

std::string notApplicable(const AdapterCheck& check, const Identity& identity) {
  for (const std::string& need : check.needs)
    if (!identity.offers(need)) return "does not offer " + need;
  if (identity.renderersMax > 0 && check.renderers > identity.renderersMax)
    return "has at most " + std::to_string(identity.renderersMax) + " renderers";
  return "";
}

}  // namespace

std::size_t Checked::lies() const {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(),
                    [](const Result& result) { return result.finding.has_value(); }));
}

std::size_t Checked::held() const {
  return static_cast<std::size_t>(std::count_if(
      results.begin(), results.end(),
      [](const Result& result) { return !result.finding && result.notApplicable.empty(); }));
}

Checked checkAdapter(const std::vector<std::string>& argv, const CheckOptions& options,
                     const std::function<void(const Checked::Result&)>& onResult) {
  Checked out;
  const auto add = [&](Checked::Result result) {
    onResult(out.results.emplace_back(std::move(result)));
  };
  const AdapterCheck hello{.name = "hello",
                    .holds = "it says who it is, and declines a command that does not exist",
                    .needs = {},
                    .worlds = {},
                    .look = {}};
  const AdapterCheck finish{.name = "finish",
                     .holds = "it exits when its input ends",
                     .needs = {},
                     .worlds = {},
                     .look = {}};
  const auto isAsked = [&](const AdapterCheck& check) {
    return options.only.empty() ||
           std::find(options.only.begin(), options.only.end(), check.name) != options.only.end();
  };
  Examination examination(argv, options);
  const auto refused = examination.start();
  add({hello, "", refused});
  if (refused) return out;
  out.identity = examination.identity();

  std::vector<AdapterCheck> checks = reportChecks();
  for (auto& more : {worldChecks(), claimChecks(*out.identity)})
    checks.insert(checks.end(), more.begin(), more.end());
  for (const AdapterCheck& check : checks) {
    if (!isAsked(check)) continue;
    const std::string why = notApplicable(check, *out.identity);
    add({check, why, why.empty() ? examination.make(check) : std::nullopt});
  }
  if (isAsked(finish)) add({finish, "", examination.finish()});
  return out;
}

}  // namespace triwire::conformance
