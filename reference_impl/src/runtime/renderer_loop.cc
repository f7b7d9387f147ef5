#include "runtime/renderer_loop.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "transport/system_call.h"

namespace triwire::runtime {

using protocol::OutcomeKind;
using protocol::RendererActions;
using protocol::Time;
using transport::Link;

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

bool RendererLoop::waitOpen(std::optional<Time> deadline) {
  write();  // Whoever blocks writes at once.
  while (!isOpen() && !isClosed() && !(deadline && now() >= *deadline)) blockOnce(deadline);
  armAlarm();
  return isOpen();
}

OutcomeKind RendererLoop::send(std::string channel, protocol::Payload args) {
  tellRoom();
  Actions actions(spare_);
  const OutcomeKind outcome = connection_.send(std::move(channel), std::move(args), actions);
  perform(actions);
  return outcome;
}

protocol::Outcome RendererLoop::sendSync(std::string channel, protocol::Payload args,
                                         std::optional<Time> deadline) {
  assert(!waitingFor_ && "nothing runs while a sendSync blocks");
  tellRoom();
  Actions actions(spare_);
  waitingFor_ = connection_.sendSync(std::move(channel), std::move(args), deadline, actions);
  perform(actions);
  while (!waitingOutcome_) blockOnce(connection_.nextDeadline());
  sleepOnBell();
  waitingFor_.reset();
  protocol::Outcome outcome = std::move(*waitingOutcome_);
  waitingOutcome_.reset();

  actions->clear();
  connection_.turn(actions);  // The inbox keeps it until the application is back in its loop.
  perform(actions);
  return outcome;
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

void RendererLoop::tellRoom() {
  connection_.onBacklog(backlogMessages_, backlogBytes_);
  if (link_ && link_->outgoingFrames() >= outgoingMessagesMax_) write();  // Perhaps only gathered.
  const std::uint64_t waiting = link_ ? link_->outgoingBytes() : 0;
  const bool isFull = link_ && link_->outgoingFrames() >= outgoingMessagesMax_;
  const std::uint64_t room = outgoingBytesMax_ - std::min(outgoingBytesMax_, waiting);
  connection_.onRoom(isFull ? std::nullopt : std::optional(room));
}

bool RendererLoop::fits(std::uint64_t bytes) {
  return !link_ || (link_->outgoingBytes() + bytes <= outgoingBytesMax_ &&
                    link_->outgoingFrames() < outgoingMessagesMax_);
}

OutcomeKind RendererLoop::waitForRoom(std::uint64_t bytes, std::optional<Time> deadline) {
  write();
  while (!fits(bytes)) {
    connection_.onBacklog(backlogMessages_, backlogBytes_);
    const bool isHopeless = bytes > outgoingBytesMax_ || link_->outgoingFrames() == 0;
    if (isHopeless || connection_.isBehind()) return OutcomeKind::OVERLOADED;
    if (deadline && now() >= *deadline) {
      armAlarm();
      return OutcomeKind::DEADLINE_EXCEEDED;
    }
    blockOnce(deadline);
  }
  while (link_ && link_->isBroken()) readLink();  // What waited was dropped: main is gone.
  armAlarm();
  return link_ ? OutcomeKind::VALUE : OutcomeKind::DISCONNECTED;
}

/// In the next dispatch.
void RendererLoop::tellLater(Told told) {
  ++backlogMessages_;
  backlogBytes_ += bytesOf(told);
  inbox_.push_back(std::move(told));
}

void RendererLoop::cancel(protocol::CallId id) {
  Actions actions(spare_);
  connection_.cancel(id, actions);
  perform(actions);
}

void RendererLoop::post(std::function<void()> callback) {
  inbox_.emplace_back(std::move(callback));
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
    return ++looks_ % every == 0 ? serveReady(0) : lookAtLink();
  };
  if (!mayPoll || !polling_.poll(look)) {
    isHot_ = false;
    sleepOnBell();
    serveReady(milliseconds);
  }
  if (link_ && link_->isBroken()) readLink();
  sleepOnBell();
  tellAll();
  write();
  isDispatching_ = false;
  if (!inbox_.empty() || (link_ && link_->isBroken())) wakeLoop();
}

/// False if there was nothing to do.
bool RendererLoop::serveReady(int milliseconds) {
  std::array<transport::Poller::Ready, 4> all;
  const std::span<transport::Poller::Ready> ready = poller_.wait(all, milliseconds);
  for (const transport::Poller::Ready& each : ready) {
    switch (static_cast<Source>(each.key)) {
      case Source::LINK:
        onSocket(each.readable, each.writable);
        break;
      case Source::BELL:
        onBell();
        break;
      case Source::CLOCK:
        onTime();
        break;
      case Source::WAKER:
        waker_.reset();
        isWoken_ = false;
        break;
    }
  }
  return !ready.empty();
}

/// Main has written, or made room.
void RendererLoop::onBell() {
  if (!link_) return;
  link_->bytes().memory().silence();
  write();
  readLink();
  sleepOnBell();
}

void RendererLoop::onSocket(bool readable, bool writable) {
  if (writable) write();
  if (!readable) return;
  if (link_ && link_->hasMemory()) link_->bytes().onSocketReadable();
  readLink();
}

/// What comes from here on rings.
void RendererLoop::sleepOnBell() {
  if (link_ && link_->hasMemory()) link_->bytes().memory().sleep();
}

/// False if there is nothing.
bool RendererLoop::lookAtLink() {
  if (link_ && link_->hasMemory() && link_->outgoingBytes() > 0) write();
  const Link::Read read = link_ ? link_->receive() : Link::Read::NOTHING;
  if (read == Link::Read::NOTHING) return false;
  takeIn(read);
  return true;
}

void RendererLoop::tellAll() {
  isTelling_ = true;
  const Done told{isTelling_};
  // What is added meanwhile waits for the next dispatch, so that this one ends.
  for (std::size_t count = inbox_.size(); count > 0; --count) {
    if (gathering_.isOverdue()) write();
    Told next = std::move(inbox_.front());
    inbox_.pop_front();
    tell(next);
  }
}

void RendererLoop::close() {
  Actions actions(spare_);
  connection_.close(protocol::CloseReason::DONE, "closed by the renderer", actions);
  perform(actions);
}

void RendererLoop::perform(RendererActions& actions) {
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
  if (isGranted) watch(link_->bytes().memory().bell(), Source::BELL);
  rendererId_ = action.welcome.rendererId;
  for (const auto& callback : std::exchange(whenOpen_, {})) callback();
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
  inbox_.emplace_back(std::move(action));
}

void RendererLoop::readLink() {
  if (link_) takeIn(link_->receive());
}

void RendererLoop::takeIn(Link::Read read) {
  isHot_ = true;
  Actions actions(spare_);
  while (link_) {
    auto next = link_->next();
    if (std::holds_alternative<wire::NeedMore>(next)) break;
    if (auto* failure = std::get_if<wire::Failure>(&next)) {
      connection_.onMalformed(failure->reason, std::move(failure->text), actions);
    } else {
      connection_.onFrame(std::move(std::get<protocol::Frame>(next)), actions);
    }
    perform(actions);
  }
  if (link_ && read == Link::Read::END) connection_.onDisconnect(actions);
  finishInput(actions);
}

void RendererLoop::onTime() {
  Actions actions(spare_);
  connection_.onTime(now(), actions);
  finishInput(actions);
}

void RendererLoop::finishInput(RendererActions& actions) {
  if (!waitingFor_) connection_.turn(actions);
  perform(actions);
}

void RendererLoop::afterOutput() {
  if (!link_) return;
  // Whoever blocks writes at once.
  if (waitingFor_ || !gathering_.waits(link_->outgoingBytes(), isTelling_)) return write();
  wakeLoop();
}

void RendererLoop::write() {
  if (!link_) return;
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

void RendererLoop::armAlarm() {
  const std::optional<Time> next = connection_.nextDeadline();
  if (std::exchange(armedFor_, next) != next) clock_->alarmAt(next);
}

/// Waits for the link or the alarm, and takes in what came. Tells the application nothing.
void RendererLoop::blockOnce(std::optional<Time> alarm) {
  if (std::exchange(armedFor_, alarm) != alarm) clock_->alarmAt(alarm);
  const bool isSoon = alarm && *alarm - now() < PollingPolicy::MAX;
  const bool hasMemory = link_ && link_->hasMemory();
  if (hasMemory) link_->bytes().memory().wake();
  if (!isSoon && !isWatchingWritable_ && polling_.poll([&] { return lookAtLink(); })) return;
  if (!alarm && link_ && !isWatchingWritable_ && !link_->isBroken() && link_->canWait()) {
    return takeIn(link_->receiveWaiting());  // One system call where there would be two.
  }
  sleepOnBell();
  const short events = isWatchingWritable_ ? POLLIN | POLLOUT : POLLIN;
  std::array<pollfd, 3> waiting{pollfd{link_ ? link_->fd() : -1, events, 0},
                                pollfd{clock_->fd(), POLLIN, 0},
                                pollfd{hasMemory ? link_->bytes().memory().bell() : -1, POLLIN, 0}};
  transport::required("poll", [&] {
    return ::poll(waiting.data(), waiting.size(), link_ && link_->isBroken() ? 0 : -1);
  });
  if (waiting[1].revents != 0) onTime();
  if (waiting[2].revents != 0) onBell();
  const bool readable = (waiting[0].revents & ~POLLOUT) != 0;
  if (waiting[0].revents != 0) onSocket(readable, (waiting[0].revents & POLLOUT) != 0);
  if (link_ && link_->isBroken()) readLink();
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
