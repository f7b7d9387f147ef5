// TW-INVOKE: registration of handlers, and which one is called.

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "judge/families.h"

namespace triwire::conformance::invoke {
namespace {

// Whether an event registers a handler; with `first`, only where none was.
bool registersHandler(const Event& event) {
  return event.kind == Kind::REGISTERED && (event.op == "handle" || event.op == "handleOnce");
}

// Every attempt to register a handler on a channel that has one.
template <typename Visit>
void forEachSecond(const Account& account, Visit visit) {
  for (const Position at : account.eventsOf(Actor::MAIN)) {
    const Event& event = account.event(at);
    if (!registersHandler(event)) continue;
    const Registered& before = account.registrations(Actor::MAIN).before(event.channel, at);
    if (!before.handler.empty()) visit(event, at, before.handler.front());
  }
}

bool isRejected(const Account& account, const Call& call) {
  return call.end() != NOWHERE && account.event(call.end()).error != nullptr;
}

const Run* calledFor(const Account& account, const Call& call, std::string_view listener) {
  for (const Position m : call.messages)
    for (const Position i : account.messages()[m].runs)
      if (account.runs()[i].listener == listener) return &account.runs()[i];
  return nullptr;
}

// A call on a channel whose handler another call had used up.
void judgeUsedUp(const Account& account, Findings& findings, const Call& call,
                 const Registration& once, const Call& by) {
  const std::vector<Position> premise{once.at, account.began(*account.messageOf(by)), call.calling};
  if (const Run* again = calledFor(account, call, once.listener))
    findings.fail(premise, again->begin,
                  std::string(once.listener) + ", registered with handleOnce, was called for " +
                      describe(by) + " and for " + describe(call));
  else if (isRejected(account, call))
    findings.pass(premise, std::vector{call.end()});
  else if (call.end() != NOWHERE)
    findings.fail(premise, call.end(),
                  describe(call) + " " + describe(account.event(call.end())) +
                      " although its handler was used up");
}

// A registration that is refused because of a handler that was used up.
void refusedAfterUse(const Account& account, Findings& findings) {
  for (const Position at : account.eventsOf(Actor::MAIN)) {
    const Event& event = account.event(at);
    if (event.kind != Kind::REGISTERED || event.error == nullptr) continue;
    if (event.op != "handle" && event.op != "handleOnce") continue;
    const Registered& state = account.registrations(Actor::MAIN).before(event.channel, at);
    if (state.handler.empty() && account.event(state.since).kind == Kind::CALLED)
      findings.fail({state.since}, at,
                    std::string(event.op) + " on '" + std::string(event.channel) +
                        "' threw, although its handler was used up");
  }
}

}  // namespace

void secondHandleThrows(const Account& account, Findings& findings) {
  forEachSecond(account, [&](const Event& event, Position at, const Registration& first) {
    if (event.error != nullptr)
      findings.pass({first.at}, {at});
    else
      findings.fail({first.at}, at,
                    "a second " + std::string(event.op) + " on '" + std::string(event.channel) +
                        "' did not throw");
  });
}

void firstHandlerStays(const Account& account, Findings& findings) {
  // By where the first handler was registered: the others that were refused, and where.
  std::map<Position, std::map<std::string_view, Position>> refused;
  forEachSecond(account, [&](const Event& event, Position at, const Registration& first) {
    if (event.listener != first.listener) refused[first.at].try_emplace(event.listener, at);
  });
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || !call->is(Op::INVOKE) || message.registered->handler.empty()) continue;
    const Registration& first = message.registered->handler.front();
    const auto others = refused.find(first.at);
    if (others == refused.end()) continue;
    const Position began = account.began(message);
    for (const Position i : message.runs) {
      const Run& run = account.runs()[i];
      const auto wrong = others->second.find(run.listener);
      if (wrong != others->second.end() && wrong->second < began)
        findings.fail({first.at, wrong->second, call->calling}, run.begin,
                      "the second handler " + std::string(run.listener) + " was called for " +
                          describe(*call));
      else if (run.listener == first.listener)
        for (const auto& [listener, at] : others->second)
          if (at < began && !findings.isKnown())
            findings.pass({first.at, at, call->calling}, {began});
    }
  }
}

