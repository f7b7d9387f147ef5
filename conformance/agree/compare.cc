#include "agree/compare.h"

#include <algorithm>
#include <array>
#include <utility>

#include "agree/enumerate.h"
#include "judge/check.h"
#include "report/catalogue.h"
#include "report/describe.h"

namespace triwire::conformance::agree {
namespace {

constexpr std::size_t SHOWN_MAX = 20;

bool isStrict(const std::string& requirement) {
  const Requirement* known = bundledCatalogue().find(requirement);
  return known != nullptr && known->isOf("strict");
}

std::string tell(const History& history, const Verdicts& verdicts) {
  std::string out;
  for (std::size_t at = 0; at < history.events().size(); ++at) {
    const Event& event = history.events()[at];
    out += "  #" + std::to_string(at) + " " + name(event.actor) + " " + describe(history, event) + "\n";
  }
  out += "  the predicates: " + (verdicts.broken.empty() ? "nothing fails" : verdicts.broken + ": " + verdicts.reason);
  out += "\n  the model: ";
  out += verdicts.model.kind == model::Opinion::Kind::ACCEPTED ? "legal" : "illegal from " + verdicts.model.text + " on";
  return out + "\n";
}

// Where a command stands in the walked history.
std::size_t numberOf(const History& legal, const Event& command) {
  const auto& events = legal.events();
  const auto found = std::find_if(events.begin(), events.end(), [&](const Event& event) {
    return event.kind == Kind::COMMAND && event.command == command.command;
  });
  return static_cast<std::size_t>(found - events.begin());
}

bool isSameDisagreement(const Verdicts& a, const Verdicts& b) {
  return !b.agree() && a.model.kind == b.model.kind && a.broken == b.broken;
}

// What an event is about, for each event of a walked history by its number (`Event::command`, which
// only commands use otherwise): the call or event whose name it bears, or in whose run it is.
std::vector<std::string> subjectsOf(const History& legal) {
  std::vector<std::string> about;
  std::array<std::string, static_cast<std::size_t>(Actor::R3) + 1> running;
  for (const Event& event : legal.events()) {
    std::string& run = running.at(static_cast<std::size_t>(event.actor));
    std::string own = "#" + std::to_string(about.size());
    if (event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED) run = event.message;
    if (!event.call.empty())
      own = event.call;
    else if (!run.empty())
      own = run;
    if (event.kind == Kind::FINISHED && event.error == nullptr) run.clear();
    if (event.kind == Kind::UNCAUGHT) run.clear();
    if (event.kind == Kind::COMMAND) own = "#" + std::to_string(about.size());
    about.push_back(std::move(own));
  }
  return about;
}

// Leaves out whatever the disagreement does not need, one call or event with all that is about it at
// a time: what is left of the legal history must stay legal.
Events shrunk(const History& legal, const History& history, const Verdicts& first) {
  const std::vector<std::string> about = subjectsOf(legal);
  Events before = legal.events(), events = history.events();
  std::vector<std::string> groups(about.rbegin(), about.rend());
  for (bool fewer = true; fewer;) {
    fewer = false;
    for (const std::string& group : groups) {
      const auto isOf = [&](const Event& event) {
        const std::size_t number = event.kind == Kind::COMMAND ? numberOf(legal, event) : event.command;
        return about.at(number) == group;
      };
      Events less = before, lessMutated = events;
      if (std::erase_if(less, isOf) + std::erase_if(lessMutated, isOf) == 0) continue;
      if (model::judgedByModel(with(legal, less)).kind != model::Opinion::Kind::ACCEPTED) continue;
      if (!isSameDisagreement(first, verdictsOf(with(legal, lessMutated)))) continue;
      before = std::move(less);
      events = std::move(lessMutated);
      fewer = true;
    }
  }
  return events;
}

class Comparison {
 public:
  explicit Comparison(Tally& tally) : tally_(tally) {}

