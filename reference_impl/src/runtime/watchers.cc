#include "runtime/watchers.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <span>
#include <utility>

namespace triwire::runtime {

namespace {

constexpr std::uint64_t CONTROL_SOCKET = 0;  // The watchers follow.

std::uint64_t nanosecondsNow() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

}  // namespace

Watchers::Watchers(const std::string& address, List list)
    : list_(std::move(list)), listener_(address) {
  poller_.add(listener_.fd(), CONTROL_SOCKET);
}

void Watchers::serve() {
  std::array<transport::Poller::Ready, WATCHERS_MAX + 1> all;
  for (const transport::Poller::Ready& each : poller_.wait(all, 0)) {
    if (each.key == CONTROL_SOCKET) {
      accept();
      continue;
    }
    const auto found = watchers_.find(each.key);
    if (found == watchers_.end()) continue;
    if (each.readable) read(found->second);
    if (!found->second.isOver) write(found->second);
    watchWritable(each.key, found->second);
  }
  dropOver();
}

/// One at a time: who connects again and again does not keep main from its renderers.
void Watchers::accept() {
  std::optional<transport::OwnedFd> socket = listener_.accept();
  if (!socket || watchers_.size() >= WATCHERS_MAX) return;
  const std::uint64_t key = ++lastKey_;
  poller_.add(socket->get(), key);
  watchers_.emplace(key, std::move(*socket));
}

void Watchers::read(Watcher& watcher) {
  std::array<unsigned char, 2> bytes{};
  const ssize_t count =
      ::recv(watcher.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  const bool isWish = count == 1 && watcher.wish == Wish::UNKNOWN && bytes[0] >= 1 &&
                      bytes[0] <= static_cast<unsigned char>(Wish::PAYLOADS);
  watcher.isOver = !isWish;
  if (!isWish) return;
  watcher.wish = static_cast<Wish>(bytes[0]);
  begin(watcher);
}

/// Tells what there is.
void Watchers::begin(Watcher& watcher) {
  for (const wire::TracedLink& link : list_()) {
    wire::Bytes record;
    wire::appendLink(headFor(watcher), link, record);
    keep(watcher, record);
  }
  wire::Bytes record;
  wire::appendListed(headFor(watcher), record);
  keep(watcher, record);
  if (wantsFrames(watcher)) ++wanting_;
}

wire::TraceHead Watchers::headFor(const Watcher& watcher) {
  return {nanosecondsNow(), watcher.lost};
}

void Watchers::keep(Watcher& watcher, const wire::Bytes& record) {
  if (watcher.waiting.size() - watcher.written + record.size() > ROOM_BYTES) {
    ++watcher.lost;
    return;
  }
  watcher.waiting.insert(watcher.waiting.end(), record.begin(), record.end());
}

void Watchers::write(Watcher& watcher) {
  const auto left = std::span(watcher.waiting).subspan(watcher.written);
  if (left.empty()) return;
  const ssize_t count =
      ::send(watcher.socket.get(), left.data(), left.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0) {
    watcher.isOver = errno != EAGAIN && errno != EINTR;
    return;
  }
  watcher.written += static_cast<std::size_t>(count);
  if (2 * watcher.written < watcher.waiting.size()) return;
  watcher.waiting.erase(watcher.waiting.begin(),
                        watcher.waiting.begin() + static_cast<std::ptrdiff_t>(watcher.written));
  watcher.written = 0;
}

void Watchers::watchWritable(std::uint64_t key, Watcher& watcher) {
  const bool waits = watcher.waiting.size() > watcher.written;
  if (std::exchange(watcher.isWatchingWritable, waits) != waits) {
    poller_.watchWritable(watcher.socket.get(), key, waits);
  }
}

void Watchers::onFrame(const wire::TracedFrame& traced) {
  for (auto& [key, watcher] : watchers_) {
    if (!wantsFrames(watcher)) continue;
    const bool withPayload = watcher.wish == Wish::PAYLOADS;
    if (withPayload && wire::payloadBytesOf(traced.frame) > ROOM_BYTES) {
      ++watcher.lost;  // Without encoding what has no room.
      continue;
    }
    wire::Bytes record;
    wire::appendTraced(headFor(watcher), traced, withPayload, record);
    keep(watcher, record);
    watchWritable(key, watcher);
  }
}

void Watchers::onEnded(std::uint32_t rendererId) {
  for (auto& [key, watcher] : watchers_) {
    if (!wantsFrames(watcher)) continue;
    wire::Bytes record;
    wire::appendEnded(headFor(watcher), rendererId, record);
    keep(watcher, record);
    watchWritable(key, watcher);
  }
}

void Watchers::dropOver() {
  for (auto each = watchers_.begin(); each != watchers_.end();) {
    const Watcher& watcher = each->second;
    if (!watcher.isOver) {
      ++each;
      continue;
    }
    if (wantsFrames(watcher)) --wanting_;
    poller_.remove(watcher.socket.get());
    each = watchers_.erase(each);
  }
}

}  // namespace triwire::runtime
