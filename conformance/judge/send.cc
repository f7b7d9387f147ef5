// TW-SEND: what becomes of a message that nobody answers.

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

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
  std::unordered_map<std::string_view, std::vector<Position>> heard;  // By listener: began.
  for (const Message& message : account.messages())
    heard[account.runs()[message.runs.front()].listener].push_back(account.began(message));
  const auto heardAfter = [&](std::string_view listener, Position at) {
    const std::vector<Position>& all = heard[listener];
    const auto found = std::upper_bound(all.begin(), all.end(), at);
    return found == all.end() ? NOWHERE : *found;
  };
  forEach(account, [&](const Call& call) {
    const std::string_view channel = call.step->channel;
    const Message* message = account.messageOf(call);
    const Position later = fence(account, call);
    if (later == NOWHERE || (message == nullptr && findings.isKnown())) return;
    if (!main.before(channel, later).listeners.empty()) return;
    // Registered only after something that the renderer sent later had been dispatched.
    const auto& states = main.states(channel);
    auto state = std::partition_point(states.begin() + 1, states.end(),
                                      [&](const Registered& s) { return s.since < later; });
    for (; state != states.end(); ++state) {
      if (state->listeners.empty()) continue;
      const std::string_view listener = state->listeners.back().listener;
      if (message != nullptr && account.began(*message) <= state->since) return;
      if (message != nullptr)
        return findings.fail({call.calling, later, state->since}, account.began(*message),
                             describe(call) + " was given to " + std::string(listener) +
                                 ", which was registered later");
      // What came after the registration was dispatched: the path is open.
      if (const Position open = heardAfter(listener, state->since); open != NOWHERE)
        return findings.pass({call.calling, later, state->since}, {open});
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
    const std::vector<Position>& made = account.callsOf(thrown.renderer);
    auto i = std::partition_point(made.begin(), made.end(), [&](Position at) {
      return account.calls()[at].calling <= thrown.calling;
    });
    for (; i != made.end(); ++i) {
      const Call& call = account.calls()[*i];
      const Registered* registered = registeredFor(account, call);
      if (!call.is(Op::SEND) || registered == nullptr || registered->listeners.empty()) continue;
      if (!call.messages.empty())
        findings.pass({round.made, last.end}, {account.began(*account.messageOf(call))});
      else if (const Position later = fence(account, call); later != NOWHERE)
        findings.fail({round.made, last.end}, later,
                      describe(call) + " was lost after a listener had thrown for " +
                          describe(account, round));
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
  std::vector<const Call*> strange;  // Ended with what main did not answer them with.
  const Message* answered = nullptr;  // The last sendSync that ended as it was answered.
  for (const Call& call : account.calls()) {
    if (call.end() == NOWHERE || call.messages.empty()) continue;
    const Event& end = account.event(call.end());
    const Message& message = *account.messageOf(call);
    if (end.error == nullptr && valueOr(end.value) != valueOr(message.answer.value))
      strange.push_back(&call);
    if (!call.is(Op::SEND_SYNC) || message.answer.value.empty() ||
        valueOr(end.value) != message.answer.value)
      continue;
    if (answered == nullptr || account.began(*answered) < account.began(message))
      answered = &message;
  }
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || !call->is(Op::SEND)) continue;
    for (const Position i : message.deeds) {
      const Deed& deed = account.deeds()[i];
      if (deed.op != Op::ASSIGN) continue;
      const std::vector<Position> premise{account.began(message), deed.at};
      for (const Call* other : strange) {
        const Event& end = account.event(other->end());
        if (valueOr(end.value) == valueOr(deed.step->value))
          findings.fail(premise, other->end(),
                        describe(*other) + " " + describe(end) + ", assigned for " +
                            describe(*call));
      }
      if (answered != nullptr && account.began(*answered) > deed.at && call->returned() != NOWHERE)
        findings.pass(premise, {call->returned(), account.callOf(*answered)->end()});
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
  std::map<std::string, std::vector<std::string_view>> alike;
  for (const std::string_view channel : main.channels()) alike[folded(channel)].push_back(channel);
  std::unordered_map<std::string_view, const std::vector<std::string_view>*> confused;
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || call->calling == NOWHERE || call->is(Op::INVOKE)) continue;
    const Position began = account.began(message);
    const std::string_view channel = call->step->channel;
    const auto [others, isNew] = confused.try_emplace(channel, nullptr);
    if (isNew) others->second = &alike[folded(channel)];
    for (const std::string_view other : *others->second) {
      if (other == channel) continue;
      const Registered& there = main.before(other, began);
      if (there.listeners.empty()) continue;
      for (const Position i : message.runs) {
        const Run& run = account.runs()[i];
        if (isRegistered(there.listeners, run.listener) &&
            !isRegistered(message.registered->listeners, run.listener))
          findings.fail({there.listeners.front().at, call->calling}, run.begin,
                        describe(*call) + " reached a listener on '" + std::string(other) + "'");
      }
      if (!isCutShort(account, *call))
        findings.pass({there.listeners.front().at, call->calling}, {began, fence(account, *call)});
    }
  }
}

}  // namespace triwire::conformance::send