  void legal(const History& history, const std::string& from) {
    ++tally_.legal;
    const Verdicts verdicts = verdictsOf(history);
    if (verdicts.model.kind != model::Opinion::Kind::ACCEPTED || !verdicts.broken.empty()) {
      ++tally_.legalDiffer;
      differ(history, history, verdicts, from);
    }
  }

  void mutated(const History& legal, const History& history, Mutation mutation, const std::string& from) {
    Tally::Mutated& tally = tally_.mutated.at(static_cast<std::size_t>(mutation));
    const Verdicts verdicts = verdictsOf(history);
    if (!verdicts.isDecided()) {
      ++tally_.undecided;
    } else if (verdicts.agree()) {
      ++(verdicts.broken.empty() ? tally.accepted : tally.rejected);
    } else {
      ++(verdicts.broken.empty() ? tally.missed : tally.alarms);
      differ(legal, history, verdicts, from + ", " + std::string(name(mutation)));
    }
  }

 private:
  void differ(const History& legal, const History& history, const Verdicts& verdicts, const std::string& from) {
    if (tally_.disagreements.size() >= SHOWN_MAX) return;
    const History small = with(history, verdicts.agree() ? history.events() : shrunk(legal, history, verdicts));
    tally_.disagreements.push_back({from, tell(small, verdictsOf(small))});
  }

  Tally& tally_;
};

}  // namespace

Verdicts verdictsOf(const History& history) {
  Verdicts verdicts{.model = model::judgedByModel(history), .broken = {}, .reason = {}};
  for (const Finding& finding : judge(history)) {
    if (finding.verdict != Verdict::FAIL || !isStrict(finding.requirement)) continue;
    verdicts.broken = finding.requirement;
    verdicts.reason = finding.reason;
    break;
  }
  return verdicts;
}

std::uint64_t Tally::histories() const {
  std::uint64_t sum = legal;
  for (const Mutated& each : mutated) sum += each.accepted + each.rejected + each.missed + each.alarms;
  return sum;
}

std::uint64_t Tally::missed() const {
  std::uint64_t sum = 0;
  for (const Mutated& each : mutated) sum += each.missed;
  return sum;
}

std::uint64_t Tally::alarms() const {
  std::uint64_t sum = legalDiffer;
  for (const Mutated& each : mutated) sum += each.alarms;
  return sum;
}

Tally compareRandom(std::uint64_t seed, std::uint64_t count, const Size& size) {
  Tally tally;
  Comparison comparison(tally);
  for (std::uint64_t number = 0; tally.histories() < count; ++number) {
    Random random(seed + number);
    History history = walked(random, size);
    const std::string from = "seed " + std::to_string(seed + number);
    comparison.legal(history, from);
    // As many again that are not.
    const Mutation mutation = static_cast<Mutation>(random.below(MUTATIONS));
    const std::vector<Events> all = mutants(history, mutation);
    if (!all.empty()) comparison.mutated(history, with(history, random.of(all)), mutation, from);
  }
  return tally;
}

Tally compareEvery(unsigned steps, const std::function<void(std::size_t, std::size_t)>& progress) {
  Tally tally;
  Comparison comparison(tally);
  std::vector<Stimulus> all;
  for (unsigned n = 1; n <= steps; ++n)
    for (Stimulus& stimulus : stimuli(n)) all.push_back(std::move(stimulus));
  for (std::size_t i = 0; i < all.size(); ++i) {
    forEachOrder(all[i], [&](History& history) {
      comparison.legal(history, all[i].text);
      for (unsigned m = 0; m < MUTATIONS; ++m)
        for (const Events& events : mutants(history, static_cast<Mutation>(m)))
          comparison.mutated(history, with(history, events), static_cast<Mutation>(m), all[i].text);
    });
    if (progress) progress(i + 1, all.size());
  }
  return tally;
}

}  // namespace triwire::conformance::agree
