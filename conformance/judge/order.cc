// TW-ORDER: who comes before whom, and who is answered by what.

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "judge/families.h"
#include "judge/towards.h"
#include "judge/unheard.h"

namespace triwire::conformance::order {
namespace {

constexpr std::array RENDERERS{Actor::R0, Actor::R1, Actor::R2, Actor::R3};

// Of any two calls of one renderer, the earlier of the kind `first` and the later of the kind
// `second`, main dispatches the earlier one first.
template <typename First, typename Second>
void inCallOrder(const Account& account, Findings& findings, First first, Second second) {
  for (const Actor renderer : RENDERERS) {
    const Call* latest = nullptr;  // Of those made so far, the one that was dispatched last.
    const auto dispatched = [&](const Call& call) {
      return account.began(*account.messageOf(call));
    };
    for (const Position i : account.callsOf(renderer)) {
      const Call& call = account.calls()[i];
      if (call.messages.empty()) continue;
      if (latest != nullptr && second(call)) {
        if (dispatched(*latest) < dispatched(call))
          findings.pass({latest->calling, call.calling}, {dispatched(*latest), dispatched(call)});
        else
          findings.fail({latest->calling, call.calling}, dispatched(call),
                        describe(call) + " was dispatched before " + describe(*latest) +
                            ", which was made before it");
      }
      if (first(call) && (latest == nullptr || dispatched(*latest) < dispatched(call)))
        latest = &call;
    }
  }
}

void inCallOrder(const Account& account, Findings& findings, Op first, Op second) {
  inCallOrder(
      account, findings, [=](const Call& call) { return call.is(first); },
      [=](const Call& call) { return call.is(second); });
}

// Where main was when it made an event: two places are equal in one task of main.
std::pair<Position, Position> taskOf(const Account& account, Position at) {
  return {account.origin(at).script, account.origin(at).run};
}

// A wait expired, and a link that had no reason to end still owes main the message.
bool isOverdue(const Account& account, const Call& call) {
  if (!call.is(Op::SEND) || !call.messages.empty() || hasUnclonableArgs(*call.step)) return false;
  if (account.expiredAfter(call.calling) == NOWHERE) return false;
  if (account.commandAfter(Command::Kind::END, 0) > reasonToEnd(account, call.renderer)) return false;
  const Registered* registered = registeredFor(account, call);
  return registered != nullptr && !registered->listeners.empty();
}

// … or owes the event to a renderer that does not wait in a sendSync.
bool isOverdue(const Account& account, const Delivery& delivery) {
  const Position sent = account.deeds()[delivery.deed].at;
  if (delivery.dispatch != NOWHERE || account.expiredAfter(sent) == NOWHERE) return false;
  if (account.commandAfter(Command::Kind::END, 0) > reasonToEnd(account, delivery.to)) return false;
  const std::vector<Position>& made = account.callsOf(delivery.to);
  const bool waits = std::any_of(made.begin(), made.end(), [&](Position i) {
    return account.calls()[i].is(Op::SEND_SYNC) && account.calls()[i].returns.empty();
  });
  return !waits && listening(account, delivery) == Listening::ALWAYS;
}

// Whether an unexplained dispatch looks like an event that main did send, to `to`.
const Delivery* alike(const Account& account, const Dispatch& dispatch, bool sameRenderer) {
  const Event& seen = account.event(account.began(dispatch));
  for (const Delivery& delivery : account.deliveries()) {
    const Step& step = *account.deeds()[delivery.deed].step;
    if ((delivery.to == dispatch.renderer) == sameRenderer && step.channel == seen.channel &&
        std::equal(step.args.begin(), step.args.end(), seen.args.begin(), seen.args.end()))
      return &delivery;
  }
  return nullptr;
}

}  // namespace

void sendThenSend(const Account& account, Findings& findings) {
  inCallOrder(account, findings, Op::SEND, Op::SEND);
}
void sendThenSync(const Account& account, Findings& findings) {
  inCallOrder(account, findings, Op::SEND, Op::SEND_SYNC);
}
void sendThenInvoke(const Account& account, Findings& findings) {
  inCallOrder(account, findings, Op::SEND, Op::INVOKE);
}
void invokeThenSend(const Account& account, Findings& findings) {
  inCallOrder(account, findings, Op::INVOKE, Op::SEND);
}
void invokeThenSync(const Account& account, Findings& findings) {
  inCallOrder(account, findings, Op::INVOKE, Op::SEND_SYNC);
}
void invokeThenInvoke(const Account& account, Findings& findings) {
  inCallOrder(account, findings, Op::INVOKE, Op::INVOKE);
}
void syncThenAny(const Account& account, Findings& findings) {
  inCallOrder(
      account, findings,
      [](const Call& call) { return call.is(Op::SEND_SYNC) && !call.returns.empty(); },
      [](const Call&) { return true; });
}

void oneAtATime(const Account& account, Findings& findings) {
  const Run* last = nullptr;
  for (const Message& message : account.messages()) {
    for (const Position i : message.runs) {
      const Run& run = account.runs()[i];
      if (run.end == NOWHERE) continue;
      if (last != nullptr && last->handle != run.handle) {
        if (run.begin < last->end)
          findings.fail({last->begin}, run.begin,
                        "main called " + std::string(run.listener) + " while " +
                            std::string(last->listener) + " still ran");
        else
          findings.pass({last->begin}, {last->end, run.begin});
      }
      if (last == nullptr || last->end < run.end) last = &run;
    }
  }
}

void pendingHandlerDelaysNothing(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account)) {
    const Position began = account.began(*wait.message);
    for (const Position i : callsSent(account, began, wait.until)) {
      const Call& call = account.calls()[i];
      const Message* message = account.messageOf(call);
      if (message != nullptr && account.began(*message) < wait.until) {
        findings.pass({began, call.calling}, {account.began(*message)});
        continue;
      }
      const Registered* registered = registeredFor(account, call);
      const bool expected =
          registered != nullptr && call.calling != NOWHERE &&
          !(call.is(Op::INVOKE) ? registered->handler.empty() : registered->listeners.empty());
      if (expected)
        findings.missing({began, call.calling},
                         describe(call) + " was not dispatched while the handler of " +
                             describe(*wait.call) + " was pending",
                         wait.until);
    }
  }
}

