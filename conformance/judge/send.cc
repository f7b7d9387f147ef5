// TW-SEND: what becomes of a message that nobody answers.

#include <algorithm>
#include <cctype>
#include <string>

#include "judge/families.h"

namespace triwire::conformance::send {
namespace {

// The sends that the renderers made.
template <typename Visit>
void forEach(const Account& account, Visit visit) {
  for (const Call& call : account.calls())
    if (call.is(Op::SEND) && call.calling != NOWHERE && call.step->channel != FENCE_CHANNEL)
      visit(call);
}

// Those on a channel without a listener.
template <typename Visit>
void forEachUnheard(const Account& account, Visit visit) {
  forEach(account, [&](const Call& call) {
    const Registered* registered = registeredFor(account, call);
    if (registered != nullptr && registered->listeners.empty() && !hasUnclonableArgs(*call.step))
      visit(call, *registered);
  });
}

// What is left of a channel name for those who confuse case, space, NUL and other scripts.
std::string folded(std::string_view channel) {
  std::string letters;
  for (const char c : channel)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

}  // namespace

void unheardIsDropped(const Account& account, Findings& findings) {
  forEachUnheard(account, [&](const Call& call, const Registered&) {
    const Position returned = call.returned();
    if (returned != NOWHERE && account.event(returned).kind == Kind::THREW)
      findings.fail({call.calling}, returned, describe(call) + " threw, though nobody listened");
    else if (!call.messages.empty())
      findings.fail({call.calling}, account.began(*account.messageOf(call)),
                    describe(call) + " was dispatched to what is no listener");
    else if (const Position later = fence(account, call); later != NOWHERE && returned != NOWHERE)
      findings.pass({call.calling}, {returned, later});
  });
}

void notKeptForLater(const Account& account, Findings& findings) {
  const Registrations& main = account.registrations(Actor::MAIN);
  forEach(account, [&](const Call& call) {
    const Position later = fence(account, call);
    for (const Registered& state : main.states(call.step->channel)) {
      if (state.listeners.empty() || state.since < call.calling) continue;
      // Registered only after something that the renderer sent later had been dispatched.
      if (later > state.since || !main.before(call.step->channel, later).listeners.empty())
        continue;
      const Message* message = account.messageOf(call);
      const std::string_view listener = state.listeners.back().listener;
      if (message != nullptr && account.began(*message) > state.since)
        return findings.fail({call.calling, later, state.since}, account.began(*message),
                             describe(call) + " was given to " + std::string(listener) +
                                 ", which was registered later");
      // What came after the registration was dispatched: the path is open.
      for (const Message& other : account.messages())
        if (account.began(other) > state.since && message == nullptr &&
            account.runs()[other.runs.front()].listener == listener)
          return findings.pass({call.calling, later, state.since}, {account.began(other)});
    }
  });
}

void unclonableArgsThrow(const Account& account, Findings& findings) {
  unclonableArgs(account, findings, Op::SEND);
}

void nextAfterThrow(const Account& account, Findings& findings) {
  for (const Round& round : rounds(account)) {
    if (round.op != Op::SEND) continue;
    const Run& last = account.runs()[round.runs->back()];
    if (!threw(account, last)) continue;
    const Call& thrown = *account.callOf(*round.message);
    for (const Position i : account.callsOf(thrown.renderer)) {
      const Call& call = account.calls()[i];
      const Registered* registered = registeredFor(account, call);
      if (call.calling <= thrown.calling || !call.is(Op::SEND) || registered == nullptr ||
          registered->listeners.empty())
        continue;
      if (!call.messages.empty())
        findings.pass({round.made, last.end}, {account.began(*account.messageOf(call))});
      else if (const Position later = fence(account, call); later != NOWHERE)
        findings.fail({round.made, last.end}, later,
                      describe(call) + " was lost after a listener had thrown for " + round.what);
      break;
    }
  }
}

void returnsUndefined(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call) {
    if (call.messages.empty() || call.returned() == NOWHERE) return;
    const Event& returned = account.event(call.returned());
    if (returned.kind == Kind::RETURNED && valueOr(returned.value) == UNDEFINED)
      findings.pass({call.calling, account.began(*account.messageOf(call))}, {call.returned()});
    else
      findings.fail({call.calling}, call.returned(), describe(call) + " " + describe(returned));
  });
}

