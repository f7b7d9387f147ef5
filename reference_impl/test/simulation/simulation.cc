#include "simulation/simulation.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <new>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "support/allocations.h"
#include "triwire/value.h"
#include "wire/codec.h"

namespace triwire {

using namespace protocol;

namespace {

using Line = ScriptLine;

constexpr std::array SCRIPT = {
    Line{Line::SEND, "m"},
    Line{Line::INVOKE, "echo"},
    Line{Line::INVOKE, "hold"},
    Line{Line::INVOKE, "late", 2},
    Line{Line::SEND_SYNC, "ask"},
    Line{Line::CANCEL},
    Line{Line::SEND_SYNC, "late", 3},
    Line{Line::INVOKE, "late"},
    Line{Line::INVOKE, "throw"},
    Line{Line::SEND_SYNC, "refuse"},
    Line{Line::INVOKE, "refuse"},
    Line{Line::INVOKE, "full"},
    Line{Line::FILL},
    Line{Line::INVOKE, "echo"},
    Line{Line::SEND_SYNC, "ask"},
    Line{Line::EMPTY},
    Line{Line::CLOSE},
    Line{Line::INVOKE, "echo"},  // Too late.
};

Payload someArgs() { return wire::encodeArgs({"text", 1.5, Value::array({1, nullptr})}); }

protocol::Outcome thrown() {
  return wire::encodeOutcome(triwire::Outcome::threw(ThrownError::error("Error", "no")));
}

std::string idOf(CallId id) { return std::to_string(static_cast<std::uint64_t>(id)); }

}  // namespace

Simulation::Simulation(const Fault& fault)
    : fault_(fault), random_(fault.seed.value_or(1)), allocationsLeft_(fault.refusedAllocation) {}

/// False if the machine was refused an allocation.
template <class Call>
bool Simulation::hasMemoryFor(const Call& call) {
  try {
    const Refusing refusing(allocationsLeft_);
    call();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

/// Has a machine do something for its application, which tries again when there is memory.
template <class Call>
void Simulation::ask(const Call& call) {
  if (hasMemoryFor(call)) return;
  allocationsLeft_ = NEVER;
  call();
}

/// Tells a machine what happened. If it has no memory for that, the link is given up, and still there is none.
template <class Machine, class Actions, class Input>
void Simulation::tell(Machine& machine, Actions& actions, const Input& input) {
  if (hasMemoryFor(input)) return perform(actions);
  Actions last;
  fuzz::require(hasMemoryFor([&] { machine.onDisconnect(last); }), "a link ends without memory");
  allocationsLeft_ = NEVER;
  std::move(last.begin(), last.end(), std::back_inserter(actions));
  perform(actions);
  loseLink();
}

void Simulation::run() {
  RendererActions actions;
  ask([&] { renderer_.open(actions); });
  perform(actions);
  while (move()) ++steps_;
  if (hasMain_) fuzz::require(mainOracle_.live().empty(), "every call has ended in main");
  if (hasRenderer_) rendererOracle_.lookAtEnd();
}

/// One step of somebody. False if nobody can move.
bool Simulation::move() {
  if (steps_ == fault_.mainGoneAtStep) hasMain_ = false, toRenderer_.isEnded = true;
  if (steps_ == fault_.rendererGoneAtStep) hasRenderer_ = false, toMain_.isEnded = true;
  std::array<unsigned, 4> order = {0, 1, 2, 3};
  if (fault_.seed) std::shuffle(order.begin(), order.end(), random_);
  for (const unsigned who : order) {
    if (who == 0 && hasMain_ && deliver(toMain_, true)) return true;
    if (who == 1 && hasRenderer_ && deliver(toRenderer_, false)) return true;
    if (who == 2 && hasRenderer_ && act()) return true;
    if (who == 3 && hasRenderer_ && passTime()) return true;
  }
  return false;
}

bool Simulation::deliver(Stream& stream, bool toMain) {
  if (!stream.isRead) return false;
  MainActions forMain;
  RendererActions forRenderer;
  if (stream.bytes.empty()) {
    if (!stream.isEnded) return false;
    stream.isRead = false;
    if (toMain) {
      tell(main_, forMain, [&] { main_.onDisconnect(forMain); });
    } else {
      tell(renderer_, forRenderer, [&] { renderer_.onDisconnect(forRenderer); });
    }
    return true;
  }
  const std::size_t count =
      std::min({stream.bytes.size(), fault_.chunkBytesMax, fault_.cutAfterByte - delivered_});
  stream.reader.append(std::span(stream.bytes).first(count));
  stream.bytes.erase(stream.bytes.begin(),
                     stream.bytes.begin() + static_cast<std::ptrdiff_t>(count));
  delivered_ += count;
  for (;;) {
    auto next = stream.reader.next();
    fuzz::require(!std::holds_alternative<wire::Failure>(next), "what was written can be read");
    auto* frame = std::get_if<Frame>(&next);
    if (frame == nullptr) break;
    if (toMain) {
      tell(main_, forMain, [&] { main_.onFrame(std::move(*frame), forMain); });
    } else {
      tell(renderer_, forRenderer, [&] { renderer_.onFrame(std::move(*frame), forRenderer); });
    }
  }
  if (delivered_ == fault_.cutAfterByte) loseLink();
  return true;
}

/// What is on the way is lost, and both sides are yet to be told.
void Simulation::loseLink() {
  for (Stream* stream : {&toMain_, &toRenderer_}) {
    stream->bytes.clear();
    stream->isEnded = true;
  }
}

/// The renderer's application: the next line of its script, or its event loop if it is blocked out.
bool Simulation::act() {
  if (renderer_.state() == RendererState::WAITING) return false;
  RendererActions actions;
  if (renderer_.hasDeferred()) {
    ask([&] { renderer_.turn(actions); });
    perform(actions);
    return true;
  }
  if (renderer_.state() == RendererState::HANDSHAKING) return false;
  if (script_ == SCRIPT.size()) return false;
  perform(SCRIPT[script_++], actions);
  perform(actions);
  return true;
}

void Simulation::perform(const Line& line, RendererActions& actions) {
  const Payload args = someArgs();
  const std::optional<Time> deadline =
      line.patience ? std::optional(now_ + Time(line.patience)) : std::nullopt;
  CallId id{};
  switch (line.what) {
    case Line::SEND:
      return ask([&] { static_cast<void>(renderer_.send(line.channel, args, actions)); });
    case Line::INVOKE:
      ask([&] { id = renderer_.invoke(line.channel, args, deadline, actions); });
      if (std::string_view(line.channel) == "hold") held_ = id;
      return rendererOracle_.made(id, CallKind::INVOKE);
    case Line::SEND_SYNC:
      ask([&] { id = renderer_.sendSync(line.channel, args, deadline, actions); });
      return rendererOracle_.made(id, CallKind::SYNC);
    case Line::CANCEL:
      return ask([&] { renderer_.cancel(held_, actions); });
    case Line::FILL:
      return renderer_.onRoom(0);
    case Line::EMPTY:
      return renderer_.onRoom(NEVER);
    case Line::CLOSE:
      return ask([&] { renderer_.close(CloseReason::DONE, "", actions); });
  }
}

/// The clock goes on if somebody waits for it.
bool Simulation::passTime() {
  if (!renderer_.nextDeadline()) return false;
  now_ += Time(1);
  RendererActions actions;
  tell(renderer_, actions, [&] { renderer_.onTime(now_, actions); });
  return true;
}

void Simulation::answer(const DispatchSync& call, MainActions& next) {
  sendEvent("before", next);
  if (call.channel == "ask") answer(call.id, wire::encodeValue(1), next);
  if (call.channel == "refuse") answer(call.id, {OutcomeKind::REFUSED, {}}, next);
}

void Simulation::answer(const DispatchInvoke& call, MainActions& next) {
  if (call.channel == "echo") answer(call.id, {OutcomeKind::NO_HANDLER, {}}, next);
  if (call.channel == "throw") answer(call.id, thrown(), next);
  if (call.channel == "refuse") answer(call.id, {OutcomeKind::REFUSED, {}}, next);
  if (call.channel == "full") answer(call.id, {OutcomeKind::OVERLOADED, {}}, next);
}

void Simulation::answer(CallId id, const protocol::Outcome& outcome,
                        MainActions& next) {
  ask([&] { main_.answer(id, outcome, next); });
}

void Simulation::sendEvent(const char* channel, MainActions& next) {
  const Payload args = someArgs();
  ask([&] { static_cast<void>(main_.sendEvent(channel, args, next)); });
}

void Simulation::perform(MainActions& actions) {
  mainOracle_.look(actions, main_);
  for (const MainAction& action : std::exchange(actions, {})) {
    MainActions next;
    if (const auto* sent = std::get_if<SendFrame>(&action)) {
      if (!toRenderer_.isEnded) wire::appendFrame(sent->frame, toRenderer_.bytes);
    } else if (std::holds_alternative<CloseLink>(action)) {
      toRenderer_.isEnded = true;
      toMain_.isRead = false;
    } else if (const auto* message = std::get_if<DispatchMessage>(&action)) {
      note("main: message " + message->channel);
      sendEvent("reply", next);
    } else if (const auto* sync = std::get_if<DispatchSync>(&action)) {
      note("main: sync " + idOf(sync->id));
      answer(*sync, next);
    } else if (const auto* invoke = std::get_if<DispatchInvoke>(&action)) {
      note("main: invoke " + idOf(invoke->id));
      answer(*invoke, next);
    } else if (const auto* cancelled = std::get_if<CancelCall>(&action)) {
      note("main: cancelled " + idOf(cancelled->id));
    } else if (const auto* abandoned = std::get_if<AbandonCall>(&action)) {
      note("main: abandoned " + idOf(abandoned->id));
    } else if (const auto* closed = std::get_if<Closed>(&action)) {
      note("main: closed " + std::string(nameOf(closed->reason)));
    }
    if (!next.empty()) perform(next);
  }
}

void Simulation::perform(RendererActions& actions) {
  rendererOracle_.look(actions, renderer_);
  for (const RendererAction& action : std::exchange(actions, {})) {
    if (const auto* sent = std::get_if<SendFrame>(&action)) {
      if (!toMain_.isEnded) wire::appendFrame(sent->frame, toMain_.bytes);
    } else if (std::holds_alternative<CloseLink>(action)) {
      toMain_.isEnded = true;
      toRenderer_.isRead = false;
    } else if (const auto* event = std::get_if<DispatchEvent>(&action)) {
      note("renderer: event " + event->channel);
    } else if (const auto* settled = std::get_if<SettleCall>(&action)) {
      note("renderer: " + idOf(settled->id) + " " + std::string(nameOf(settled->outcome.kind)));
    } else if (const auto* closed = std::get_if<Closed>(&action)) {
      note("renderer: closed " + std::string(nameOf(closed->reason)));
    }
  }
}

}  // namespace triwire
