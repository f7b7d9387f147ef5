#include "protocol/main_connection.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>


namespace triwire::protocol {

using State = MainState;

namespace {

// What any one step adds at most, if it does not end the link.
constexpr std::size_t STEP_ACTIONS = 2;
// The end of a link, beside the calls that are live: a frame, the end, and how it ended.
constexpr std::size_t END_ACTIONS = 3;

}  // namespace

MainConnection::MainConnection(Options options) : options_(std::move(options)) {
  options_.limits = effective(options_.limits);
  makeRoom(ending_, END_ACTIONS);
}

void MainConnection::onFrame(Frame&& frame, MainActions& actions) {
  if (state_ == State::CLOSED) return;
  makeRoom(actions, STEP_ACTIONS);  // Before anything changes.
  const FrameKind kind = kindOf(frame);
  const std::optional<State> next = nextState(MAIN_TRANSITIONS, state_, kind);
  if (!next) {
    return violate(CloseReason::UNEXPECTED_FRAME,
                   std::string(nameOf(kind)) + " is not expected here", actions);
  }
  if (*next != State::CLOSED) state_ = *next;  // `end` closes.
  std::visit([&](auto& f) { on(f, actions); }, frame);
}

void MainConnection::on(Hello& hello, MainActions& actions) {
  const std::uint16_t version = std::min(hello.versionMax, VERSION_MAX);
  if (version < std::max(hello.versionMin, VERSION_MIN)) {
    return violate(CloseReason::VERSION_MISMATCH, "no version in common", actions);
  }
  peer_ = effective(hello.limits);
  Features accepted;
  for (const std::string& feature : options_.features) {
    if (hasFeature(hello.features, feature)) accepted.push_back(feature);
  }
  sendFrame(Welcome{version, options_.limits, std::move(accepted), options_.implementation,
                    options_.rendererId},
            actions);
  actions.emplace_back(Connected{std::move(hello)});
}

void MainConnection::on(Message& message, MainActions& actions) {
  if (!keepsLimits(message.channel, message.args, actions)) return;
  actions.emplace_back(DispatchMessage{std::move(message.channel), std::move(message.args)});
}

void MainConnection::on(SyncCall& call, MainActions& actions) {
  if (!keepsLimits(call.channel, call.args, actions)) return;
  if (isBlocked()) {  // TW-WIRE-12
    return violate(CloseReason::UNEXPECTED_FRAME, "a second sync while one is live", actions);
  }
  if (!admit(call.id, CallKind::SYNC, actions)) return;
  actions.emplace_back(DispatchSync{call.id, std::move(call.channel), std::move(call.args)});
}

void MainConnection::on(InvokeCall& call, MainActions& actions) {
  if (!keepsLimits(call.channel, call.args, actions)) return;
  if (!admit(call.id, CallKind::INVOKE, actions)) return;
  actions.emplace_back(DispatchInvoke{call.id, std::move(call.channel), std::move(call.args)});
}

void MainConnection::on(Cancel& cancel, MainActions& actions) {
  if (cancel.id > lastId_) {
    return violate(CloseReason::UNEXPECTED_FRAME, "cancel for a call that was never made", actions);
  }
  // No longer live: the answer crossed the cancellation on the way.
  if (!calls_.remove(cancel.id)) return;
  sendFrame(Return{cancel.id, {OutcomeKind::CANCELLED, {}}}, actions);
  actions.emplace_back(CancelCall{cancel.id});
}

void MainConnection::on(Close& close, MainActions& actions) {
  makeRoom(actions, calls_.size() + END_ACTIONS);
  end(Closed{close.reason, true, std::move(close.text)}, actions);
}

template <class Other>
void MainConnection::on(Other&, MainActions&) {
  assert(false && "the transitions let no other frame through");
}

void MainConnection::onMalformed(CloseReason reason, std::string text, MainActions& actions) {
  if (state_ != State::CLOSED) violate(reason, std::move(text), actions);
}

void MainConnection::onDisconnect(MainActions& actions) {
  if (actions.empty()) actions.swap(ending_);
  makeRoom(actions, calls_.size() + END_ACTIONS);
  end(Closed{CloseReason::LOST, true, LINK_LOST}, actions);
}

bool MainConnection::concludes(CallId id, const Payload& value) {
  if (calls_.find(id) == nullptr || !fits(peer_, {}, value)) return false;
  if (id != liveSync_) {
    if (!mayDefer(value.bytes)) return false;
    noteDeferred(value.bytes);
  }
  calls_.remove(id);
  return true;
}

void MainConnection::answer(CallId id, Outcome outcome, MainActions& actions) {
  makeRoom(actions, 1);
  if (outcome.kind == OutcomeKind::VALUE && concludes(id, outcome.payload)) {
    return sendFrame(Return{id, std::move(outcome)}, actions);
  }
  const Call* call = calls_.find(id);
  if (call == nullptr) return;
  assert(mayAnswer(outcome.kind, call->kind, false));

  calls_.remove(id);
  if (!fits(peer_, {}, outcome.payload)) outcome = {OutcomeKind::TOO_LARGE, {}};
  if (id != liveSync_) {  // An answer without content comes through: each gives back a call.
    if (!mayDefer(outcome.payload.bytes)) outcome = {OutcomeKind::OVERLOADED, {}};
    noteDeferred(outcome.payload.bytes);
  }
  sendFrame(Return{id, std::move(outcome)}, actions);
}

OutcomeKind MainConnection::sendEvent(std::string channel, Payload args, MainActions& actions) {
  if (state_ != State::OPEN) return OutcomeKind::DISCONNECTED;
  if (!fits(peer_, channel, args)) return OutcomeKind::TOO_LARGE;
  const std::uint64_t bytes = channel.size() + args.bytes;
  if (!mayDefer(bytes)) return OutcomeKind::OVERLOADED;
  makeRoom(actions, 1);
  noteDeferred(bytes);
  sendFrame(Event{std::move(channel), std::move(args)}, actions);
  return OutcomeKind::VALUE;
}

bool MainConnection::mayDefer(std::uint64_t bytes) const {
  return !isBlocked() || (deferredBytes_ + bytes <= peer_.deferredBytesMax &&
                          deferredMessages_ < peer_.deferredMessagesMax);
}

bool MainConnection::mayDeferMuch() const {
  return !isBlocked() || (deferredBytes_ <= peer_.deferredBytesMax / 2 &&
                          deferredMessages_ <= peer_.deferredMessagesMax / 2);
}

void MainConnection::noteDeferred(std::uint64_t bytes) {
  deferredBytes_ += bytes;
  ++deferredMessages_;
}

void MainConnection::close(CloseReason reason, std::string text, MainActions& actions) {
  if (state_ == State::CLOSED) return;
  makeRoom(actions, calls_.size() + END_ACTIONS);
  sendFrame(Close{reason, text}, actions);
  end(Closed{reason, false, std::move(text)}, actions);
}

/// Takes a call into the table, if its id keeps the rules.
bool MainConnection::admit(CallId id, CallKind kind, MainActions& actions) {
  if (id <= lastId_) {  // TW-WIRE-4
    violate(CloseReason::UNEXPECTED_FRAME, "call ids do not increase", actions);
    return false;
  }
  if (calls_.size() >= options_.limits.pendingCallsMax) {  // TW-WIRE-11
    violate(CloseReason::LIMIT_EXCEEDED, "more calls in flight than announced", actions);
    return false;
  }
  begin(kind, id);
  return true;
}

bool MainConnection::takes(CallKind kind, CallId id, std::string_view channel) {
  const bool isSync = kind == CallKind::SYNC;
  if (!accepts(isSync ? FrameKind::SYNC : FrameKind::INVOKE, channel)) return false;
  if ((isSync && isBlocked()) || !mayAdmit(id)) return false;
  begin(kind, id);
  return true;
}

void MainConnection::begin(CallKind kind, CallId id) {
  makeRoom(ending_, calls_.size() + 1 + END_ACTIONS);
  calls_.add(id, {kind});
  lastId_ = id;
  if (kind == CallKind::INVOKE) return;
  liveSync_ = id;
  deferredBytes_ = 0;
  deferredMessages_ = 0;
}

bool MainConnection::keepsLimits(const std::string& channel, const Payload& args,
                                 MainActions& actions) {
  if (keeps(options_.limits, channel, args)) return true;
  violate(CloseReason::LIMIT_EXCEEDED, "a frame exceeds an announced limit", actions);
  return false;
}

/// The peer broke the protocol: say so, and end the link.
void MainConnection::violate(CloseReason reason, std::string text, MainActions& actions) {
  close(reason, std::move(text), actions);
}

/// There is room in `actions`.
void MainConnection::end(Closed closed, MainActions& actions) {
  if (state_ == State::CLOSED) return;
  state_ = State::CLOSED;
  actions.emplace_back(CloseLink{});
  calls_.takeAll().forEach([&](CallId id, const Call&) { actions.emplace_back(AbandonCall{id}); });
  actions.emplace_back(std::move(closed));
}

}  // namespace triwire::protocol
