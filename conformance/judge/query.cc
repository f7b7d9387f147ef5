#include "judge/query.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

// The last event of `actor` that arrived before the entry at `at`, or 0.
Position lastBefore(const Account& account, Actor actor, Position at) {
  const std::vector<Position>& events = account.eventsOf(actor);
  const auto after = std::lower_bound(events.begin(), events.end(), at);
  return after == events.begin() ? 0 : *std::prev(after);
}

// Where the script ended in which main made the event: it takes nothing before. Else the event.
Position taskEnd(const Account& account, Position at) {
  const Position script = account.origin(at).script;
  return script == NOWHERE ? at : account.scripts()[script].last;
}

// The COMMAND entry whose script made the event, or NOWHERE.
Position causeOf(const Account& account, Position at) {
  const Position script = account.origin(at).script;
  return script == NOWHERE ? NOWHERE : account.scripts()[script].sent;
}

}  // namespace

std::string describe(const Call& call) {
  return std::string(name(call.step->op)) + " " + std::string(call.name()) + " of " +
         name(call.renderer) + " on '" + std::string(call.step->channel) + "'";
}

std::string describe(const Account& account, const Delivery& delivery) {
  const Step& step = *account.deeds()[delivery.deed].step;
  const std::string identity(step.message.empty() ? "" : " " + std::string(step.message));
  return "the event" + identity + " to " + name(delivery.to) + " on '" + std::string(step.channel) +
         "'";
}

std::string describe(const Event& end) {
  if (end.error == nullptr) {
    const std::string verb = end.kind == Kind::SETTLED ? "fulfilled with " : "returned ";
    return verb + std::string(valueOr(end.value));
  }
  const std::string verb = end.kind == Kind::SETTLED ? "rejected with " : "threw ";
  const std::string_view outcome = end.error->outcome;
  return verb + std::string(outcome.empty() ? "no outcome" : outcome) + " (\"" +
         std::string(end.error->message) + "\")";
}

std::string describe(const Account& account, const Round& round) {
  return round.delivery == nullptr ? describe(*account.callOf(*round.message))
                                   : describe(account, *round.delivery);
}

Position fence(const Account& account, const Call& call) { return account.index().fence(call); }

Position fence(const Account& account, const Delivery& delivery) {
  return account.index().fence(delivery);
}

const Registered* registeredFor(const Account& account, const Call& call) {
  if (const Message* message = account.messageOf(call)) return message->registered;
  if (call.calling == NOWHERE || call.sent == NOWHERE) return nullptr;
  // Nothing is registered at a main that the runner plays.
  if (account.index().runnerIsMain()) return nullptr;

  // Main saw the call after everything that it reported before the call was asked for, and after
  // what the renderer had sent before …
  const Position from =
      std::max(taskEnd(account, lastBefore(account, Actor::MAIN, call.sent)),
               account.index().dispatchedBefore(call));
  const auto& states = account.registrations(Actor::MAIN).states(call.step->channel);
  auto state = std::partition_point(states.begin() + 1, states.end(),
                                    [&](const Registered& s) { return s.since <= from; });
  const Registered* at = &*std::prev(state);
  if (state == states.end()) return at;
  // … and before whatever it was asked to do after the call had ended, or did for a later call.
  // (That a message was sent does not say that it has arrived.)
  const bool after = call.end() != NOWHERE && !call.is(Op::SEND) && causeOf(account, state->since) != NOWHERE &&
                     causeOf(account, state->since) > call.end();
  return after || fence(account, call) < state->since ? at : nullptr;
}

bool wentUnheard(const Account& account, const Call& call) {
  return call.calling != NOWHERE && call.messages.empty() && fence(account, call) != NOWHERE &&
         !account.index().runnerIsMain();
}

Listening listening(const Account& account, const Delivery& delivery) {
  const Deed& deed = account.deeds()[delivery.deed];
  Position from = 0;
  if (deed.cause != NOWHERE) {
    from = lastBefore(account, delivery.to, deed.cause);
  } else if (delivery.message != NOWHERE) {
    // The reply to a call cannot be dispatched before the script of the call has ended.
    const Call* call = account.callOf(account.messages()[delivery.message]);
    from = call->script == NOWHERE ? call->calling : account.scripts()[call->script].last;
  }
  from = std::max(from, account.index().calledBefore(delivery.to, deed.at));
  const Position until = fence(account, delivery);
  const auto& states = account.registrations(delivery.to).states(deed.step->channel);
  bool ever = false;
  bool always = true;
  auto state = std::prev(std::partition_point(
      states.begin() + 1, states.end(), [&](const Registered& s) { return s.since <= from; }));
  for (; state != states.end() && state->since <= until; ++state) {
    (state->listeners.empty() ? always : ever) = state->listeners.empty() ? false : true;
  }
  if (always && ever) return Listening::ALWAYS;
  return ever ? Listening::SOMETIMES : Listening::NEVER;
}

Position progress(const Account& account, Actor idle, Position from, Position until) {
  for (Position at = std::min(until, account.size()); at-- > from + 1;) {
    const Event& event = account.event(at);
    if (event.seq == 0 || event.actor == idle) continue;
    const Position cause = causeOf(account, at);
    if (cause != NOWHERE && cause > from) return at;
  }
  return NOWHERE;
}

Position next(const Account& account, Actor actor, Position at) {
  const std::vector<Position>& events = account.eventsOf(actor);
  const auto later = std::upper_bound(events.begin(), events.end(), at);
  return later == events.end() ? NOWHERE : *later;
}

std::span<const Position> callsSent(const Account& account, Position from, Position until) {
  const std::vector<Position>& sent = account.index().callsSent();
  const auto sentAt = [&](Position i) { return account.calls()[i].sent; };
  const auto first = std::partition_point(sent.begin(), sent.end(),
                                          [&](Position i) { return sentAt(i) < from; });
  const auto last =
      std::partition_point(first, sent.end(), [&](Position i) { return sentAt(i) <= until; });
  return {first, last};
}

std::span<const Message> messagesSince(const Account& account, Position from) {
  const std::vector<Message>& all = account.messages();
  return {std::partition_point(all.begin(), all.end(),
                               [&](const Message& m) { return account.began(m) < from; }),
          all.end()};
}

std::span<const Delivery> deliveriesSince(const Account& account, Position from) {
  const std::vector<Delivery>& all = account.deliveries();
  return {std::partition_point(
              all.begin(), all.end(),
              [&](const Delivery& d) { return account.deeds()[d.deed].at < from; }),
          all.end()};
}

bool hasUnclonableArgs(const Step& step) {
  return std::any_of(step.args.begin(), step.args.end(), isUnclonable);
}

bool isRegistered(const std::vector<Registration>& registered, std::string_view listener) {
  return std::any_of(registered.begin(), registered.end(),
                     [&](const Registration& r) { return r.listener == listener; });
}

bool threw(const Account& account, const Run& run) {
  return run.end != NOWHERE && account.event(run.end).error != nullptr;
}

std::string_view outcomeOf(const Event& event) {
  return event.error == nullptr ? std::string_view{} : event.error->outcome;
}

}  // namespace triwire::conformance
