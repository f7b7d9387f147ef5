#include "report/alternatives.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "report/describe.h"

namespace triwire::conformance {
namespace {

constexpr std::size_t ALTERNATIVES_MAX = 3;
constexpr std::size_t CANDIDATES_MAX = 24;

// Of the specification's table of outcomes: those that end a call.
constexpr std::array<std::string_view, 8> OUTCOMES{
    "NO_REPLY",   "THROWN",       "UNCLONABLE",        "NO_LISTENER",
    "NO_HANDLER", "DISCONNECTED", "DEADLINE_EXCEEDED", "TOO_LARGE"};

/// Puts other events in the place of the violation, and asks the checks.
class AlternativeFinder {
 public:
  AlternativeFinder(const History& history, const Finding& finding)
      : history_(history), finding_(finding), violation_(*finding.violation) {}

  std::vector<std::string> find() {
    if (endsCall())
      tryOtherEnds();
    else
      tryLaterEvents();
    if (out_.empty() && isLegal(nullptr, violation_, false))
      add("no `" + std::string(name(illegal().kind)) + "` of " + name(illegal().actor) + " yet");
    return std::move(out_);
  }

 private:
  const Event& illegal() const { return history_.events()[violation_]; }

  bool endsCall() const {
    return illegal().kind == Kind::RETURNED || illegal().kind == Kind::THREW ||
           illegal().kind == Kind::SETTLED;
  }

  // What the actor did of the same kind, but too late.
  void tryLaterEvents() {
    std::size_t tried = 0;
    for (std::size_t at = violation_ + 1; at < history_.events().size(); ++at) {
      const Event& later = history_.events()[at];
      if (later.actor != illegal().actor || later.kind != illegal().kind ||
          later.channel != illegal().channel)
        continue;
      if (++tried > CANDIDATES_MAX) return;
      if (isLegal(&later, at, false))
        add("#" + std::to_string(at) + " " + describe(history_, later));
    }
  }

  // Another value or error, of those that were under way or that the specification names.
  void tryOtherEnds() {
    std::vector<std::string_view> values{R"({"$":"undefined"})", "null"};
    for (const Command& command : history_.commands()) collectValues(command.steps, values);
    if (values.size() > CANDIDATES_MAX) values.resize(CANDIDATES_MAX);
    const bool promise = illegal().kind == Kind::SETTLED;
    Event other = illegal();
    other.error = nullptr;
    if (!promise) other.kind = Kind::RETURNED;
    for (const std::string_view value : values) {
      other.value = value;
      if (value != illegal().value && isLegal(&other, violation_, true))
        add(describe(history_, other));
    }
    other.value = {};
    if (!promise) other.kind = Kind::THREW;
    for (const std::string_view outcome : OUTCOMES) {
      ErrorDetail error;
      error.outcome = outcome;
      other.error = &error;
      if (isLegal(&other, violation_, true))
        add(std::string(other.call) + (promise ? " rejects with " : " throws ") +
            std::string(outcome));
    }
  }

  static void collectValues(const std::vector<Step>& steps, std::vector<std::string_view>& out) {
    for (const Step& step : steps) {
      if (!step.value.empty() && std::find(out.begin(), out.end(), step.value) == out.end())
        out.push_back(step.value);
      collectValues(step.program, out);
    }
  }

  // Of the history with `candidate`, which came at `from`, in the place of the violation (and what
  // it displaces behind it), or with nothing there: no check objects to that place; and, if asked
  // for, the requirement is fulfilled.
  bool isLegal(const Event* candidate, std::size_t from, bool fulfils) const {
    History tried;
    tried.profile = history_.profile;
    tried.capabilities = history_.capabilities;
    tried.renderers = history_.renderers;
    tried.ending = history_.ending;
    for (const Command& command : history_.commands()) tried.add(command);
    for (std::size_t at = 0; at < history_.events().size(); ++at) {
      if (at == violation_ && candidate) tried.append(*candidate);
      if (at != from) tried.append(history_.events()[at]);
    }
    bool passes = false;
    for (const Finding& finding : judge(tried)) {
      const bool same = finding.requirement == finding_.requirement;
      if (finding.verdict == Verdict::FAIL &&
          (finding.violation == violation_ || (same && !candidate)))
        return false;
      passes = passes || (same && finding.verdict == Verdict::PASS);
    }
    return passes || !fulfils;
  }

  void add(const std::string& words) {
    if (out_.size() < ALTERNATIVES_MAX && std::find(out_.begin(), out_.end(), words) == out_.end())
      out_.push_back(words);
  }

  const History& history_;
  const Finding& finding_;
  const std::size_t violation_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> legalInstead(const History& history, const Finding& finding) {
  if (finding.verdict != Verdict::FAIL || !finding.violation) return {};
  const Event& illegal = history.events().at(*finding.violation);
  if (illegal.actor == Actor::RUNNER) return {};
  return AlternativeFinder(history, finding).find();
}

}  // namespace triwire::conformance
