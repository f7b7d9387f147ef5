// TW-BLOCK: what a renderer does not do while its sendSync waits, and what goes on meanwhile.

#include <algorithm>
#include <array>

#include "judge/families.h"
#include "record/wire_frames.h"

namespace triwire::conformance::block {
namespace {

constexpr std::array RENDERERS{Actor::R0, Actor::R1, Actor::R2, Actor::R3};

// The sendSync calls of a renderer, each with what the renderer saw between CALLING and its end.
template <typename Visit>
void whileCalling(const Account& account, Visit visit) {
  for (const Actor renderer : RENDERERS) {
    const std::vector<Position>& events = account.eventsOf(renderer);
    Position until = 0;
    for (const Position i : account.callsOf(renderer)) {
      const Call& call = account.calls()[i];
      if (!blocks(call.step->op) || (until != 0 && call.calling < until)) continue;
      until = call.end();
      auto at = std::upper_bound(events.begin(), events.end(), call.calling);
      for (; at != events.end() && *at < until; ++at) visit(call, account.event(*at), *at);
    }
  }
}

// Events that main sent the waiting renderer while it held its call, in order.
std::vector<const Delivery*> sentDuring(const Account& account, const Wait& wait) {
  std::vector<const Delivery*> found;
  for (const Delivery& delivery : deliveriesSince(account, wait.called)) {
    if (account.deeds()[delivery.deed].at >= wait.message->answer.at) break;
    if (delivery.to == wait.call->renderer) found.push_back(&delivery);
  }
  return found;
}

// Invokes of the waiting renderer, made before, that main settled while it held the call.
std::vector<const Call*> settledDuring(const Account& account, const Wait& wait) {
  const std::vector<Position>& all = account.index().invokesSettled(wait.call->renderer);
  const auto settled = [&](Position i) { return account.messageOf(account.calls()[i])->answer.at; };
  auto i = std::partition_point(all.begin(), all.end(),
                                [&](Position at) { return settled(at) <= wait.called; });
  std::vector<const Call*> found;
  for (; i != all.end() && settled(*i) < wait.message->answer.at; ++i)
    if (account.calls()[*i].calling < wait.call->calling) found.push_back(&account.calls()[*i]);
  return found;
}

// Whether a sendSync of the renderer waits at some time between.
bool waitsMeanwhile(const Account& account, Actor renderer, Position from, Position until) {
  const std::vector<Position>& made = account.callsOf(renderer);
  auto i = std::partition_point(made.begin(), made.end(), [&](Position call) {
    return account.calls()[call].calling < until;
  });
  while (i != made.begin()) {
    const Call& call = account.calls()[*--i];
    if (blocks(call.step->op)) return call.end() > from;  // One at a time: it is the last.
  }
  return false;
}

bool isOver(const Wait& wait) {
  return wait.call->end() != NOWHERE && wait.message->answer.at != NOWHERE;
}

const Script* scriptOf(const Account& account, const Call& call) {
  return call.script == NOWHERE ? nullptr : &account.scripts()[call.script];
}

}  // namespace

void codeWaits(const Account& account, Findings& findings) {
  whileCalling(account, [&](const Call& call, const Event& event, Position at) {
    if (event.kind == Kind::MARKED || event.kind == Kind::CALLING || event.kind == Kind::REGISTERED)
      findings.fail({call.calling}, at, "code ran while " + describe(call) + " had not returned");
  });
  for (const Wait& wait : waits(account)) {
    const Position end = wait.call->end();
    const Position moved = progress(account, wait.call->renderer, wait.called, wait.until);
    if (end != NOWHERE && end < wait.until)
      findings.fail({wait.call->calling, wait.called}, end,
                    describe(*wait.call) + " " + describe(account.event(end)) +
                        " before anything had answered it");
    else if (isOver(wait) && moved != NOWHERE)
      findings.pass({wait.call->calling, wait.called, moved}, {wait.message->answer.at, end});
  }
}

void listenersWait(const Account& account, Findings& findings) {
  whileCalling(account, [&](const Call& call, const Event& event, Position at) {
    if (event.kind == Kind::DISPATCHED)
      findings.fail({call.calling}, at,
                    std::string(event.listener) + " was called while " + describe(call) +
                        " had not returned");
  });
  for (const Wait& wait : waits(account))
    for (const Delivery* delivery : sentDuring(account, wait)) {
      const Position sent = account.deeds()[delivery->deed].at;
      const Position moved = progress(account, wait.call->renderer, sent, wait.until);
      if (isOver(wait) && delivery->dispatch != NOWHERE && moved != NOWHERE &&
          account.arrived(*delivery) > wait.call->end())
        findings.pass({wait.called, sent, moved}, {wait.call->end(), account.arrived(*delivery)});
    }
}

void promisesWait(const Account& account, Findings& findings) {
  whileCalling(account, [&](const Call& call, const Event& event, Position at) {
    if (event.kind == Kind::SETTLED)
      findings.fail({call.calling}, at,
                    "the invoke " + std::string(event.call) + " settled while " + describe(call) +
                        " had not returned");
  });
  for (const Wait& wait : waits(account))
    for (const Call* invoke : settledDuring(account, wait)) {
      const Position settled = account.messageOf(*invoke)->answer.at;
      const Position moved = progress(account, wait.call->renderer, settled, wait.until);
      if (isOver(wait) && moved != NOWHERE && invoke->end() != NOWHERE &&
          invoke->end() > wait.call->end())
        findings.pass({wait.called, settled, moved}, {wait.call->end(), invoke->end()});
    }
}

void scriptEndsFirst(const Account& account, Findings& findings) {
  for (const Wait& wait : waits(account)) {
    const Script* script = scriptOf(account, *wait.call);
    if (!isOver(wait) || script == nullptr || script->last <= wait.call->end()) continue;
    const auto judge = [&](Position cause, Position handled, const std::string& what) {
      if (handled == NOWHERE) return;
      if (handled < script->last)
        findings.fail(
            {wait.call->calling, cause}, handled,
            what + " was handled before the script of " + describe(*wait.call) + " had ended");
      else
        findings.pass({wait.call->calling, cause}, {wait.call->end(), script->last, handled});
    };
    for (const Delivery* delivery : sentDuring(account, wait))
      judge(account.deeds()[delivery->deed].at, account.arrived(*delivery),
            describe(account, *delivery));
    for (const Call* invoke : settledDuring(account, wait))
      judge(account.messageOf(*invoke)->answer.at, invoke->end(), describe(*invoke));
  }
}

void deferredInOrder(const Account& account, Findings& findings) {
  for (const Wait& wait : waits(account)) {
    if (!isOver(wait)) continue;
    const Delivery* last = nullptr;
    for (const Delivery* delivery : sentDuring(account, wait)) {
      const Position sent = account.deeds()[delivery->deed].at;
      const Position arrived = account.arrived(*delivery);
      if (arrived == NOWHERE) {
        const Position later = fence(account, *delivery);
        if (later != NOWHERE && listening(account, *delivery) == Listening::ALWAYS)
          findings.fail({wait.called, sent}, later,
                        describe(account, *delivery) + " was lost while the renderer was blocked");
        continue;
      }
      if (last != nullptr && arrived < account.arrived(*last))
        findings.fail({wait.called, sent}, arrived,
                      describe(account, *delivery) + " was dispatched before " +
                          describe(account, *last) + ", which arrived first");
      else if (last != nullptr)
        findings.pass({wait.called, account.deeds()[last->deed].at, sent},
                      {account.arrived(*last), arrived});
      last = delivery;
    }
  }
}

void othersAreServed(const Account& account, Findings& findings) {
  for (const Wait& wait : waits(account)) {
    for (const Position i : callsSent(account, wait.called, wait.until)) {
      const Call& call = account.calls()[i];
      if (call.renderer == wait.call->renderer || call.is(Op::SEND)) continue;
      const Message* message = account.messageOf(call);
      const bool answered = message != nullptr && call.end() < wait.until;
      if (answered)
        findings.pass({wait.called, call.calling}, {account.began(*message), call.end()});
      // Unless it was meant to wait, too.
      else if (message == nullptr || message->answer.at < wait.message->answer.at)
        findings.missing(
            {wait.called, call.calling},
            describe(call) + " was not served while " + describe(*wait.call) + " was unanswered",
            wait.until);
    }
  }
}

void invokeReturns(const Account& account, Findings& findings) {
  for (const Call& call : account.calls())
    if (call.is(Op::INVOKE) && call.end() != NOWHERE && call.end() < call.returned() &&
        call.returned() != NOWHERE)
      findings.fail({call.calling}, call.end(), describe(call) + " settled before it returned");
  for (const Wait& wait : pendingInvokes(account)) {
    const Call& call = *wait.call;
    const Position returned = call.returned();
    const Script* script = scriptOf(account, call);
    if (returned != NOWHERE && returned < wait.until && isOver(wait)) {
      const bool wentOn = script != nullptr && script->last > returned && script->last < wait.until;
      if (wentOn) findings.pass({wait.called, call.calling}, {returned, script->last, call.end()});
    } else if (returned == NOWHERE || returned > wait.until) {
      findings.missing({wait.called, call.calling},
                       describe(call) + " did not return while its handler was pending",
                       wait.until);
    }
  }
}

void pendingInvokeBlocksNothing(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account)) {
    const Actor renderer = wait.call->renderer;
    Position another = NOWHERE;
    for (const Position i : callsSent(account, wait.called, wait.until)) {
      const Call& call = account.calls()[i];
      if (call.renderer == renderer && !call.messages.empty() &&
          account.began(*account.messageOf(call)) < wait.until)
        another = account.began(*account.messageOf(call));
    }
    for (const Delivery& delivery : deliveriesSince(account, wait.called)) {
      const Deed& deed = account.deeds()[delivery.deed];
      if (deed.cause == NOWHERE) continue;
      if (deed.cause > wait.until) break;
      if (delivery.to != renderer || deed.cause < wait.called) continue;
      if (waitsMeanwhile(account, renderer, deed.cause, wait.until)) continue;
      const Position arrived = account.arrived(delivery);
      if (arrived != NOWHERE && arrived < wait.until)
        findings.pass({wait.called, deed.at}, another == NOWHERE
                                                  ? std::vector<Position>{}
                                                  : std::vector<Position>{arrived, another});
      else if (listening(account, delivery) == Listening::ALWAYS)
        findings.missing({wait.called, deed.at},
                         describe(account, delivery) + " was not dispatched while " +
                             describe(*wait.call) + " was pending",
                         wait.until);
    }
  }
}