void settledAsMainSettled(const Account& account, Findings& findings) {
  for (const Actor renderer : RENDERERS) {
    const Settled* last = nullptr;
    const std::vector<Settled> invokes = settledInvokes(account, renderer);
    for (const Settled& invoke : invokes) {
      const bool comparable = last != nullptr && ((last->answer->late && invoke.answer->late) ||
                                                  taskOf(account, last->answer->at) !=
                                                      taskOf(account, invoke.answer->at));
      if (comparable && invoke.call->end() < last->call->end())
        findings.fail({last->answer->at, invoke.answer->at}, invoke.call->end(),
                      describe(*invoke.call) + " settled before " + describe(*last->call) +
                          ", which main settled first");
      else if (comparable && invoke.call->calling < last->call->calling)
        findings.pass({last->answer->at, invoke.answer->at},
                      {last->call->end(), invoke.call->end()});
      if (last == nullptr || last->call->end() < invoke.call->end()) last = &invoke;
    }
    forEachMisplaced(account, renderer, [&](const Call& rejected, const Done& other, bool) {
      if (other.invoke != nullptr)
        findings.fail({rejected.calling, other.at}, std::min(rejected.end(), other.arrived),
                      describe(rejected) + ", for which there was no handler, and " +
                          describe(*other.invoke) + " settled in the opposite order");
    });
  }
}

void eventsAsSent(const Account& account, Findings& findings) {
  for (const Actor renderer : RENDERERS) {
    const Delivery* last = nullptr;
    for (const Delivery& delivery : account.deliveries()) {
      if (delivery.to != renderer || delivery.dispatch == NOWHERE) continue;
      const Position at = account.deeds()[delivery.deed].at;
      if (last != nullptr) {
        const Position before = account.deeds()[last->deed].at;
        if (account.arrived(delivery) < account.arrived(*last))
          findings.fail({before, at}, account.arrived(delivery),
                        describe(account, delivery) + " was dispatched before " +
                            describe(account, *last) + ", which was sent before it");
        else
          findings.pass({before, at}, {account.arrived(*last), account.arrived(delivery)});
      }
      if (last == nullptr || account.arrived(*last) < account.arrived(delivery)) last = &delivery;
    }
  }
}

