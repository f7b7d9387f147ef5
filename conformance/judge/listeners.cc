// Which listeners are called for a message or event, in which order: TW-EMIT, and the requirements
// of the other families that ask the same of their own kind.

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "judge/families.h"

namespace triwire::conformance::listeners {
namespace {

using Counts = std::map<std::string_view, std::ptrdiff_t>;

Counts countRegistered(const Round& round) {
  Counts counts;
  for (const Registration& r : round.registered->listeners) ++counts[r.listener];
  return counts;
}

std::ptrdiff_t timesRegistered(const Registered& registered, std::string_view listener) {
  return std::count_if(registered.listeners.begin(), registered.listeners.end(),
                       [&](const Registration& r) { return r.listener == listener; });
}

std::ptrdiff_t timesCalled(const Account& account, const Round& round, std::string_view listener) {
  return std::count_if(round.runs->begin(), round.runs->end(),
                       [&](Position i) { return account.runs()[i].listener == listener; });
}

std::vector<Position> begins(const Account& account, const Round& round) {
  std::vector<Position> found;
  for (const Position i : *round.runs) found.push_back(account.runs()[i].begin);
  return found;
}

bool anyThrew(const Account& account, const Round& round) {
  return std::any_of(round.runs->begin(), round.runs->end(),
                     [&](Position i) { return threw(account, account.runs()[i]); });
}

std::vector<Position> registeredAt(const Round& round) {
  std::vector<Position> found;
  for (const Registration& r : round.registered->listeners) found.push_back(r.at);
  return found;
}

// The n-th call of `listener` in the round.
Position nthCall(const Account& account, const Round& round, std::string_view listener,
                 std::ptrdiff_t n) {
  for (const Position i : *round.runs)
    if (account.runs()[i].listener == listener && --n == 0) return account.runs()[i].begin;
  return NOWHERE;
}

// `listener` is called exactly `times` times in the round.
void calledTimes(const Account& account, Findings& findings, const Round& round,
                 std::string_view listener, std::ptrdiff_t times, std::vector<Position> premise) {
  const std::ptrdiff_t called = timesCalled(account, round, listener);
  premise.push_back(round.made);
  const std::string reason = std::string(listener) + " was called " + std::to_string(called) +
                             " times for " + describe(account, round) + " instead of " +
                             std::to_string(times);
  if (called > times)
    findings.fail(std::move(premise), nthCall(account, round, listener, times + 1), reason);
  else if (called < times && round.fence != NOWHERE && !anyThrew(account, round))
    findings.fail(std::move(premise), round.fence, reason);
  else if (called == times && round.fence != NOWHERE)
    findings.pass(std::move(premise), std::vector{round.began, round.fence});
}

// The listeners that are registered, and no others, each once: what is so most of the time.
bool isEachOnce(const Account& account, const Round& round) {
  const std::vector<Registration>& registered = round.registered->listeners;
  return std::equal(registered.begin(), registered.end(), round.runs->begin(), round.runs->end(),
                    [&](const Registration& r, Position i) {
                      return r.listener == account.runs()[i].listener;
                    });
}

// Who was called are the first that were registered, as many as there were calls.
void eachUpToTheThrower(const Account& account, Findings& findings, const Round& round) {
  const auto& listeners = round.registered->listeners;
  std::multiset<std::string_view> called;
  for (const Position i : *round.runs) called.insert(account.runs()[i].listener);
  for (std::size_t n = 0; n < std::min(listeners.size(), round.runs->size()); ++n)
    if (!called.contains(listeners[n].listener))
      return findings.fail({listeners[n].at, round.made, round.began}, round.fence,
                           std::string(listeners[n].listener) + " was not called for " +
                               describe(account, round) + ", and comes before who threw");
}

// Somebody was called who was not registered; that fails.
bool callsAnother(const Account& account, Findings& findings, const Round& round) {
  for (const Position i : *round.runs) {
    const Run& run = account.runs()[i];
    if (isRegistered(round.registered->listeners, run.listener)) continue;
    calledTimes(account, findings, round, run.listener, 0, {});
    return true;
  }
  return false;
}

void eachOnce(const Account& account, Findings& findings, const Round& round) {
  if (callsAnother(account, findings, round)) return;
  if (round.fence == NOWHERE) return;
  if (anyThrew(account, round)) return eachUpToTheThrower(account, findings, round);
  if (findings.isKnown() && isEachOnce(account, round)) return;
  const auto registered = countRegistered(round);
  for (const auto& [listener, times] : registered)
    if (timesCalled(account, round, listener) != times)
      return calledTimes(account, findings, round, listener, times, registeredAt(round));
  if (findings.isKnown()) return;
  std::vector<Position> conclusion = begins(account, round);
  conclusion.push_back(round.fence);
  std::vector<Position> premise = registeredAt(round);
  premise.push_back(round.made);
  if (!registered.empty()) findings.pass(std::move(premise), std::move(conclusion));
}

void inOrder(const Account& account, Findings& findings, const Round& round) {
  if (findings.isKnown() && (round.runs->size() < 2 || isEachOnce(account, round))) return;
  // Each call takes the first registration of its listener that is not taken yet.
  std::vector<bool> taken(round.registered->listeners.size());
  std::size_t last = 0;
  for (const Position i : *round.runs) {
    std::size_t place = 0;
    while (place < taken.size() && (taken[place] || round.registered->listeners[place].listener !=
                                                        account.runs()[i].listener))
      ++place;
    if (place == taken.size()) continue;
    taken[place] = true;
    if (place < last)
      return findings.fail(registeredAt(round), account.runs()[i].begin,
                           std::string(account.runs()[i].listener) + " was called for " +
                               describe(account, round) + " after a listener registered later");
    last = place;
  }
  if (round.runs->size() > 1) findings.pass(registeredAt(round), begins(account, round));
}

// A listener that throws is the last one called in its round.
void throwEnds(const Account& account, Findings& findings, const Round& round) {
  for (std::size_t i = 0; i < round.runs->size(); ++i) {
    const Run& run = account.runs()[(*round.runs)[i]];
    if (!threw(account, run)) continue;
    if (i + 1 < round.runs->size())
      findings.fail({round.made, run.end}, account.runs()[(*round.runs)[i + 1]].begin,
                    "a listener was called for " + describe(account, round) + " after " +
                        std::string(run.listener) + " had thrown");
    else if (i + 1 < round.registered->listeners.size() && round.fence != NOWHERE)
      findings.pass({round.made, run.begin}, {run.end, round.fence});
    return;
  }
}

template <typename Visit>
void forEachRound(const Account& account, Op op, Visit visit) {
  for (const Round& round : rounds(account))
    if (round.op == op) visit(round);
}

// Registrations and removals that the listeners of a round made, each with the run that made it.
template <typename Visit>
void forEachChangeWithin(const Account& account, const Round& round, Visit visit) {
  for (const Position i : *round.runs) {
    const Run& run = account.runs()[i];
    if (run.end == NOWHERE) continue;
    for (Position at = run.begin; at < run.end; at = next(account, run.actor, at)) {
      const Event& event = account.event(at);
      if (event.kind == Kind::REGISTERED && event.error == nullptr &&
          event.channel == account.event(round.began).channel)
        visit(event, at);
    }
  }
}

// By when the dispatch of a sendSync that nobody answered in it was over: a later script of main's answered or
// released it, or unanswered it ended with its dispatch. NOWHERE if neither is known.
Position dispatchOver(const Account& account, const Round& round) {
  const Answer& answer = round.message->answer;
  if (answer.late) return answer.at;
  return answer.kind == Answer::Kind::RELEASED ? account.callOf(*round.message)->end() : NOWHERE;
}

}  // namespace

void messageCallsEach(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND, [&](const Round& r) { eachOnce(account, findings, r); });
}

