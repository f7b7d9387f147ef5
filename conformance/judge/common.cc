#include "judge/common.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "judge/wire_link.h"

namespace triwire::conformance {
namespace {

bool failed(const Event& end) { return end.kind == Kind::THREW || end.error != nullptr; }

// A registration with `once` that a call used up.
struct UsedUp {
  const Registration* once;
  const Call* by;
  Position began;
};

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
  std::map<std::pair<std::string_view, std::string_view>, UsedUp> last;  // By channel and listener.
  std::unordered_map<std::string_view, std::vector<UsedUp>> all;         // By channel.
  for (const Round& round : rounds(account)) {
    if (round.message == nullptr) continue;
    const Call& call = *account.callOf(*round.message);
    const std::string_view channel = call.step->channel;
    for (const Position i : *round.runs) {
      const Run& run = account.runs()[i];
      if (!call.is(op) || isRegistered(round.registered->listeners, run.listener)) continue;
      const auto used = last.find({channel, run.listener});
      if (used != last.end() && used->second.by != &call)
        findings.fail({used->second.once->at, used->second.began, call.calling}, run.begin,
                      std::string(run.listener) + ", registered with once, was called for " +
                          describe(*used->second.by) + " and for " + describe(call));
    }
    for (const Registration& r : round.registered->listeners) {
      if (!r.once) continue;
      const UsedUp used{&r, &call, round.began};
      last.insert_or_assign({channel, r.listener}, used);
      all[channel].push_back(used);
    }
  }
  for (const Call& call : account.calls()) {
    if (findings.isKnown()) return;
    if (!call.is(op) || call.calling == NOWHERE || fence(account, call) == NOWHERE) continue;
    const auto used = all.find(call.step->channel);
    const Registered* registered = used == all.end() ? nullptr : registeredFor(account, call);
    if (registered == nullptr) continue;
    const Message* message = account.messageOf(call);
    for (const auto& [once, by, began] : used->second) {
      const bool later = message == nullptr ? call.calling >= by->calling
                                            : account.began(*message) >= began;
      if (later && by != &call && !isRegistered(registered->listeners, once->listener))
        findings.pass({once->at, began, call.calling}, {fence(account, call)});
    }
  }
}

void deadlineEnds(const Account& account, Findings& findings, Op op) {
  for (const Call& call : account.calls()) {
    const Message* message = account.messageOf(call);
    if (!call.is(op) || call.step->deadlineMs == 0) continue;
    const Position began =
        message == nullptr ? wire::readUnanswered(account, call) : account.began(*message);
    if (began == NOWHERE) continue;
    const Answer answer = message == nullptr ? Answer() : message->answer;
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
    const Position lost = account.index().linkLost(call.renderer);
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

bool isCutShort(const Account& account, const Call& call) {
  return fence(account, call) == NOWHERE && account.expiredAfter(call.calling) != NOWHERE;
}

}  // namespace triwire::conformance