void eventsBeforeResult(const Account& account, Findings& findings) {
  for (const Actor renderer : RENDERERS) {
    const Done* event = nullptr;  // Of those sent so far, the one that arrived last.
    const std::vector<Done> towards = doneTowards(account, renderer);
    for (const Done& done : towards) {
      if (done.delivery != nullptr) {
        if (event == nullptr || event->arrived < done.arrived) event = &done;
      } else if (event != nullptr) {
        if (done.arrived < event->arrived)
          findings.fail({event->at, done.at}, done.arrived,
                        describe(*done.invoke) + " settled before " +
                            describe(account, *event->delivery) +
                            " was dispatched, which main sent before it settled the call");
        else if (done.arrived != NOWHERE)
          findings.pass({event->at, done.at}, {event->arrived, done.arrived});
      }
    }
    forEachMisplaced(account, renderer, [&](const Call& rejected, const Done& other, bool before) {
      if (other.delivery != nullptr && before)
        findings.fail({other.at, rejected.calling}, rejected.end(),
                      describe(rejected) + " settled before " + describe(account, *other.delivery) +
                          " was dispatched, which main sent before it found no handler");
    });
  }
}

void eventsAfterResult(const Account& account, Findings& findings) {
  for (const Actor renderer : RENDERERS) {
    const std::vector<Done> towards = doneTowards(account, renderer);
    const Done* result = nullptr;  // Settled in an earlier task of main; the last to arrive.
    const Done* recent = nullptr;  // The last one settled at all.
    for (const Done& done : towards) {
      if (recent != nullptr && taskOf(account, recent->at) != taskOf(account, done.at) &&
          (result == nullptr || result->arrived < recent->arrived))
        result = recent;
      if (done.invoke != nullptr) {
        recent = &done;
      } else if (result != nullptr && done.arrived < result->arrived) {
        findings.fail({result->at, done.at}, done.arrived,
                      describe(account, *done.delivery) + " was dispatched before " +
                          describe(*result->invoke) +
                          " settled, although main sent it after it had settled the call");
      } else if (result != nullptr) {
        findings.pass({result->at, done.at}, {result->arrived, done.arrived});
      }
    }
    forEachMisplaced(account, renderer, [&](const Call& rejected, const Done& other, bool before) {
      if (other.delivery != nullptr && !before)
        findings.fail({other.at, rejected.calling}, other.arrived,
                      describe(account, *other.delivery) + " was dispatched before " +
                          describe(rejected) +
                          " settled, although main sent it after it had found no handler");
    });
  }
}

void onlyTheAddressed(const Account& account, Findings& findings) {
  for (const Dispatch& dispatch : account.dispatches()) {
    if (dispatch.delivery != NOWHERE || alike(account, dispatch, true) != nullptr) continue;
    if (const Delivery* other = alike(account, dispatch, false))
      findings.fail({account.deeds()[other->deed].at}, account.began(dispatch),
                    describe(account, *other) + " was dispatched by " + name(dispatch.renderer));
  }
  // Another renderer that listens there, and was sent something later that arrived.
  std::map<Actor, Position> later;
  const std::vector<Delivery>& all = account.deliveries();
  for (auto delivery = all.rbegin(); delivery != all.rend() && !findings.isKnown(); ++delivery) {
    if (delivery->dispatch == NOWHERE) continue;
    const Deed& deed = account.deeds()[delivery->deed];
    for (const auto& [other, arrived] : later)
      if (other != delivery->to && deed.step->channel != FENCE_CHANNEL &&
          !account.registrations(other).before(deed.step->channel, arrived).listeners.empty())
        findings.pass({deed.at}, {account.arrived(*delivery), arrived});
    later[delivery->to] = account.arrived(*delivery);
  }
}