void handleOnceIsUsedUp(const Account& account, Findings& findings) {
  refusedAfterUse(account, findings);
  struct UsedUp {
    const Registration* once;
    const Call* by;
  };
  std::map<std::pair<Actor, std::string_view>, UsedUp> last;  // By renderer and channel.
  for (const Actor renderer : {Actor::R0, Actor::R1, Actor::R2, Actor::R3}) {
    for (const Position i : account.callsOf(renderer)) {
      const Call& call = account.calls()[i];
      if (!call.is(Op::INVOKE)) continue;
      const auto used = last.find({renderer, call.step->channel});
      const Registered* registered = used == last.end() ? nullptr : registeredFor(account, call);
      if (registered != nullptr && registered->handler.empty())
        judgeUsedUp(account, findings, call, *used->second.once, *used->second.by);
      const Message* message = account.messageOf(call);
      if (message == nullptr || message->registered->handler.empty()) continue;
      const Registration& handler = message->registered->handler.front();
      if (handler.once) last[{renderer, call.step->channel}] = {&handler, &call};
    }
  }
}

void removalSparesDispatched(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account)) {
    const Answer& answer = wait.message->answer;
    const auto& states = account.registrations(Actor::MAIN).states(wait.call->step->channel);
    auto at = std::partition_point(states.begin(), states.end(),
                                   [&](const Registered& s) { return s.since <= wait.called; });
    for (; at != states.end() && at->since < answer.at; ++at) {
      const Registered& state = *at;
      const bool removed = account.event(state.since).op == "removeHandler";
      if (removed && answer.isValue())
        Expectation(account, findings, *wait.call, {wait.called, state.since, answer.at})
            .value(answer.value);
      else if (removed && wait.call->end() < wait.until)
        findings.fail({wait.called, state.since}, wait.call->end(),
                      describe(*wait.call) + " ended when its handler was removed");
    }
  }
}

void removedHandlerIsNone(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::INVOKE) || call.calling == NOWHERE) continue;
    const Registered* registered = registeredFor(account, call);
    if (registered == nullptr || registered->since == 0) continue;
    const Event& change = account.event(registered->since);
    const Position changed = registered->since;
    const Message* message = account.messageOf(call);
    if (change.op == "removeHandler" && registered->handler.empty()) {
      if (message != nullptr)
        findings.fail({changed, call.calling}, account.began(*message),
                      "a handler was called for " + describe(call) + " after its removal");
      else if (account.linkEnd(call.renderer) == NOWHERE)
        Expectation(account, findings, call, {changed, call.calling}).failure("");
    } else if (change.op == "removeAllListeners" && !registered->handler.empty() &&
               message == nullptr && isRejected(account, call)) {
      findings.fail({changed, call.calling}, call.end(),
                    describe(call) + " " + describe(account.event(call.end())) +
                        ": removeAllListeners removed the handler");
    }
  }
}

void exactlyOneHandler(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::INVOKE) || call.messages.empty()) continue;
    const Message& message = *account.messageOf(call);
    if (message.registered->handler.empty()) continue;
    const Position began = account.began(message);
    const Position second = message.runs.size() > 1 ? account.runs()[message.runs[1]].begin
                            : call.messages.size() > 1
                                ? account.began(account.messages()[call.messages[1]])
                                : NOWHERE;
    const std::string_view called = account.runs()[message.runs.front()].listener;
    const Registration& handler = message.registered->handler.front();
    if (called != handler.listener)
      findings.fail({handler.at, call.calling}, began,
                    std::string(called) + " was called for " + describe(call) + ", whose handler was " +
                        std::string(handler.listener));
    else if (second != NOWHERE)
      findings.fail({call.calling, began}, second,
                    "a second handler was called for " + describe(call));
    else if (!isCutShort(account, call))
      findings.pass({message.registered->handler.front().at, call.calling},
                    {began, fence(account, call)});
  }
}

void senderIsNamed(const Account& account, Findings& findings) {
  if (account.history().renderers < 2) return;
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    const Position began = account.began(message);
    if (call == nullptr || account.event(began).peer.empty()) continue;
    if (account.event(began).peer == name(call->renderer))
      findings.pass({call->calling}, {began});
    else
      findings.fail({call->calling}, began,
                    describe(*call) + " came from " + std::string(account.event(began).peer) +
                        ", as event.sender told");
  }
}

}  // namespace triwire::conformance::invoke