void syncCallsEach(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND_SYNC, [&](const Round& round) {
    const Answer& answer = round.message->answer;
    const Run& first = account.runs()[round.runs->front()];
    const bool assignedEarly = answer.isValue() && !answer.late && answer.at < first.end;
    if (callsAnother(account, findings, round) || round.registered->listeners.size() < 2) return;
    if (assignedEarly) return eachOnce(account, findings, round);
    if (anyThrew(account, round)) return;
    const Position over = dispatchOver(account, round);
    if (over == NOWHERE) return;
    for (const auto& [listener, times] : countRegistered(round))
      if (timesCalled(account, round, listener) < times)
        findings.fail(registeredAt(round), over,
                      std::string(listener) + " was not called for " + describe(account, round));
  });
}

void eventCallsEach(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND_TO, [&](const Round& round) {
    eachOnce(account, findings, round);
    inOrder(account, findings, round);
  });
}

void inOrderAtMain(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND, [&](const Round& r) { inOrder(account, findings, r); });
  forEachRound(account, Op::SEND_SYNC, [&](const Round& r) { inOrder(account, findings, r); });
}

void throwEndsMessage(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND, [&](const Round& r) { throwEnds(account, findings, r); });
}

void throwEndsSync(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND_SYNC, [&](const Round& r) { throwEnds(account, findings, r); });
}

void throwEndsEvent(const Account& account, Findings& findings) {
  forEachRound(account, Op::SEND_TO, [&](const Round& r) { throwEnds(account, findings, r); });
}