void scriptsRunToCompletion(const Account& account, Findings& findings) {
  for (const Script& script : account.scripts()) {
    if (!isRenderer(script.actor) || script.first == NOWHERE) continue;
    for (Position at = script.first; at != NOWHERE && at < script.last;
         at = next(account, script.actor, at)) {
      const Event& event = account.event(at);
      if (event.kind == Kind::DISPATCHED || event.kind == Kind::SETTLED)
        findings.fail({script.first, script.last}, at,
                      (event.kind == Kind::DISPATCHED
                           ? std::string(event.listener) + " was called"
                           : "the reaction to " + std::string(event.call) + " ran") +
                          " inside a script of " + name(script.actor));
    }
  }
  for (const Run& run : account.runs()) {  // A listener is a script, too.
    if (!isRenderer(run.actor) || run.end == NOWHERE) continue;
    for (Position at = next(account, run.actor, run.begin); at < run.end;
         at = next(account, run.actor, at))
      if (account.event(at).kind == Kind::DISPATCHED || account.event(at).kind == Kind::SETTLED)
        findings.fail({run.begin, run.end}, at,
                      "while " + std::string(run.listener) + " ran, " + name(run.actor) +
                          " went on with something that had arrived");
      else if (account.origin(at).script != NOWHERE)
        findings.fail({run.begin, run.end}, at,
                      std::string(run.listener) + " was called inside a script of " + name(run.actor));
  }
  for (const Delivery& delivery : account.deliveries()) {
    if (delivery.message == NOWHERE || delivery.dispatch == NOWHERE) continue;
    const Call& call = *account.callOf(account.messages()[delivery.message]);
    const Script* script = scriptOf(account, call);
    if (script != nullptr && call.is(Op::SEND) && script->last > call.returned() &&
        account.arrived(delivery) > script->last)
      findings.pass({call.calling, account.deeds()[delivery.deed].at},
                    {script->last, account.arrived(delivery)});
  }
}

