#include "simulation/simulation.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <variant>

#include "triwire/value.h"
#include "wire/codec.h"

namespace triwire {

using namespace protocol;

namespace {

Payload someArgs() { return wire::encodeArgs({"text", 1.5, Value::array({1, nullptr})}); }

std::string idOf(CallId id) { return std::to_string(static_cast<std::uint64_t>(id)); }

}  // namespace

Simulation::Simulation(const Fault& fault) : fault_(fault), random_(fault.seed.value_or(1)) {}

void Simulation::run() {
  RendererActions actions;
  renderer_.open(actions);
  onRenderer(actions);
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
    toMain ? main_.onDisconnect(forMain) : renderer_.onDisconnect(forRenderer);
    toMain ? onMain(forMain) : onRenderer(forRenderer);
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
    toMain ? main_.onFrame(std::move(*frame), forMain)
           : renderer_.onFrame(std::move(*frame), forRenderer);
    toMain ? onMain(forMain) : onRenderer(forRenderer);
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
    renderer_.turn(actions);
    onRenderer(actions);
    return true;
  }
  if (renderer_.state() == RendererState::HANDSHAKING) return false;
  const auto invoke = [&](const char* channel, std::optional<Time> deadline = {}) {
    const CallId id = renderer_.invoke(channel, someArgs(), deadline, actions);
    rendererOracle_.made(id, CallKind::INVOKE);
    return id;
  };
  const auto sendSync = [&](const char* channel, std::optional<Time> deadline = {}) {
    rendererOracle_.made(renderer_.sendSync(channel, someArgs(), deadline, actions),
                         CallKind::SYNC);
  };
  switch (script_++) {
    case 0:
      static_cast<void>(renderer_.send("m", someArgs(), actions));
      break;
    case 1:
      invoke("echo");
      break;
    case 2:
      held_ = invoke("hold");
      break;
    case 3:
      invoke("hold", now_ + Time(2));
      break;
    case 4:
      sendSync("ask");
      break;
    case 5:
      renderer_.cancel(held_, actions);
      break;
    case 6:
      sendSync("hold", now_ + Time(3));
      break;
    case 7:
      invoke("hold");
      break;
    case 8:
      renderer_.close(CloseReason::DONE, "", actions);
      break;
    case 9:
      invoke("echo");  // Too late.
      break;
    default:
      return false;
  }
  onRenderer(actions);
  return true;
}

/// The clock goes on if somebody waits for it.
bool Simulation::passTime() {
  if (!renderer_.nextDeadline()) return false;
  now_ += Time(1);
  RendererActions actions;
  renderer_.onTime(now_, actions);
  onRenderer(actions);
  return true;
}

void Simulation::answer(const DispatchSync& call, MainActions& next) {
  static_cast<void>(main_.sendEvent("before", someArgs(), next));
  if (call.channel == "ask")
    main_.answer(call.id, {OutcomeKind::VALUE, wire::encodeValue(1).payload}, next);
}

void Simulation::answer(const DispatchInvoke& call, MainActions& next) {
  if (call.channel == "echo") main_.answer(call.id, {OutcomeKind::NO_HANDLER, {}}, next);
}

void Simulation::onMain(MainActions& actions) {
  mainOracle_.look(actions, main_);
  for (const MainAction& action : std::exchange(actions, {})) {
    MainActions next;
    if (const auto* sent = std::get_if<SendFrame>(&action)) {
      if (!toRenderer_.isEnded) wire::appendFrame(sent->frame, toRenderer_.bytes);
    } else if (std::holds_alternative<CloseLink>(action)) {
      toRenderer_.isEnded = true;
      toMain_.isRead = false;
    } else if (const auto* message = std::get_if<DispatchMessage>(&action)) {
      tell("main: message " + message->channel);
      static_cast<void>(main_.sendEvent("reply", someArgs(), next));
    } else if (const auto* sync = std::get_if<DispatchSync>(&action)) {
      tell("main: sync " + idOf(sync->id));
      answer(*sync, next);
    } else if (const auto* invoke = std::get_if<DispatchInvoke>(&action)) {
      tell("main: invoke " + idOf(invoke->id));
      answer(*invoke, next);
    } else if (const auto* cancelled = std::get_if<CancelCall>(&action)) {
      tell("main: cancelled " + idOf(cancelled->id));
    } else if (const auto* abandoned = std::get_if<AbandonCall>(&action)) {
      tell("main: abandoned " + idOf(abandoned->id));
    } else if (const auto* closed = std::get_if<Closed>(&action)) {
      tell("main: closed " + std::string(nameOf(closed->reason)));
    }
    if (!next.empty()) onMain(next);
  }
}

void Simulation::onRenderer(RendererActions& actions) {
  rendererOracle_.look(actions, renderer_);
  for (const RendererAction& action : std::exchange(actions, {})) {
    if (const auto* sent = std::get_if<SendFrame>(&action)) {
      if (!toMain_.isEnded) wire::appendFrame(sent->frame, toMain_.bytes);
    } else if (std::holds_alternative<CloseLink>(action)) {
      toMain_.isEnded = true;
      toRenderer_.isRead = false;
    } else if (const auto* event = std::get_if<DispatchEvent>(&action)) {
      tell("renderer: event " + event->channel);
    } else if (const auto* settled = std::get_if<SettleCall>(&action)) {
      tell("renderer: " + idOf(settled->id) + " " + std::string(nameOf(settled->outcome.kind)));
    } else if (const auto* closed = std::get_if<Closed>(&action)) {
      tell("renderer: closed " + std::string(nameOf(closed->reason)));
    }
  }
}

}  // namespace triwire