void twiceIsTwice(const Account& account, Findings& findings) {
  for (const Round& round : rounds(account)) {
    if (round.registered->listeners.size() < 2) continue;
    for (const auto& [listener, times] : countRegistered(round))
      if (times == 2 && !anyThrew(account, round))
        calledTimes(account, findings, round, listener, times, registeredAt(round));
  }
}

void removalRemovesOne(const Account& account, Findings& findings) {
  struct Removal {
    Position at;
    std::ptrdiff_t before;  // How many registrations the listener had.
  };
  struct Followed {
    std::size_t next = 1;  // Into the states of the channel.
    std::map<std::string_view, Removal> last;
  };
  std::map<std::pair<Actor, std::string_view>, Followed> followed;
  for (const Round& round : rounds(account)) {
    const Event& began = account.event(round.began);
    const auto& states = account.registrations(began.actor).states(began.channel);
    auto& [next, last] = followed[{began.actor, began.channel}];
    for (; next < states.size() && states[next].since < round.began; ++next) {
      const Event& change = account.event(states[next].since);
      if (change.kind == Kind::REGISTERED && change.op == "off")
        last[change.listener] = {states[next].since,
                                 timesRegistered(states[next - 1], change.listener)};
    }
    for (const auto& [listener, removal] : last) {
      const std::ptrdiff_t now = timesRegistered(*round.registered, listener);
      if (now > 0 && removal.before == now + 1 && !anyThrew(account, round))
        calledTimes(account, findings, round, listener, now, {removal.at});
    }
  }
}

void onceIsOnce(const Account& account, Findings& findings) {
  onceIsUsedUp(account, findings, Op::SEND);
}

void removedMeanwhileStillRuns(const Account& account, Findings& findings) {
  for (const Round& round : rounds(account)) {
    if (anyThrew(account, round)) continue;
    forEachChangeWithin(account, round, [&](const Event& change, Position at) {
      const bool removes = change.op == "off" || change.op == "removeAllListeners";
      if (!removes) return;
      const auto registered = countRegistered(round);
      for (const auto& [listener, times] : registered) {
        const Position called = nthCall(account, round, listener, times);
        // Only who was still to be called shows anything.
        const bool concerned = change.op == "off" ? change.listener == listener : true;
        if (concerned && (called == NOWHERE || called > at))
          calledTimes(account, findings, round, listener, times, {at});
      }
    });
  }
}

void addedMeanwhileDoesNotRun(const Account& account, Findings& findings) {
  for (const Round& round : rounds(account))
    forEachChangeWithin(account, round, [&](const Event& change, Position at) {
      if (change.op == "on" || change.op == "once")
        calledTimes(account, findings, round, change.listener,
                    countRegistered(round)[change.listener], {at});
    });
}

void removeAllIsPerChannel(const Account& account, Findings& findings) {
  const Registrations& main = account.registrations(Actor::MAIN);
  for (const Position at : account.eventsOf(Actor::MAIN)) {
    const Event& removal = account.event(at);
    if (removal.kind != Kind::REGISTERED || removal.op != "removeAllListeners") continue;
    const Registered& removed = main.before(removal.channel, at);
    if (removed.listeners.empty()) continue;
    Position silent = NOWHERE;  // A fence after a message on that channel that reached nobody.
    Position spoke = NOWHERE;   // A message on another channel that reached its listener.
    for (const Call& call : account.calls()) {
      if (!call.is(Op::SEND) || call.sent == NOWHERE || call.sent < at) continue;
      const Message* message = account.messageOf(call);
      const Registered* registered = registeredFor(account, call);
      if (call.step->channel == removal.channel) {
        if (message != nullptr && registered->listeners.empty())
          findings.fail(
              {at, call.calling}, account.began(*message),
              "a listener was called for " + describe(call) + " after removeAllListeners");
        else if (message == nullptr && registered != nullptr && registered->listeners.empty())
          silent = fence(account, call);
      } else if (!main.before(call.step->channel, at).listeners.empty() &&
                 call.step->channel != FENCE_CHANNEL) {
        if (message != nullptr)
          spoke = account.began(*message);
        else if (registered != nullptr && !registered->listeners.empty() &&
                 fence(account, call) != NOWHERE)
          findings.fail({at, call.calling}, fence(account, call),
                        "the listeners of '" + std::string(call.step->channel) +
                            "' were removed with those of '" + std::string(removal.channel) + "'");
      }
    }
    if (silent != NOWHERE && spoke != NOWHERE)
      findings.pass({removed.listeners.front().at, at}, {silent, spoke});
  }
}

}  // namespace triwire::conformance::listeners
