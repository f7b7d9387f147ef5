// RendererLoop's half that blocks: for the welcome, the answer of a sendSync, room.
#include <poll.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "runtime/renderer_loop.h"
#include "runtime/resting.h"
#include "transport/system_call.h"

namespace triwire::runtime {

using protocol::OutcomeKind;
using protocol::Time;

bool RendererLoop::waitOpen(std::optional<Time> deadline) {
  write();  // Whoever blocks writes at once.
  while (!isOpen() && !isClosed() && !(deadline && now() >= *deadline)) blockOnce(deadline);
  armAlarm();
  return isOpen();
}

protocol::Outcome RendererLoop::sendSync(std::string channel, protocol::Payload args,
                                         std::optional<Time> deadline) {
  assert(!waitingFor_ && "nothing runs while a sendSync blocks");
  tellRoom();
  Actions actions(spare_);
  if (link_ && link_->hasMemory()) link_->bytes().memory().wake();  // Main need not ring.
  waitingFor_ = connection_.sendSync(std::move(channel), std::move(args), deadline, actions);
  perform(actions);
  return awaitOutcome();
}

protocol::Outcome RendererLoop::sendSync(const wire::PlainDraft& call,
                                         std::optional<Time> deadline) {
  assert(!waitingFor_ && "nothing runs while a sendSync blocks");
  waitingFor_ = begin(protocol::CallKind::SYNC, call, deadline);
  if (!waitingFor_) return sendSync(std::string(call.channel()), call.payload(), deadline);
  if (link_->hasMemory()) link_->bytes().memory().wake();  // Main need not ring.
  write();
  armAlarm();
  return awaitOutcome();
}

protocol::Outcome RendererLoop::awaitOutcome() {
  while (!waitingOutcome_) blockOnce(connection_.nextDeadline());
  rest();
  waitingFor_.reset();
  protocol::Outcome outcome = std::move(*waitingOutcome_);
  waitingOutcome_.reset();

  Actions actions(spare_);
  connection_.turn(actions);  // The inbox keeps it until the application is back in its loop.
  perform(actions);
  return outcome;
}

void RendererLoop::tellRoom() {
  connection_.onBacklog(backlogMessages_, backlogBytes_);
  const auto isFullNow = [&] { return link_ && link_->outgoingFrames() >= outgoingMessagesMax_; };
  bool isFull = isFullNow();
  if (isFull) write(), isFull = isFullNow();  // Perhaps only gathered.
  const std::uint64_t waiting = link_ ? link_->outgoingBytes() : 0;
  const std::uint64_t room = outgoingBytesMax_ - std::min(outgoingBytesMax_, waiting);
  connection_.onRoom(isFull ? std::nullopt : std::optional(room));
}

bool RendererLoop::fits(std::uint64_t bytes) {
  return !link_ || (link_->outgoingBytes() + bytes <= outgoingBytesMax_ &&
                    link_->outgoingFrames() < outgoingMessagesMax_);
}

OutcomeKind RendererLoop::waitForRoom(std::uint64_t bytes, std::optional<Time> deadline) {
  write();
  const Resting resting(*this);
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
  if (blocker_) return blockOnMemory();
  const short events = isWatchingWritable_ ? POLLIN | POLLOUT : POLLIN;
  std::array<pollfd, 2> waiting{pollfd{link_ ? link_->fd() : -1, events, 0},
                                pollfd{clock_->fd(), POLLIN, 0}};
  transport::required("poll", [&] {
    return ::poll(waiting.data(), waiting.size(), link_ && link_->isBroken() ? 0 : -1);
  });
  if (waiting[1].revents != 0) onTime();
  const bool readable = (waiting[0].revents & ~POLLOUT) != 0;
  if (waiting[0].revents != 0) onSocket(readable, (waiting[0].revents & POLLOUT) != 0);
  if (link_ && link_->isBroken()) readLink();
}

void RendererLoop::blockOnMemory() {
  if (!sleepOnBell()) return write(), readLink();
  serveReady(*blocker_, link_->isBroken() ? 0 : -1);
  if (link_ && link_->isBroken()) readLink();
}

}  // namespace triwire::runtime
