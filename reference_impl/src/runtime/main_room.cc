// MainLoop's half that waits for room, on behalf of who sends events.
#include <algorithm>
#include <utility>

#include "runtime/main_loop.h"

namespace triwire::runtime {

using protocol::OutcomeKind;
using protocol::Time;

void MainLoop::whenRoom(LinkId link, std::optional<Time> patience, Told told) {
  if (patience && !clock_) clock_ = std::make_unique<SystemClock>();
  if (patience && !std::exchange(watchesClock_, true)) poller_.add(clock_->fd(), CLOCK);
  std::optional<Time> deadline;
  if (patience) deadline = clock_->now() + *patience;
  roomWaits_.push_back({link, deadline, std::move(told)});
  armAlarm();
  if (!isDispatching_) wake();
}

/// How the wait ends, if it does.
std::optional<OutcomeKind> MainLoop::endOf(const RoomWait& wait) const {
  Peer* peer = find(wait.link);
  if (peer == nullptr || peer->isClosed) return OutcomeKind::DISCONNECTED;
  const bool hasRoom = peer->link.outgoingBytes() <= options_.outgoingBytesMax / 2 &&
                       peer->link.outgoingFrames() <= options_.outgoingMessagesMax / 2 &&
                       peer->connection.mayDeferMuch();
  if (hasRoom) return OutcomeKind::VALUE;
  if (wait.deadline && clock_->now() >= *wait.deadline) return OutcomeKind::DEADLINE_EXCEEDED;
  return std::nullopt;
}

void MainLoop::tellRoom() {
  if (roomWaits_.empty()) return;
  std::vector<std::pair<Told, OutcomeKind>> ended;
  std::vector<RoomWait> waiting;
  for (RoomWait& each : roomWaits_) {
    if (const std::optional<OutcomeKind> how = endOf(each)) {
      ended.emplace_back(std::move(each.told), *how);
    } else {
      waiting.push_back(std::move(each));
    }
  }
  roomWaits_ = std::move(waiting);
  armAlarm();
  for (const auto& [told, how] : ended) told(how);
}

void MainLoop::armAlarm() {
  if (!watchesClock_) return;
  std::optional<Time> next;
  for (const RoomWait& each : roomWaits_) {
    if (each.deadline && (!next || *each.deadline < *next)) next = each.deadline;
  }
  clock_->alarmAt(next);
}

}  // namespace triwire::runtime
