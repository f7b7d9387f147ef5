// TW-REPLY: events from main to a renderer.

#include <algorithm>
#include <map>
#include <string>

#include "judge/families.h"

namespace triwire::conformance::reply {
namespace {

// The events that main sent, each with where main did it.
template <typename Visit>
void forEach(const Account& account, Op op, Visit visit) {
  for (const Delivery& delivery : account.deliveries()) {
    const Deed& deed = account.deeds()[delivery.deed];
    if (deed.op == op && deed.step->channel != FENCE_CHANNEL) visit(delivery, deed);
  }
}

const Call& repliedTo(const Account& account, const Delivery& delivery) {
  return *account.callOf(account.messages()[delivery.message]);
}

bool arrivedAsSent(const Account& account, const Delivery& delivery, const Deed& deed) {
  const Event& seen = account.event(account.arrived(delivery));
  return std::equal(deed.step->args.begin(), deed.step->args.end(), seen.args.begin(),
                    seen.args.end());
}

// Passes if the event arrived; fails if a later one did and it never will.
void arrives(const Account& account, Findings& findings, const Delivery& delivery,
             std::vector<Position> premise) {
  const Position arrived = account.arrived(delivery);
  const Position later = fence(account, delivery);
  if (arrived != NOWHERE)
    findings.pass(std::move(premise), {arrived});
  else if (later != NOWHERE && listening(account, delivery) == Listening::ALWAYS &&
           account.history().ending == Ending::ENDED)
    findings.fail(std::move(premise), later, describe(account, delivery) + " never arrived");
}

void arrivesWithValues(const Account& account, Findings& findings, const Delivery& delivery,
                       const Deed& deed, std::vector<Position> premise) {
  if (delivery.dispatch != NOWHERE && !arrivedAsSent(account, delivery, deed))
    findings.fail(
        std::move(premise), account.arrived(delivery),
        describe(account, delivery) + " arrived with other arguments than it was sent with");
  else
    arrives(account, findings, delivery, std::move(premise));
}

// Attempts to send an event with an argument that cannot be cloned.
template <typename Visit>
void forEachUnclonable(const Account& account, Visit visit) {
  for (const Deed& deed : account.deeds()) {
    if ((deed.op != Op::REPLY && deed.op != Op::SEND_TO) || deed.step == nullptr) continue;
    if (hasUnclonableArgs(*deed.step)) visit(deed);
  }
}

// Where a renderer dispatched something sent after `deed`; what arrives there of `deed` itself.
void nothingArrives(const Account& account, Findings& findings, const Deed& deed) {
  for (const Dispatch& dispatch : account.dispatches()) {
    const Event& seen = account.event(account.began(dispatch));
    if (seen.channel == deed.step->channel && seen.message == deed.step->message &&
        dispatch.delivery == NOWHERE)
      return findings.fail({deed.at}, account.began(dispatch),
                           "an event whose argument cannot be cloned was dispatched");
  }
  for (const Delivery& later : account.deliveries())
    if (account.deeds()[later.deed].at > deed.at && later.dispatch != NOWHERE)
      return findings.pass({deed.at}, {account.arrived(later)});
}

}  // namespace

void reachesTheSender(const Account& account, Findings& findings) {
  forEach(account, Op::REPLY, [&](const Delivery& delivery, const Deed& deed) {
    arrivesWithValues(account, findings, delivery, deed,
                      {repliedTo(account, delivery).calling, deed.at});
  });
}

void eachReplyArrives(const Account& account, Findings& findings) {
  std::map<Position, std::vector<const Delivery*>> repliesTo;
  for (const Delivery& delivery : account.deliveries())
    if (delivery.message != NOWHERE) repliesTo[delivery.message].push_back(&delivery);
  for (const auto& [index, replies] : repliesTo) {
    const Message& message = account.messages()[index];
    if (replies.size() < 2) continue;
    std::vector<Position> premise{account.began(message)};
    std::vector<Position> arrivals;
    for (const Delivery* delivery : replies) {
      const Position later = fence(account, *delivery);
      premise.push_back(account.deeds()[delivery->deed].at);
      if (delivery->dispatch != NOWHERE)
        arrivals.push_back(account.arrived(*delivery));
      else if (later != NOWHERE && listening(account, *delivery) == Listening::ALWAYS)
        findings.fail(premise, later, describe(account, *delivery) + " never arrived");
    }
    if (arrivals.size() == replies.size()) findings.pass(premise, arrivals);
  }
}

void laterReplyArrives(const Account& account, Findings& findings) {
  forEach(account, Op::REPLY, [&](const Delivery& delivery, const Deed& deed) {
    const Message& message = account.messages()[delivery.message];
    const Position finished = account.runs()[message.runs.back()].end;
    if (deed.cause != NOWHERE && finished < deed.cause)
      arrives(account, findings, delivery, {finished, deed.at});
  });
}

void unheardIsNotKept(const Account& account, Findings& findings) {
  for (const Delivery& delivery : account.deliveries()) {
    const Deed& deed = account.deeds()[delivery.deed];
    const Position later = fence(account, delivery);
    if (later == NOWHERE) continue;
    const Registrations& there = account.registrations(delivery.to);
    for (const Registered& state : there.states(deed.step->channel)) {
      // Registered only after something sent later had been dispatched.
      if (state.listeners.empty() || state.since < later) continue;
      if (!there.before(deed.step->channel, later).listeners.empty()) break;
      if (delivery.dispatch != NOWHERE && account.arrived(delivery) > state.since) {
        findings.fail(
            {deed.at, later, state.since}, account.arrived(delivery),
            describe(account, delivery) + " was given to a listener that was registered later");
        break;
      }
      for (const Dispatch& dispatch : account.dispatches())
        if (dispatch.renderer == delivery.to && dispatch.delivery != NOWHERE &&
            account.began(dispatch) > state.since && delivery.dispatch == NOWHERE &&
            listening(account, delivery) == Listening::NEVER)
          findings.pass({deed.at, later, state.since}, {account.began(dispatch)});
      break;
    }
  }
}

void sameScriptIsEarlyEnough(const Account& account, Findings& findings) {
  forEach(account, Op::REPLY, [&](const Delivery& delivery, const Deed& deed) {
    const Call& call = repliedTo(account, delivery);
    if (call.script == NOWHERE || !call.is(Op::SEND)) return;
    const Position last = account.scripts()[call.script].last;
    for (const Registered& state : account.registrations(delivery.to).states(deed.step->channel)) {
      if (state.listeners.size() != 1 || state.since < call.calling || state.since > last) continue;
      if (account.origin(state.since).script == call.script)
        arrives(account, findings, delivery, {call.calling, state.since, deed.at});
    }
  });
}

void replyToSyncWaits(const Account& account, Findings& findings) {
  forEach(account, Op::REPLY, [&](const Delivery& delivery, const Deed& deed) {
    const Call& call = repliedTo(account, delivery);
    const Message& message = account.messages()[delivery.message];
    if (!call.is(Op::SEND_SYNC) || call.end() == NOWHERE || call.script == NOWHERE) return;
    if (deed.at > message.answer.at) return;
    const Position last = account.scripts()[call.script].last;
    const Event& end = account.event(call.end());
    const bool byReply = end.error == nullptr && !deed.step->args.empty() &&
                         valueOr(end.value) == deed.step->args.front() &&
                         message.answer.value != deed.step->args.front();
    if (byReply)
      findings.fail({call.calling, deed.at}, call.end(),
                    describe(call) + " " + describe(end) + ", which was replied, not assigned");
    else if (delivery.dispatch != NOWHERE && account.arrived(delivery) < last)
      findings.fail({call.calling, deed.at}, account.arrived(delivery),
                    describe(account, delivery) + " was dispatched before the script of " +
                        describe(call) + " had ended");
    else if (delivery.dispatch != NOWHERE)
      findings.pass({call.calling, deed.at}, {call.end(), last, account.arrived(delivery)});
  });
}

void replyToTheGone(const Account& account, Findings& findings) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr) continue;
    const Position gone = account.linkEnd(call->renderer);
    for (const Position i : message.deeds) {
      const Deed& deed = account.deeds()[i];
      if (deed.op != Op::REPLY || deed.cause == NOWHERE || gone == NOWHERE || gone > deed.cause)
        continue;
      if (deed.failed)
        findings.fail({account.began(message), gone}, deed.at,
                      "a reply to " + name(call->renderer) + ", which is gone, threw");
      else
        findings.pass({account.began(message), gone}, {deed.at});
    }
  }
}

void unclonableThrows(const Account& account, Findings& findings) {
  forEachUnclonable(account, [&](const Deed& deed) {
    if (!deed.failed)
      findings.fail({deed.at}, deed.at, "sending an event that cannot be cloned did not throw");
    else
      nothingArrives(account, findings, deed);
  });
}

void unclonableIsDropped(const Account& account, Findings& findings) {
  forEachUnclonable(account, [&](const Deed& deed) {
    if (deed.failed)
      findings.fail({deed.at}, deed.at, "sending an event that cannot be cloned threw");
    else
      nothingArrives(account, findings, deed);
  });
}

void sendToReaches(const Account& account, Findings& findings) {
  forEach(account, Op::SEND_TO, [&](const Delivery& delivery, const Deed& deed) {
    arrivesWithValues(account, findings, delivery, deed, {deed.at});
  });
}

}  // namespace triwire::conformance::reply
