#include "runtime/renderer_loop.h"

#include <stdexcept>
#include <utility>

namespace triwire::runtime {

using protocol::OutcomeKind;
using protocol::RendererActions;
using protocol::Time;

namespace {

constexpr int CLOSE_MS_MAX = 1'000;
constexpr unsigned ALL_EVERY = 4;  // Looks, of those that poll.

constexpr unsigned ALL_EVERY_MEMORY = 256;  // And where the others are none.

protocol::Features featuresOf(const RendererLoop::Options& options) {
  if (options.settings.sharedMemory != SharedMemory::REQUEST) return {};
  return {std::string(protocol::SHARED_MEMORY)};
}

struct Done {
  bool& flag;
  ~Done() { flag = false; }
};

/// Of an event or an answer.
std::uint64_t bytesOf(const auto& told) {
  if (const auto* event = std::get_if<protocol::DispatchEvent>(&told)) {
    return event->channel.size() + event->args.bytes;
  }
  const auto* settled = std::get_if<protocol::SettleCall>(&told);
  return settled == nullptr ? 0 : settled->outcome.payload.bytes;
}

}  // namespace

RendererLoop::RendererLoop(transport::OwnedFd socket, Options options, Application& application)
    : clock_(options.clock ? std::move(options.clock) : std::make_unique<SystemClock>()),
      application_(application),
      outgoingBytesMax_(options.outgoingBytesMax),
      outgoingMessagesMax_(options.outgoingMessagesMax),
      connection_({options.limits, std::move(options.implementation), featuresOf(options)}),
      link_(std::in_place, std::move(socket), options.limits.frameBytesMax,
            std::move(options.tap)),
      gathering_(options.settings.gather),
      polling_(options.settings.pollMax) {
  watch(link_->fd(), Source::LINK);
  watch(clock_->fd(), Source::CLOCK);
  watch(waker_.fd(), Source::WAKER);
  if (options.settings.sharedMemory == SharedMemory::REQUEST) link_->awaitMemory();
  Actions actions(spare_);
  connection_.open(actions);
  perform(actions);
}

OutcomeKind RendererLoop::send(std::string channel, protocol::Payload args) {
  tellRoom();
  Actions actions(spare_);
  const OutcomeKind outcome = connection_.send(std::move(channel), std::move(args), actions);
  perform(actions);
  return outcome;
}

OutcomeKind RendererLoop::send(const wire::PlainDraft& message) {
  tellRoom();
  const OutcomeKind outcome =
      connection_.maySend(message.channel(), {nullptr, message.payloadBytes()});
  if (outcome != OutcomeKind::VALUE) return outcome;
  link_->sendMessage(message);
  afterOutput();
  return outcome;
}

/// Nothing if the core refuses it, which then says how.
std::optional<protocol::CallId> RendererLoop::begin(protocol::CallKind kind,
                                                    const wire::PlainDraft& call,
                                                    std::optional<Time> deadline) {
  tellRoom();
  const std::optional<protocol::CallId> id =
      connection_.begin(kind, call.channel(), {nullptr, call.payloadBytes()}, deadline);
  if (id) link_->sendCall(kind, *id, call);
  return id;
}

protocol::CallId RendererLoop::invoke(const wire::PlainDraft& call, std::optional<Time> deadline) {
  const std::optional<protocol::CallId> id = begin(protocol::CallKind::INVOKE, call, deadline);
  if (!id) return invoke(std::string(call.channel()), call.payload(), deadline);
  afterOutput();
  armAlarm();
  return *id;
}

protocol::CallId RendererLoop::invoke(std::string channel, protocol::Payload args,
                                      std::optional<Time> deadline) {
  tellRoom();
  Actions actions(spare_);
  const protocol::CallId id =
      connection_.invoke(std::move(channel), std::move(args), deadline, actions);
  perform(actions);
  return id;
}

/// In the next dispatch.
void RendererLoop::tellLater(Told told) {
  ++backlogMessages_;
  backlogBytes_ += bytesOf(told);
  inbox_.push(std::move(told));
}

void RendererLoop::cancel(protocol::CallId id) {
  Actions actions(spare_);
  connection_.cancel(id, actions);
  perform(actions);
}

void RendererLoop::post(std::function<void()> callback) {
  inbox_.push(std::move(callback));
  wakeLoop();
}

void RendererLoop::whenOpen(std::function<void()> callback) {
  if (isOpen() || isClosed()) return callback();
  whenOpen_.push_back(std::move(callback));
}

void RendererLoop::dispatch(int milliseconds) {
  if (isTelling_) throw std::logic_error("dispatch() inside a listener or a reaction");
  isDispatching_ = true;
  const Done dispatched{isDispatching_};
  write();
  const bool mayPoll = milliseconds != 0 && isHot_ && inbox_.empty();
  const bool isMemory = link_ && link_->hasMemory();
  if (mayPoll && isMemory) link_->bytes().memory().wake();
  const auto look = [&] {
    const unsigned every = isMemory ? ALL_EVERY_MEMORY : ALL_EVERY;
    return ++looks_ % every == 0 ? serveReady(poller_, 0) : lookAtLink();
  };
  if (!mayPoll || !polling_.poll(look)) {
    isHot_ = false;
    if (milliseconds == 0 || sleepOnBell()) {
      serveReady(poller_, milliseconds);
    } else {
      look();
    }
  }
  if (link_ && link_->isBroken()) readLink();
  if (milliseconds == 0) rest();
  tellAll();
  write();
  isDispatching_ = false;
  if (!inbox_.empty() || (link_ && link_->isBroken())) wakeLoop();
}

/// What comes from here on rings. False: something is there.
bool RendererLoop::sleepOnBell() {
  return !link_ || !link_->hasMemory() || link_->bytes().memory().sleep();
}

void RendererLoop::rest() {
  if (link_ && link_->hasMemory()) link_->bytes().memory().sleepOrRing();
}

void RendererLoop::tellAll() {
  isTelling_ = true;
  const Done told{isTelling_};
  // What is added meanwhile waits for the next dispatch, so that this one ends.
  for (std::size_t count = inbox_.size(); count > 0; --count) {
    if (gathering_.isOverdue()) write();
    Told next = inbox_.take();
    tell(next);
  }
}

void RendererLoop::close() {
  Actions actions(spare_);
  connection_.close(protocol::CloseReason::DONE, "closed by the renderer", actions);
  perform(actions);
}

void RendererLoop::perform(RendererActions& actions) {
  if (actions.empty()) return armAlarm();
  for (protocol::RendererAction& action : actions) {
    std::visit([&](auto& each) { on(each); }, action);
  }
  actions.clear();
  afterOutput();
  armAlarm();
  if (!inbox_.empty()) wakeLoop();
}

void RendererLoop::on(protocol::CloseLink&) {
  if (!link_) return;
  link_->drain(CLOSE_MS_MAX);
  poller_.remove(link_->fd());
  if (link_->hasMemory()) poller_.remove(link_->bytes().memory().bell());
  blocker_.reset();
  link_.reset();
}

void RendererLoop::on(protocol::Opened& action) {
  const bool isGranted =
      protocol::hasFeature(action.welcome.features, protocol::SHARED_MEMORY);
  if (!link_->onWelcome(isGranted)) {
    Actions actions(spare_);
    connection_.onMalformed(protocol::CloseReason::MALFORMED, "no shared memory came", actions);
    return perform(actions);
  }
  if (isGranted) watchBell();
  rendererId_ = action.welcome.rendererId;
  for (const auto& callback : std::exchange(whenOpen_, {})) callback();
}

void RendererLoop::watchBell() {
  const int bell = link_->bytes().memory().bell();
  poller_.addBell(bell, static_cast<std::uint64_t>(Source::BELL));
  blocker_.emplace();
  blocker_->addBell(bell, static_cast<std::uint64_t>(Source::BELL));
  blocker_->add(link_->fd(), static_cast<std::uint64_t>(Source::LINK));
  blocker_->add(clock_->fd(), static_cast<std::uint64_t>(Source::CLOCK));
}

void RendererLoop::on(protocol::SettleCall& action) {
  if (waitingFor_ == action.id) {
    waitingOutcome_ = std::move(action.outcome);
  } else {
    tellLater(std::move(action));
  }
}

void RendererLoop::on(protocol::Closed& action) {
  closed_ = action;
  for (const auto& callback : std::exchange(whenOpen_, {})) callback();  // Each finds out.
  inbox_.push(std::move(action));
}

void RendererLoop::afterOutput() {
  if (!link_) return;
  // Whoever blocks writes at once.
  if (waitingFor_ || !gathering_.waits(link_->outgoingBytes(), isTelling_)) return write();
  wakeLoop();
}

void RendererLoop::write() {
  if (!link_) return;
  const bool isIdle = link_->outgoingBytes() == 0 && !isWatchingWritable_ && !link_->isBroken();
  if (isIdle) return;
  isHot_ = isHot_ || link_->outgoingBytes() > 0;
  const bool waits = !link_->flush() && !link_->hasMemory();
  gathering_.onWritten();
  if (std::exchange(isWatchingWritable_, waits) != waits) {
    poller_.watchWritable(link_->fd(), static_cast<std::uint64_t>(Source::LINK), waits);
  }
  if (link_->isBroken()) wakeLoop();
}

/// `fd` becomes readable: there is something to do. `dispatch` itself looks again at its end.
void RendererLoop::wakeLoop() {
  if (!isDispatching_ && !std::exchange(isWoken_, true)) wake();
}

void RendererLoop::tell(Told& told) {
  const bool isCounted = std::holds_alternative<protocol::SettleCall>(told) ||
                         std::holds_alternative<protocol::DispatchEvent>(told);
  if (isCounted) {
    --backlogMessages_;
    backlogBytes_ -= bytesOf(told);
  }
  if (auto* settled = std::get_if<protocol::SettleCall>(&told)) {
    application_.onSettled(settled->id, settled->outcome);
  } else if (auto* event = std::get_if<protocol::DispatchEvent>(&told)) {
    application_.onEvent(event->channel, event->args);
  } else if (auto* closed = std::get_if<protocol::Closed>(&told)) {
    application_.onClosed(*closed);
  } else {
    std::get<std::function<void()>>(told)();
  }
}

}  // namespace triwire::runtime
