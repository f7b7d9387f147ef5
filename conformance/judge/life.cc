// TW-LIFE and TW-ERR: what an end of a process or link means to the others, and how failures are
// told.

#include <algorithm>
#include <array>
#include <string>

#include "judge/families.h"

namespace triwire::conformance::life {
namespace {

const Command& commandAt(const Account& account, Position at) {
  return account.history().commands()[account.event(at).command];
}

// The COMMAND entries that kill a renderer.
template <typename Visit>
void forEachKilled(const Account& account, Visit visit) {
  for (Position at = account.commandAfter(Command::Kind::KILL, 0); at != NOWHERE;
       at = account.commandAfter(Command::Kind::KILL, at + 1))
    if (isRenderer(commandAt(account, at).actor)) visit(commandAt(account, at).actor, at);
}

}  // namespace

void othersAreServed(const Account& account, Findings& findings) {
  forEachKilled(account, [&](Actor dead, Position killed) {
    for (const Call& call : account.calls()) {
      if (call.renderer == dead || call.sent == NOWHERE || call.sent < killed) continue;
      if (call.calling == NOWHERE || account.linkEnd(call.renderer) < account.size()) continue;
      const Message* message = account.messageOf(call);
      const bool answered = message != nullptr && message->answer.at != NOWHERE;
      if (answered && call.end() != NOWHERE)
        findings.pass({killed, call.calling}, {account.began(*message), call.end()});
      else if (const Registered* registered = registeredFor(account, call);
               answered ||
               (message == nullptr && registered != nullptr && !registered->listeners.empty()))
        findings.missing({killed, call.calling},
                         describe(call) + " was not served after " + name(dead) + " had died");
    }
  });
}

void settlingForTheGone(const Account& account, Findings& findings) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || !message.held) continue;
    const Position gone = account.linkEnd(call->renderer);
    for (const Position i : message.deeds) {
      const Deed& deed = account.deeds()[i];
      const bool after = deed.cause != NOWHERE && gone < deed.cause;
      if (!after || deed.op == Op::REPLY) continue;
      if (deed.failed) {
        findings.fail({account.began(message), gone}, deed.at,
                      "settling " + describe(*call) + " threw, its renderer being gone");
        continue;
      }
      const Position later = next(account, Actor::MAIN, deed.at);
      if (later != NOWHERE && account.event(later).kind == Kind::UNCAUGHT)
        findings.fail({account.began(message), gone, deed.at}, later,
                      "settling " + describe(*call) + ", whose renderer is gone, threw");
      else
        findings.pass({account.began(message), gone}, {deed.at, later});
    }
  }
}

void rendererNotices(const Account& account, Findings& findings) {
  for (Position at = account.commandAfter(Command::Kind::KILL, 0); at != NOWHERE;
       at = account.commandAfter(Command::Kind::KILL, at + 1)) {
    if (commandAt(account, at).actor != Actor::MAIN) continue;
    for (const Script& script : account.scripts()) {
      // One that is known to have lived: it did something before.
      if (!isRenderer(script.actor) || script.first == NOWHERE || script.first > at) continue;
      if (findings.isKnown() && account.expiredAfter(at) == NOWHERE) continue;
      const auto& events = account.eventsOf(script.actor);
      const auto closed = std::find_if(events.begin(), events.end(), [&](Position event) {
        return account.event(event).kind == Kind::CLOSED;
      });
      if (closed != events.end())
        findings.pass({script.first, at}, {*closed});
      else
        findings.missing({script.first, at}, name(script.actor) + " did not notice that main died");
    }
  }
}

void closeSettlesEverything(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account))
    if (account.event(wait.until).kind == Kind::COMMAND &&
        commandAt(account, wait.until).kind == Command::Kind::CLOSE)
      lostCall(account, findings, *wait.call, {wait.call->calling, wait.called, wait.until},
               "DISCONNECTED");
}

void failuresCarryOutcome(const Account& account, Findings& findings) {
  constexpr std::array<std::string_view, 11> OUTCOMES{
      "THROWN",  "NO_REPLY",  "NO_LISTENER", "NO_HANDLER",        "UNCLONABLE",  "CANCELLED",
      "REFUSED", "TOO_LARGE", "OVERLOADED",  "DEADLINE_EXCEEDED", "DISCONNECTED"};
  for (const Call& call : account.calls()) {
    if (call.calling == NOWHERE || call.end() == NOWHERE) continue;
    const Event& end = account.event(call.end());
    if (end.kind != Kind::THREW && end.error == nullptr) continue;
    if (std::find(OUTCOMES.begin(), OUTCOMES.end(), outcomeOf(end)) != OUTCOMES.end())
      findings.pass({call.calling}, {call.end()});
    else
      findings.fail({call.calling}, call.end(),
                    describe(call) + " " + describe(end) + ", which is no outcome's code");
  }
}

}  // namespace triwire::conformance::life
