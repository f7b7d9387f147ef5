#include "transport/link.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "transport/socket.h"
#include "transport/system_call.h"

namespace triwire::transport {
namespace {

constexpr std::size_t PARTS_MAX = 16;            // Of one write.
constexpr std::size_t LARGE_BYTES = 64U << 10U;  // Too much for the usual buffer of a socket.
constexpr int ROOM_BYTES = 1 << 20;              // The kernel doubles it, for what it keeps itself.

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

/// The part of a message beside its bytes: descriptors.
class Control {
 public:
  msghdr header(iovec& bytes) {
    msghdr message{};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = buffer_.data();
    message.msg_controllen = buffer_.size();
    return message;
  }

  void put(msghdr& message, const SharedMemorySide::Descriptors& descriptors) {
    std::array<int, DESCRIPTORS_MAX> fds{};
    for (std::size_t i = 0; i < descriptors.size(); ++i) fds[i] = descriptors[i].get();
    const std::size_t bytes = descriptors.size() * sizeof(int);
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(control), fds.data(), bytes);
  }

  std::vector<int> take(msghdr& message) {
    std::vector<int> fds;
    for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
         each = CMSG_NXTHDR(&message, each)) {
      if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
      const std::size_t before = fds.size();
      fds.resize(before + (each->cmsg_len - CMSG_LEN(0)) / sizeof(int));
      std::memcpy(fds.data() + before, CMSG_DATA(each), each->cmsg_len - CMSG_LEN(0));
    }
    return fds;
  }

 private:
  static constexpr std::size_t DESCRIPTORS_MAX = 4;
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))> buffer_{};
};

}  // namespace

/// The socket itself waits, so that one call can wait and read; every other says that it does not.
Link::Link(OwnedFd socket) : socket_(std::move(socket)) {
  const int flags = required("fcntl", [&] { return ::fcntl(fd(), F_GETFL); });
  required("fcntl", [&] { return ::fcntl(fd(), F_SETFL, flags & ~O_NONBLOCK); });
}

Link::Received Link::receive(std::span<std::byte> into) {
  return memory_ ? receiveFromMemory(into) : receive(into, MSG_DONTWAIT);
}
Link::Received Link::receiveWaiting(std::span<std::byte> into) { return receive(into, 0); }

Link::Received Link::receive(std::span<std::byte> into, int flags) {
  const ssize_t count = retried([&] { return ::recv(fd(), into.data(), into.size(), flags); });
  if (count > 0) return {Read::BYTES, static_cast<std::size_t>(count)};
  if (count < 0 && wouldBlock()) return {Read::NOTHING};
  return {Read::END};  // An orderly end, a reset, or a socket that does not work: nothing more will
                       // come.
}

Link::Received Link::receiveWithDescriptors(std::span<std::byte> into) {
  iovec bytes{into.data(), into.size()};
  Control control;
  msghdr message = control.header(bytes);
  const ssize_t count =
      retried([&] { return ::recvmsg(fd(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC); });
  if (count < 0 && wouldBlock()) return {Read::NOTHING};
  if (count <= 0) return {Read::END};
  for (const int each : control.take(message)) {
    OwnedFd descriptor(each);
    if (came_.size() <= SharedMemorySide::DESCRIPTORS) came_.push_back(std::move(descriptor));
  }
  return {Read::BYTES, static_cast<std::size_t>(count)};
}

Link::Received Link::receiveFromMemory(std::span<std::byte> into) {
  const bool isLast = isEnded_;  // Whoever has gone wrote nothing later.
  const std::optional<std::size_t> count = memory_->read(into);
  if (count && *count > 0) return {Read::BYTES, *count};
  return {!count || isLast || isBroken_ ? Read::END : Read::NOTHING};
}

void Link::shareMemory() {
  std::array<std::span<const std::byte>, PARTS_MAX> parts;
  const auto front = outgoing_.front(parts);
  isBroken_ = true;
  if (front.size() != 1) return;
  try {
    SharedMemorySide::Descriptors descriptors = SharedMemorySide::make();
    iovec bytes{const_cast<std::byte*>(front[0].data()), front[0].size()};
    Control control;
    msghdr message = control.header(bytes);
    control.put(message, descriptors);
    // It is the first thing that is written: the socket's buffer has room for it.
    const ssize_t count =
        retried([&] { return ::sendmsg(fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT); });
    if (count != static_cast<ssize_t>(front[0].size())) return;
    memory_.emplace(SharedMemorySide::from(SharedMemorySide::Side::MAIN, std::move(descriptors)));
    isBroken_ = false;
  } catch (const std::system_error&) {  // Out of descriptors or memory: it costs this link.
  }
  outgoing_.clear();
}

bool Link::useMemory() {
  try {
    memory_.emplace(SharedMemorySide::from(SharedMemorySide::Side::RENDERER, std::move(came_)));
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

bool Link::flushToMemory() {
  std::array<std::span<const std::byte>, 1> first;
  while (outgoingBytes() > 0) {
    const std::optional<std::size_t> count = memory_->write(outgoing_.front(first)[0]);
    if (!count) {
      isBroken_ = true;
      outgoing_.clear();
    } else if (*count > 0) {
      outgoing_.take(*count);
    } else {
      memory_->awaitRoom();
      return false;
    }
  }
  return true;
}

bool Link::flush() {
  if (memory_) return flushToMemory();
  while (outgoingBytes() > 0 && !isBroken_) {
    const ssize_t count = writeOnce();
    if (count > 0) {
      outgoing_.take(static_cast<std::size_t>(count));
    } else if (!wouldBlock()) {
      isBroken_ = true;
    } else if (!makeRoom()) {
      return false;
    }
  }
  if (isBroken_) outgoing_.clear();
  return true;
}

ssize_t Link::writeOnce() {
  std::array<std::span<const std::byte>, PARTS_MAX> parts;
  const auto front = outgoing_.front(parts);
  constexpr int FLAGS = MSG_NOSIGNAL | MSG_DONTWAIT;
  if (front.size() == 1) {
    return retried([&] { return ::send(fd(), front[0].data(), front[0].size(), FLAGS); });
  }
  std::array<iovec, PARTS_MAX> vectors{};
  for (std::size_t i = 0; i < front.size(); ++i) {
    vectors[i] = {const_cast<std::byte*>(front[i].data()), front[i].size()};  // Only read.
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = front.size();
  return retried([&] { return ::sendmsg(fd(), &message, FLAGS); });
}

/// Once: large frames go three times as fast if the peer need not read while they are written.
bool Link::makeRoom() {
  if (hasRoom_ || outgoingBytes() < LARGE_BYTES) return false;
  hasRoom_ = true;
  return ::setsockopt(fd(), SOL_SOCKET, SO_SNDBUF, &ROOM_BYTES, sizeof ROOM_BYTES) == 0;
}

void Link::drain(int milliseconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  std::array<std::byte, 4096> dropped;
  while (!flush()) {
    const short events = memory_ ? POLLIN : POLLIN | POLLOUT;
    std::array<pollfd, 2> waiting{pollfd{fd(), events, 0},
                                  pollfd{memory_ ? memory_->bell() : -1, POLLIN, 0}};
    const auto wait = [&] {
      return ::poll(waiting.data(), waiting.size(), millisecondsUntil(deadline));
    };
    if (retried(wait) <= 0 || (memory_ && waiting[0].revents != 0)) return;
    if (memory_) memory_->silence();
    while (receive(dropped).kind == Read::BYTES) {
    }
  }
}

}  // namespace triwire::transport