void assigningHasNoEffect(const Account& account, Findings& findings) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || !call->is(Op::SEND)) continue;
    for (const Position i : message.deeds) {
      const Deed& deed = account.deeds()[i];
      if (deed.op != Op::ASSIGN) continue;
      for (const Call& other : account.calls()) {
        const Position end = other.end();
        if (end == NOWHERE || other.messages.empty()) continue;
        const Event& event = account.event(end);
        const std::string_view own = account.messageOf(other)->answer.value;
        if (event.error == nullptr && valueOr(event.value) == valueOr(deed.step->value) &&
            valueOr(own) != valueOr(event.value))
          findings.fail(
              {account.began(message), deed.at}, end,
              describe(other) + " " + describe(event) + ", assigned for " + describe(*call));
        else if (other.is(Op::SEND_SYNC) && call->returned() != NOWHERE && !own.empty() &&
                 valueOr(event.value) == own && account.began(*account.messageOf(other)) > deed.at)
          findings.pass({account.began(message), deed.at}, {call->returned(), end});
      }
    }
  }
}

void handlerIsNotCalled(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call) {
    const Registered* registered = registeredFor(account, call);
    if (registered == nullptr || registered->handler.empty()) return;
    const Registration& handler = registered->handler.front();
    for (const Position m : call.messages)
      for (const Position i : account.messages()[m].runs)
        if (account.runs()[i].listener == handler.listener &&
            !isRegistered(registered->listeners, handler.listener))
          findings.fail(
              {handler.at, call.calling}, account.runs()[i].begin,
              "the handler " + std::string(handler.listener) + " was called for " + describe(call));
    findings.pass({handler.at, call.calling}, {fence(account, call)});
  });
}

void rendererGoesOn(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call) {
    const Message* message = account.messageOf(call);
    const bool answered =
        message != nullptr &&
        std::any_of(message->deeds.begin(), message->deeds.end(),
                    [&](Position i) { return account.deeds()[i].op == Op::REPLY; });
    if (answered || call.script == NOWHERE) return;
    const Script& script = account.scripts()[call.script];
    const Position later = fence(account, call);
    const bool isLast = &script.command->steps.back() == call.step;
    if (isLast || hasUnclonableArgs(*call.step)) return;
    if (call.returned() != NOWHERE && script.last > call.returned() && later != NOWHERE)
      findings.pass({call.calling, call.returned()}, {script.last, later});
    else if (call.returned() == NOWHERE || script.last <= call.returned())
      findings.missing({call.calling}, "the code after " + describe(call) + " did not run");
  });
}

void argsArrive(const Account& account, Findings& findings) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || call->calling == NOWHERE) continue;
    const Event& called = account.event(account.began(message));
    const auto& sent = call->step->args;
    if (std::equal(sent.begin(), sent.end(), called.args.begin(), called.args.end()))
      findings.pass({call->calling}, {account.began(message)});
    else
      findings.fail({call->calling}, account.began(message),
                    describe(*call) + " arrived with other arguments than it was sent with");
  }
}

void channelsMatchExactly(const Account& account, Findings& findings) {
  const Registrations& main = account.registrations(Actor::MAIN);
  const std::vector<std::string_view> channels = main.channels();
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || call->calling == NOWHERE || call->is(Op::INVOKE)) continue;
    const Position began = account.began(message);
    const std::string_view channel = call->step->channel;
    for (const std::string_view other : channels) {
      if (other == channel || folded(other) != folded(channel)) continue;
      const Registered& there = main.before(other, began);
      if (there.listeners.empty()) continue;
      for (const Position i : message.runs) {
        const Run& run = account.runs()[i];
        if (isRegistered(there.listeners, run.listener) &&
            !isRegistered(message.registered.listeners, run.listener))
          findings.fail({there.listeners.front().at, call->calling}, run.begin,
                        describe(*call) + " reached a listener on '" + std::string(other) + "'");
      }
      findings.pass({there.listeners.front().at, call->calling}, {began, fence(account, *call)});
    }
  }
}

}  // namespace triwire::conformance::send