void usableAfterwards(const Account& account, Findings& findings) {
  for (const Actor renderer : RENDERERS) {
    if (account.linkEnd(renderer) < account.size()) continue;
    const Call* sync = nullptr;  // The last one that has ended.
    for (const Position i : account.callsOf(renderer)) {
      const Call& call = account.calls()[i];
      if (sync != nullptr && call.calling > sync->end()) {
        if (!call.messages.empty())
          findings.pass({sync->end(), call.calling}, {account.began(*account.messageOf(call))});
        else if (const Registered* registered = registeredFor(account, call);
                 registered != nullptr && !registered->listeners.empty() && !call.is(Op::INVOKE))
          findings.missing(
              {sync->end(), call.calling},
              describe(call) + " was not dispatched, made after " + describe(*sync) + " had ended");
      }
      if (blocks(call.step->op) && call.end() != NOWHERE && !call.messages.empty()) sync = &call;
    }
  }
}

void returnsBeforeRelease(const Account& account, Findings& findings) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || !blocks(call->step->op) || !message.held) continue;
    if (!message.answer.isValue()) continue;
    Position released = account.commandAfter(Command::Kind::END, message.answer.at);
    for (const Position i : message.deeds)
      if (account.deeds()[i].op == Op::RELEASE && account.deeds()[i].cause != NOWHERE)
        released = std::min(released, account.deeds()[i].cause);
    if (call->end() < released)
      findings.pass({call->calling, message.answer.at}, {call->end()});
    else
      findings.missing({call->calling, message.answer.at},
                       describe(*call) +
                           " did not return, although it was answered, while its "
                           "event was held",
                       released);
  }
}

void replyEndsNoWait(const Account& account, Findings& findings) {
  for (const Wait& wait : waits(account)) {
    for (const Position i : wait.message->deeds) {
      const Deed& reply = account.deeds()[i];
      if (reply.op != Op::REPLY || reply.failed || reply.at > wait.message->answer.at) continue;
      const Position end = wait.call->end();
      const Position moved = progress(account, wait.call->renderer, wait.called, wait.until);
      if (end != NOWHERE && end < wait.until)
        findings.fail({wait.call->calling, reply.at}, end,
                      describe(*wait.call) + " " + describe(account.event(end)) +
                          " after a reply, before anything had answered it");
      else if (isOver(wait) && moved != NOWHERE && reply.at < moved)
        findings.pass({reply.at, moved}, {wait.message->answer.at, end});
    }
  }
}

}  // namespace triwire::conformance::block
