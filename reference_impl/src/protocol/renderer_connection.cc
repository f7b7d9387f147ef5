#include "protocol/renderer_connection.h"

#include <cassert>
#include <utility>
#include <variant>

#include "protocol/transition.h"

namespace triwire::protocol {

using State = RendererState;

namespace {

// What any one step adds at most, beside the calls that end with the link: a frame, the end of the link,
// and that of the call that blocks.
constexpr std::size_t STEP_ACTIONS = 3;

}  // namespace

RendererConnection::RendererConnection(Options options) : options_(std::move(options)) {
  options_.limits = effective(options_.limits);
  ending_.reserve(STEP_ACTIONS);
  makeRoomToEnd(0);
}

/// The end of the link is told whatever happens: each call that is live, `more` of them to come, and how the
/// link ended.
void RendererConnection::makeRoomToEnd(std::size_t more) {
  makeRoom(deferred_, calls_.size() + more + 1);
}

/// Before anything changes, so that nothing is lost if there is no memory for what is to be told.
void RendererConnection::makeRoomForStep(RendererActions& actions) {
  makeRoom(actions, STEP_ACTIONS);
  makeRoomToEnd(1);
}

void RendererConnection::open(RendererActions& actions) {
  sendFrame(Hello{VERSION_MIN, VERSION_MAX, options_.limits, options_.features,
                  options_.implementation},
            actions);
}

void RendererConnection::onFrame(Frame&& frame, RendererActions& actions) {
  if (state_ == State::CLOSED) return;
  makeRoomForStep(actions);
  const FrameKind kind = kindOf(frame);
  const std::optional<State> next = nextState(RENDERER_TRANSITIONS, state_, kind);
  if (!next) {
    return violate(CloseReason::UNEXPECTED_FRAME,
                   std::string(nameOf(kind)) + " is not expected here", actions);
  }
  if (*next != State::CLOSED) state_ = *next;  // `end` closes.
  std::visit([&](auto& f) { on(f, actions); }, frame);
}

void RendererConnection::on(Welcome& welcome, RendererActions& actions) {
  if (welcome.version < VERSION_MIN || welcome.version > VERSION_MAX) {
    return violate(CloseReason::VERSION_MISMATCH, "main chose a version that was not offered",
                   actions);
  }
  for (const std::string& feature : welcome.features) {
    if (hasFeature(options_.features, feature)) continue;
    return violate(CloseReason::UNEXPECTED_FRAME, "main accepts a feature that was not offered",
                   actions);
  }
  peer_ = effective(welcome.limits);
  tell(Opened{std::move(welcome)}, actions);
}

void RendererConnection::on(Event& event, RendererActions& actions) {
  if (!keeps(options_.limits, event.channel, event.args)) {
    return violate(CloseReason::LIMIT_EXCEEDED, "the event exceeds an announced limit", actions);
  }
  tell(DispatchEvent{std::move(event.channel), std::move(event.args)}, actions);
}

void RendererConnection::on(Return& answer, RendererActions& actions) {
  // Main answers each call exactly once, so an unknown id means that the two sides disagree about
  // what has happened; nothing after that can be trusted (TW-WIRE-6).
  Call* call = calls_.find(answer.id);
  if (call == nullptr) {
    return violate(CloseReason::UNEXPECTED_FRAME, "return for a call that is not live", actions);
  }
  if (!mayAnswer(answer.outcome.kind, call->kind, call->cancelled)) {
    return violate(CloseReason::UNEXPECTED_FRAME,
                   std::string(nameOf(answer.outcome.kind)) + " cannot answer this call", actions);
  }
  if (!keeps(options_.limits, {}, answer.outcome.payload)) {
    return violate(CloseReason::LIMIT_EXCEEDED, "the return exceeds an announced limit", actions);
  }

  if (call->settled) {
    ++lateReturns_;  // Given up on: late answers change nothing (TW-SYNC-23, TW-INVOKE-34).
  } else {
    settle(answer.id, *call, std::move(answer.outcome), actions);
  }
  calls_.remove(answer.id);
}

void RendererConnection::on(Close& close, RendererActions& actions) {
  end(Closed{close.reason, true, std::move(close.text)}, actions);
}

template <class Other>
void RendererConnection::on(Other&, RendererActions&) {
  assert(false && "the transitions let no other frame through");
}

void RendererConnection::onMalformed(CloseReason reason, std::string text,
                                     RendererActions& actions) {
  if (state_ != State::CLOSED) violate(reason, std::move(text), actions);
}

void RendererConnection::onDisconnect(RendererActions& actions) {
  if (actions.empty() && actions.capacity() < ending_.capacity()) actions.swap(ending_);
  end(Closed{CloseReason::LOST, true, LINK_LOST}, actions);
}

void RendererConnection::onTime(Time now, RendererActions& actions) {
  for (;;) {
    makeRoomForStep(actions);
    const std::optional<CallId> id = deadlines_.takeDue(now);
    if (!id) return;
    Call* call = calls_.find(*id);
    if (call == nullptr || call->settled) continue;
    giveUp(*id, *call, OutcomeKind::DEADLINE_EXCEEDED, actions);
  }
}

void RendererConnection::turn(RendererActions& actions) {
  if (state_ == State::WAITING) return;
  makeRoom(actions, deferred_.size());
  for (RendererAction& action : deferred_) actions.emplace_back(std::move(action));
  deferred_.clear();
}

OutcomeKind RendererConnection::maySend(std::string_view channel, const Payload& args) const {
  assert(state_ != State::WAITING && "the application is blocked");
  if (state_ != State::OPEN) return OutcomeKind::DISCONNECTED;
  if (!fits(peer_, channel, args)) return OutcomeKind::TOO_LARGE;
  if (!hasRoomFor(channel, args)) return OutcomeKind::OVERLOADED;
  return OutcomeKind::VALUE;
}

OutcomeKind RendererConnection::send(std::string channel, Payload args, RendererActions& actions) {
  const OutcomeKind outcome = maySend(channel, args);
  if (outcome != OutcomeKind::VALUE) return outcome;
  makeRoom(actions, 1);
  sendFrame(Message{std::move(channel), std::move(args)}, actions);
  return outcome;
}

std::optional<CallId> RendererConnection::begin(CallKind kind, std::string_view channel,
                                                const Payload& args,
                                                std::optional<Time> deadline) {
  assert(state_ != State::WAITING && "the application is blocked");
  if (whyNot(kind, channel, args)) return std::nullopt;
  const CallId id{lastId_ + 1};
  start(id, kind, deadline);
  ++lastId_;
  if (kind == CallKind::SYNC) state_ = State::WAITING;
  return id;
}

CallId RendererConnection::sendSync(std::string channel, Payload args, std::optional<Time> deadline,
                                    RendererActions& actions) {
  makeRoom(actions, 1);
  if (const std::optional<CallId> id = begin(CallKind::SYNC, channel, args, deadline)) {
    sendFrame(SyncCall{*id, std::move(channel), std::move(args)}, actions);
    return *id;
  }
  const CallId id{++lastId_};
  actions.emplace_back(SettleCall{id, {*whyNot(CallKind::SYNC, channel, args), {}}});
  return id;
}

CallId RendererConnection::invoke(std::string channel, Payload args, std::optional<Time> deadline,
                                  RendererActions& actions) {
  makeRoom(actions, 1);
  makeRoomToEnd(1);
  if (const std::optional<CallId> id = begin(CallKind::INVOKE, channel, args, deadline)) {
    sendFrame(InvokeCall{*id, std::move(channel), std::move(args)}, actions);
    return *id;
  }
  const CallId id{++lastId_};
  tell(SettleCall{id, {*whyNot(CallKind::INVOKE, channel, args), {}}}, actions);
  return id;
}

void RendererConnection::cancel(CallId id, RendererActions& actions) {
  makeRoomForStep(actions);
  Call* call = calls_.find(id);
  if (call != nullptr && !call->settled) giveUp(id, *call, OutcomeKind::CANCELLED, actions);
}

void RendererConnection::close(CloseReason reason, std::string text, RendererActions& actions) {
  if (state_ == State::CLOSED) return;
  makeRoomForStep(actions);
  sendFrame(Close{reason, text}, actions);
  end(Closed{reason, false, std::move(text)}, actions);
}

std::optional<Time> RendererConnection::nextDeadline() const { return deadlines_.next(); }

/// Why a call cannot be made now.
std::optional<OutcomeKind> RendererConnection::whyNot(CallKind kind, std::string_view channel,
                                                      const Payload& args) const {
  if (state_ != State::OPEN) return OutcomeKind::DISCONNECTED;
  if (!fits(peer_, channel, args)) return OutcomeKind::TOO_LARGE;
  if (calls_.size() >= peer_.pendingCallsMax) return OutcomeKind::OVERLOADED;
  if (!hasRoomFor(channel, args)) return OutcomeKind::OVERLOADED;
  if (kind == CallKind::SYNC && isBehind_) return OutcomeKind::OVERLOADED;
  return std::nullopt;
}

void RendererConnection::start(CallId id, CallKind kind, std::optional<Time> deadline) {
  makeRoomToEnd(1);
  if (deadline) deadlines_.add(*deadline, id);  // First: one of a call that is not live does nothing.
  calls_.add(id, {kind, false, false, deadline.has_value()});
}

void RendererConnection::tidyDeadlines() {
  deadlines_.tidy(calls_.size(), [&](CallId id) {
    const Call* call = calls_.find(id);
    return call != nullptr && !call->settled;
  });
}

/// Settles the call for the application. Main is told, and the id stays live until it has answered.
void RendererConnection::giveUp(CallId id, Call& call, OutcomeKind kind, RendererActions& actions) {
  call.cancelled = true;
  // Before the application goes on: its next `sendSync` must not overtake the end of this one.
  sendFrame(Cancel{id}, actions);
  settle(id, call, {kind, {}}, actions);
}

void RendererConnection::settle(CallId id, Call& call, Outcome outcome, RendererActions& actions) {
  call.settled = true;
  if (call.hasDeadline) tidyDeadlines();
  if (call.kind == CallKind::INVOKE) return tell(SettleCall{id, std::move(outcome)}, actions);

  // The end of the call that blocks is the one thing that overtakes (TW-BLOCK-4).
  actions.emplace_back(SettleCall{id, std::move(outcome)});
  if (state_ == State::WAITING) state_ = State::OPEN;
}

/// To the application: now, or if it is blocked or has not yet been told what came before, later.
template <class Action>
void RendererConnection::tell(Action action, RendererActions& actions) {
  const bool later = state_ == State::WAITING || !deferred_.empty();
  (later ? deferred_ : actions).emplace_back(std::move(action));
}

/// The peer broke the protocol: say so, and end the link.
void RendererConnection::violate(CloseReason reason, std::string text, RendererActions& actions) {
  close(reason, std::move(text), actions);
}

/// There is room for the end (`makeRoomToEnd`), and for a step in `actions`: nothing is allocated that must be.
void RendererConnection::end(Closed closed, RendererActions& actions) {
  if (state_ == State::CLOSED) return;
  actions.emplace_back(CloseLink{});

  // First the call that blocks, so that the application comes back; then, behind the events that it
  // has not seen yet, the others in the order made (TW-INVOKE-30).
  tryToMakeRoom(actions, calls_.size() + 1);
  const bool later = state_ == State::WAITING || !deferred_.empty() ||
                     actions.capacity() - actions.size() < calls_.size() + 1;
  PendingCalls<Call> calls = calls_.takeAll();
  calls.forEach([&](CallId id, const Call& call) {
    if (call.kind == CallKind::SYNC && !call.settled) {
      actions.emplace_back(SettleCall{id, {OutcomeKind::DISCONNECTED, {}}});
    }
  });
  state_ = State::CLOSED;
  deadlines_.clear();
  RendererActions& told = later ? deferred_ : actions;
  calls.forEach([&](CallId id, const Call& call) {
    if (call.kind == CallKind::INVOKE && !call.settled) {
      told.emplace_back(SettleCall{id, {OutcomeKind::DISCONNECTED, {}}});
    }
  });
  told.emplace_back(std::move(closed));
}

}  // namespace triwire::protocol