void answersItsOwnCall(const Account& account, Findings& findings) {
  const Message* before = nullptr;  // The one dispatched before, answered with a value.
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || !message.answer.isValue() || call->end() == NOWHERE) continue;
    const Event& end = account.event(call->end());
    const std::string_view got = valueOr(end.value);
    if (end.error == nullptr && got != message.answer.value) {
      for (const Message& other : account.messages()) {
        const Call* owner = account.callOf(other);
        if (owner != nullptr && owner != call && other.answer.isValue() &&
            other.answer.value == got)
          findings.fail({message.answer.at, other.answer.at}, call->end(),
                        describe(*call) + " " + describe(end) + ", which answers " +
                            describe(*owner));
      }
    } else if (before != nullptr && before->answer.at > account.began(message) &&
               before->answer.value != message.answer.value) {
      const Call& first = *account.callOf(*before);
      const Event& firstEnd = account.event(first.end());
      if (firstEnd.error == nullptr && valueOr(firstEnd.value) == before->answer.value)
        findings.pass({account.began(*before), account.began(message)}, {first.end(), call->end()});
    }
    if (before == nullptr || before->answer.at < message.answer.at) before = &message;
  }
}

void atMostOnce(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    if (call.messages.empty()) continue;
    const Position first = account.began(*account.messageOf(call));
    if (call.messages.size() > 1)
      findings.fail({call.calling, first}, account.began(account.messages()[call.messages[1]]),
                    describe(call) + " was dispatched twice");
    else if (!isCutShort(account, call))
      findings.pass({call.calling}, {first, fence(account, call)});
  }
  for (const Round& round : rounds(account)) {
    if (round.runs->size() < 2) continue;
    std::multiset<std::string_view> left;
    for (const Registration& r : round.registered->listeners) left.insert(r.listener);
    for (const Position i : *round.runs) {
      const Run& run = account.runs()[i];
      const auto found = left.find(run.listener);
      if (found != left.end())
        left.erase(found);
      else if (isRegistered(round.registered->listeners, run.listener))
        findings.fail({round.made, round.began}, run.begin,
                      std::string(run.listener) + " was called again for " +
                          describe(account, round));
    }
  }
  for (const Dispatch& dispatch : account.dispatches()) {
    if (dispatch.delivery != NOWHERE) continue;
    if (const Delivery* original = alike(account, dispatch, true))
      findings.fail({account.deeds()[original->deed].at, account.arrived(*original)},
                    account.began(dispatch),
                    describe(account, *original) + " was dispatched once more than it was sent");
  }
}

void nothingLost(const Account& account, Findings& findings) {
  const bool ended = account.history().ending == Ending::ENDED;
  for (const Call& call : account.calls()) {
    const Position later = fence(account, call);
    if (call.calling == NOWHERE) continue;
    if (later == NOWHERE) {
      if (isOverdue(account, call))
        findings.missing({call.calling}, describe(call) + " was not dispatched");
      continue;
    }
    if (const Message* message = account.messageOf(call)) {
      findings.pass({call.calling}, {account.began(*message), later});
      continue;
    }
    const Registered* registered = registeredFor(account, call);
    const bool refused = call.end() != NOWHERE && account.event(call.end()).error != nullptr;
    if (registered == nullptr || refused || hasUnclonableArgs(*call.step) || !ended) continue;
    if (!(call.is(Op::INVOKE) ? registered->handler : registered->listeners).empty())
      findings.fail({call.calling}, later,
                    describe(call) + " was never dispatched, but a later call of " +
                        name(call.renderer) + " was");
  }
  for (const Delivery& delivery : account.deliveries()) {
    const Position later = fence(account, delivery);
    const Position sent = account.deeds()[delivery.deed].at;
    if (later == NOWHERE) {
      if (isOverdue(account, delivery))
        findings.missing({sent}, describe(account, delivery) + " was not dispatched");
      continue;
    }
    if (delivery.dispatch != NOWHERE)
      findings.pass({sent}, {account.arrived(delivery), later});
    else if (ended && listening(account, delivery) == Listening::ALWAYS)
      findings.fail({sent}, later,
                    describe(account, delivery) + " was never dispatched, but a later one was");
  }
  if (const auto found = misfit(account)) {
    const auto& [call, delivery] = found->unheard;
    const std::string what = call != nullptr       ? describe(*call)
                             : delivery != nullptr ? describe(account, *delivery)
                                                   : "something sent";
    if (found->isTooEarly)
      findings.fail(found->premise, found->violation,
                    "something arrived before it was sent, as the order of everything else has it: it "
                    "is not what was sent");
    else
      findings.fail(found->premise, found->violation,
                    what + " was never dispatched, and at no time that agrees with the order of "
                           "everything else was nobody there for it");
  }
}

}  // namespace triwire::conformance::order
