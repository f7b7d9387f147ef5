#include "judge/common.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

bool failed(const Event& end) { return end.kind == Kind::THREW || end.error != nullptr; }

// Where `renderer` had lost its link, as far as it could know: main's end, or its own notice.
Position linkLost(const Account& account, Actor renderer) {
  Position lost = NOWHERE;
  for (Position at = 0; at < account.size() && lost == NOWHERE; ++at) {
    const Event& event = account.event(at);
    if (event.kind == Kind::CLOSED && event.actor == renderer) lost = at;
    if (event.kind != Kind::COMMAND) continue;
    const Command& command = account.history().commands()[event.command];
    if (command.kind == Command::Kind::KILL && command.actor == Actor::MAIN) lost = at;
    if (command.kind == Command::Kind::CLOSE && command.actor == renderer) lost = at;
  }
  return lost;
}

}  // namespace

void unclonableArgs(const Account& account, Findings& findings, Op op) {
  for (const Call& call : account.calls()) {
    if (!call.is(op) || call.calling == NOWHERE || !hasUnclonableArgs(*call.step)) continue;
    const Position returned = call.returned();
    if (!call.messages.empty())
      findings.fail({call.calling}, account.began(*account.messageOf(call)),
                    describe(call) + " was dispatched, although an argument cannot be cloned");
    else if (op == Op::INVOKE && returned != NOWHERE && failed(account.event(returned)))
      findings.fail({call.calling}, returned,
                    describe(call) + " " + describe(account.event(returned)) +
                        " where its promise had to reject");
    else if (call.end() != NOWHERE && !failed(account.event(call.end())))
      findings.fail({call.calling}, call.end(),
                    describe(call) + " " + describe(account.event(call.end())) +
                        ", although an argument cannot be cloned");
    else if (const Position later = fence(account, call); later != NOWHERE && call.end() != NOWHERE)
      findings.pass({call.calling}, {call.end(), later});
  }
}

void onceIsUsedUp(const Account& account, Findings& findings, Op op) {
  for (const Round& round : rounds(account)) {
    if (round.message == nullptr) continue;
    const Call& first = *account.callOf(*round.message);
    for (const Registration& once : round.registered->listeners) {
      if (!once.once) continue;
      for (const Call& call : account.calls()) {
        if (!call.is(op) || call.step->channel != first.step->channel || &call == &first) continue;
        const Registered* registered = registeredFor(account, call);
        if (call.calling == NOWHERE || call.messages == first.messages || registered == nullptr)
          continue;
        const Position reached =
            call.messages.empty() ? NOWHERE : account.began(*account.messageOf(call));
        if (reached < round.began || isRegistered(registered->listeners, once.listener)) continue;
        if (reached == NOWHERE && call.calling < first.calling) continue;
        for (const Position m : call.messages)
          for (const Position i : account.messages()[m].runs)
            if (account.runs()[i].listener == once.listener)
              findings.fail({once.at, round.began, call.calling}, account.runs()[i].begin,
                            std::string(once.listener) + ", registered with once, was called for " +
                                describe(first) + " and for " + describe(call));
        findings.pass({once.at, round.began, call.calling}, {fence(account, call)});
      }
    }
  }
}

void deadlineEnds(const Account& account, Findings& findings, Op op) {
  for (const Call& call : account.calls()) {
    const Message* message = account.messageOf(call);
    if (!call.is(op) || call.step->deadlineMs == 0 || message == nullptr) continue;
    const Position began = account.began(*message);
    const Answer& answer = message->answer;
    const Position end = call.end();
    const bool unanswered = answer.kind == Answer::Kind::NONE ||
                            (answer.cause != NOWHERE && end != NOWHERE && answer.cause > end);
    if (end != NOWHERE && outcomeOf(account.event(end)) == "DEADLINE_EXCEEDED")
      findings.pass({call.calling, began}, {end});
    else if (end == NOWHERE)
      findings.missing({call.calling, began}, describe(call) + " went on after its deadline");
    else if (unanswered && account.linkEnd(call.renderer) > end)
      findings.fail(
          {call.calling, began}, end,
          describe(call) + " " + describe(account.event(end)) + "; expected: DEADLINE_EXCEEDED");
  }
}

void lateAnswer(const Account& account, Findings& findings, Op op) {
  for (const Call& call : account.calls()) {
    const Message* message = account.messageOf(call);
    if (!call.is(op) || call.step->deadlineMs == 0 || message == nullptr) continue;
    const Answer& answer = message->answer;
    const Position end = call.end();
    if (end == NOWHERE || !answer.isValue() || answer.cause == NOWHERE || answer.cause < end)
      continue;
    if (call.ends().size() > 1)
      findings.fail({end, answer.at}, call.ends()[1],
                    describe(call) + " ended a second time, by an answer after its deadline");
    for (const Position i : account.callsOf(call.renderer)) {
      const Call& later = account.calls()[i];
      const Message* other = account.messageOf(later);
      if (later.calling < end || later.end() == NOWHERE || later.is(Op::SEND) || other == nullptr)
        continue;
      const Event& laterEnd = account.event(later.end());
      const bool wrong = laterEnd.error == nullptr && valueOr(laterEnd.value) == answer.value &&
                         other->answer.value != answer.value;
      if (wrong)
        findings.fail(
            {end, answer.at}, later.end(),
            describe(later) + " " + describe(laterEnd) + ", the late answer of " + describe(call));
      else if (later.sent != NOWHERE && later.sent > answer.at && call.ends().size() == 1)
        findings.pass({end, answer.at}, {later.end()});
    }
  }
}

void disconnectedCall(const Account& account, Findings& findings, Op op) {
  for (const Call& call : account.calls()) {
    if (!call.is(op) || call.sent == NOWHERE || call.calling == NOWHERE) continue;
    const Position lost = linkLost(account, call.renderer);
    if (lost < call.sent) lostCall(account, findings, call, {lost, call.calling}, "DISCONNECTED");
  }
}

void lostCall(const Account& account, Findings& findings, const Call& call,
              std::vector<Position> premise, std::string_view outcome) {
  const Position end = call.end();
  if (end == NOWHERE)
    return findings.missing(std::move(premise), describe(call) + " did not end with its link");
  const Event& event = account.event(end);
  const bool holds = outcome.empty() ? !failed(event) && event.value == "null"
                                     : failed(event) && outcomeOf(event) == outcome;
  if (holds) return findings.pass(std::move(premise), {end});
  findings.fail(std::move(premise), end,
                describe(call) + " " + describe(event) + " at the loss of its link; expected: " +
                    std::string(outcome.empty() ? "null" : outcome));
}

}  // namespace triwire::conformance
