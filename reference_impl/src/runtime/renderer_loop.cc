#include "runtime/renderer_loop.h"

#include <poll.h>

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

}  // namespace

RendererLoop::RendererLoop(transport::OwnedFd socket, Options options, Application& application)
    : clock_(options.clock ? std::move(options.clock) : std::make_unique<SystemClock>()),
      application_(application),
      connection_({options.limits, std::move(options.implementation)}),
      link_(std::in_place, std::move(socket), options.limits.frameBytesMax,
            std::move(options.tap)) {
  watch(link_->fd(), Source::LINK);
  watch(clock_->fd(), Source::CLOCK);
  watch(waker_.fd(), Source::WAKER);
  RendererActions actions;
  connection_.open(actions);
  perform(actions);
}

bool RendererLoop::waitOpen(std::optional<Time> deadline) {
  while (!isOpen() && !isClosed() && !(deadline && now() >= *deadline)) blockOnce(deadline);
  armAlarm();
  return isOpen();
}

OutcomeKind RendererLoop::send(std::string channel, protocol::Payload args) {
  if (link_ && link_->outgoingBytes() + args.bytes > protocol::OUTGOING_BYTES_MAX) {
    return OutcomeKind::OVERLOADED;
  }
  RendererActions actions;
  const OutcomeKind outcome = connection_.send(std::move(channel), std::move(args), actions);
  perform(actions);
  return outcome;
}

protocol::Outcome RendererLoop::sendSync(std::string channel, protocol::Payload args,
                                         std::optional<Time> deadline) {
  assert(!waitingFor_ && "nothing runs while a sendSync blocks");
  RendererActions actions;
  waitingFor_ = connection_.sendSync(std::move(channel), std::move(args), deadline, actions);
  perform(actions);
  while (!waitingOutcome_) blockOnce(connection_.nextDeadline());
  waitingFor_.reset();
  protocol::Outcome outcome = std::move(*waitingOutcome_);
  waitingOutcome_.reset();

  actions.clear();
  connection_.turn(actions);  // The inbox keeps it until the application is back in its loop.
  perform(actions);
  return outcome;
}

protocol::CallId RendererLoop::invoke(std::string channel, protocol::Payload args,
                                      std::optional<Time> deadline) {
  RendererActions actions;
  const protocol::CallId id =
      connection_.invoke(std::move(channel), std::move(args), deadline, actions);
  perform(actions);
  return id;
}

void RendererLoop::cancel(protocol::CallId id) {
  RendererActions actions;
  connection_.cancel(id, actions);
  perform(actions);
}

void RendererLoop::post(std::function<void()> callback) {
  inbox_.emplace_back(std::move(callback));
  waker_.wake();
}

void RendererLoop::whenOpen(std::function<void()> callback) {
  if (isOpen() || isClosed()) return callback();
  whenOpen_.push_back(std::move(callback));
}

void RendererLoop::dispatch(int milliseconds) {
  if (isTelling_) throw std::logic_error("dispatch() inside a listener or a reaction");
  std::array<transport::Poller::Ready, 4> ready;
  for (const transport::Poller::Ready& each : poller_.wait(ready, milliseconds)) {
    switch (static_cast<Source>(each.key)) {
      case Source::LINK:
        if (each.writable) afterOutput();
        if (each.readable) readLink();
        break;
      case Source::CLOCK:
        onTime();
        break;
      case Source::WAKER:
        waker_.reset();
        break;
    }
  }
  if (link_ && link_->isBroken()) readLink();

  // What is added meanwhile waits for the next dispatch, so that this one ends.
  isTelling_ = true;
  struct Done {
    bool& flag;
    ~Done() { flag = false; }
  } done{isTelling_};
  for (std::size_t count = inbox_.size(); count > 0; --count) {
    Told told = std::move(inbox_.front());
    inbox_.pop_front();
    tell(told);
  }
  if (!inbox_.empty()) waker_.wake();
}

void RendererLoop::close() {
  RendererActions actions;
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
  if (!inbox_.empty() && !isTelling_) waker_.wake();
}

void RendererLoop::on(protocol::CloseLink&) {
  if (!link_) return;
  link_->drain(CLOSE_MS_MAX);
  poller_.remove(link_->fd());
  link_.reset();
}

void RendererLoop::on(protocol::Opened& action) {
  rendererId_ = action.welcome.rendererId;
  for (const auto& callback : std::exchange(whenOpen_, {})) callback();
}

void RendererLoop::on(protocol::SettleCall& action) {
  if (waitingFor_ == action.id) {
    waitingOutcome_ = std::move(action.outcome);
  } else {
    inbox_.emplace_back(std::move(action));
  }
}

void RendererLoop::on(protocol::Closed& action) {
  closed_ = action;
  for (const auto& callback : std::exchange(whenOpen_, {})) callback();  // Each finds out.
  inbox_.emplace_back(std::move(action));
}

void RendererLoop::readLink() {
  if (!link_) return;
  const Link::Read read = link_->receive();
  RendererActions actions;
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
  RendererActions actions;
  connection_.onTime(now(), actions);
  finishInput(actions);
}

void RendererLoop::finishInput(RendererActions& actions) {
  if (!waitingFor_) connection_.turn(actions);
  perform(actions);
}

void RendererLoop::afterOutput() {
  if (!link_) return;
  const bool waits = !link_->flush();
  if (std::exchange(isWatchingWritable_, waits) != waits) {
    poller_.watchWritable(link_->fd(), static_cast<std::uint64_t>(Source::LINK), waits);
  }
  if (link_->isBroken()) waker_.wake();
}

void RendererLoop::armAlarm() {
  const std::optional<Time> next = connection_.nextDeadline();
  if (std::exchange(armedFor_, next) != next) clock_->alarmAt(next);
}

/// Waits for the link or the alarm, and takes in what came. Tells the application nothing.
void RendererLoop::blockOnce(std::optional<Time> alarm) {
  if (std::exchange(armedFor_, alarm) != alarm) clock_->alarmAt(alarm);
  const short events = isWatchingWritable_ ? POLLIN | POLLOUT : POLLIN;
  std::array<pollfd, 2> waiting{pollfd{link_ ? link_->fd() : -1, events, 0},
                                pollfd{clock_->fd(), POLLIN, 0}};
  transport::required("poll", [&] {
    return ::poll(waiting.data(), waiting.size(), link_ && link_->isBroken() ? 0 : -1);
  });
  if (waiting[1].revents != 0) onTime();
  if ((waiting[0].revents & POLLOUT) != 0) afterOutput();
  if (waiting[0].revents != 0 || (link_ && link_->isBroken())) readLink();
}

void RendererLoop::tell(Told& told) {
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
