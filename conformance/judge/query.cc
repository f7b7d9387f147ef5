#include "judge/query.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

// The first call of the same renderer, made after `call`, that main dispatched.
const Call* dispatchedAfter(const Account& account, const Call& call) {
  const std::vector<Position>& made = account.callsOf(call.renderer);
  auto later =
      std::upper_bound(made.begin(), made.end(), call.calling,
                       [&](Position at, Position i) { return at < account.calls()[i].calling; });
  while (later != made.end() && account.calls()[*later].messages.empty()) ++later;
  return later == made.end() ? nullptr : &account.calls()[*later];
}

// Where main dispatched the last call that the same renderer made before `call`, or 0.
Position dispatchedBefore(const Account& account, const Call& call) {
  const std::vector<Position>& made = account.callsOf(call.renderer);
  for (auto i = made.rbegin(); i != made.rend(); ++i) {
    const Call& earlier = account.calls()[*i];
    if (earlier.calling < call.calling && !earlier.messages.empty())
      return account.began(*account.messageOf(earlier));
  }
  return 0;
}

// The last event of `actor` that arrived before the entry at `at`, or 0.
Position lastBefore(const Account& account, Actor actor, Position at) {
  const std::vector<Position>& events = account.eventsOf(actor);
  const auto after = std::lower_bound(events.begin(), events.end(), at);
  return after == events.begin() ? 0 : *std::prev(after);
}

// The COMMAND entry whose script made the event, or NOWHERE.
Position causeOf(const Account& account, Position at) {
  const Position script = account.origin(at).script;
  return script == NOWHERE ? NOWHERE : account.scripts()[script].sent;
}

std::vector<Wait> held(const Account& account, Op op) {
  std::vector<Wait> found;
  for (const Call& call : account.calls()) {
    const Message* message = account.messageOf(call);
    if (!call.is(op) || message == nullptr || !message->held || call.step->deadlineMs > 0) continue;
    const Answer& answer = message->answer;
    if (answer.kind != Answer::Kind::NONE && answer.cause == NOWHERE) continue;
    const Position called = account.began(*message);
    if (call.calling == NOWHERE) continue;
    Position until = answer.kind == Answer::Kind::NONE
                         ? account.commandAfter(Command::Kind::END, called)
                         : answer.cause;
    until = std::min(until, account.linkEnd(call.renderer));
    if (until == NOWHERE || until < called) continue;
    found.push_back({&call, message, called, until});
  }
  return found;
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

Position fence(const Account& account, const Call& call) {
  const Call* later = call.calling == NOWHERE ? nullptr : dispatchedAfter(account, call);
  return later == nullptr ? NOWHERE : account.began(*account.messageOf(*later));
}

Position fence(const Account& account, const Delivery& delivery) {
  const std::vector<Delivery>& all = account.deliveries();
  for (auto i = static_cast<Position>(&delivery - all.data()) + 1; i < all.size(); ++i)
    if (all[i].to == delivery.to && all[i].dispatch != NOWHERE) return account.arrived(all[i]);
  return NOWHERE;
}

const Registered* registeredFor(const Account& account, const Call& call) {
  if (const Message* message = account.messageOf(call)) return &message->registered;
  if (call.calling == NOWHERE || call.sent == NOWHERE) return nullptr;
  // Nothing is registered at a main that the runner plays.
  for (const Position at : account.eventsOf(Actor::P0))
    if (account.event(at).kind == Kind::LINKED && account.event(at).wire->what == "main")
      return nullptr;

  // Main saw the call after everything that it reported before the call was asked for, and after
  // what the renderer had sent before …
  const Position from =
      std::max(lastBefore(account, Actor::MAIN, call.sent), dispatchedBefore(account, call));
  const auto& states = account.registrations(Actor::MAIN).states(call.step->channel);
  auto state = std::partition_point(states.begin() + 1, states.end(),
                                    [&](const Registered& s) { return s.since <= from; });
  const Registered* at = &*std::prev(state);
  if (state == states.end()) return at;
  // … and before whatever it was asked to do after the call had ended, or did for a later call.
  const bool after = call.end() != NOWHERE && causeOf(account, state->since) != NOWHERE &&
                     causeOf(account, state->since) > call.end();
  return after || fence(account, call) < state->since ? at : nullptr;
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
  const Position until = fence(account, delivery);
  const auto& states = account.registrations(delivery.to).states(deed.step->channel);
  bool ever = false;
  bool always = true;
  for (auto state = states.begin(); state != states.end(); ++state) {
    const bool over = std::next(state) != states.end() && std::next(state)->since <= from;
    if (over || (state->since > until && until != NOWHERE)) continue;
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

std::vector<Wait> waits(const Account& account) { return held(account, Op::SEND_SYNC); }

std::vector<Wait> pendingInvokes(const Account& account) { return held(account, Op::INVOKE); }

std::vector<Round> rounds(const Account& account) {
  std::vector<Round> found;
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call == nullptr || call->is(Op::INVOKE)) continue;
    found.push_back({.op = call->step->op,
                     .made = call->calling,
                     .began = account.began(message),
                     .fence = fence(account, *call),
                     .registered = &message.registered,
                     .runs = &message.runs,
                     .message = &message,
                     .what = describe(*call)});
  }
  for (const Dispatch& dispatch : account.dispatches()) {
    if (dispatch.delivery == NOWHERE) continue;
    const Delivery& delivery = account.deliveries()[dispatch.delivery];
    found.push_back({.op = Op::SEND_TO,
                     .made = account.deeds()[delivery.deed].at,
                     .began = account.began(dispatch),
                     .fence = fence(account, delivery),
                     .registered = &dispatch.registered,
                     .runs = &dispatch.runs,
                     .what = describe(account, delivery)});
  }
  return found;
}

}  // namespace triwire::conformance
