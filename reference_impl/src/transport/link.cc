#include "transport/link.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <chrono>

#include "transport/socket.h"
#include "transport/system_call.h"

namespace triwire::transport {
namespace {

constexpr std::size_t PARTS_MAX = 16;            // Of one write.
constexpr std::size_t LARGE_BYTES = 64U << 10U;  // Too much for the usual buffer of a socket.
constexpr int ROOM_BYTES = 1 << 20;              // The kernel doubles it, for what it keeps itself.

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

/// The socket itself waits, so that one call can wait and read; every other says that it does not.
Link::Link(OwnedFd socket) : socket_(std::move(socket)) {
  const int flags = required("fcntl", [&] { return ::fcntl(fd(), F_GETFL); });
  required("fcntl", [&] { return ::fcntl(fd(), F_SETFL, flags & ~O_NONBLOCK); });
}

Link::Received Link::receive(std::span<std::byte> into) { return receive(into, MSG_DONTWAIT); }
Link::Received Link::receiveWaiting(std::span<std::byte> into) { return receive(into, 0); }

Link::Received Link::receive(std::span<std::byte> into, int flags) {
  const ssize_t count = retried([&] { return ::recv(fd(), into.data(), into.size(), flags); });
  if (count > 0) return {Read::BYTES, static_cast<std::size_t>(count)};
  if (count < 0 && wouldBlock()) return {Read::NOTHING};
  return {Read::END};  // An orderly end, a reset, or a socket that does not work: nothing more will
                       // come.
}

bool Link::flush() {
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
  std::array<iovec, PARTS_MAX> vectors{};
  const auto front = outgoing_.front(parts);
  for (std::size_t i = 0; i < front.size(); ++i) {
    vectors[i] = {const_cast<std::byte*>(front[i].data()), front[i].size()};  // Only read.
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = front.size();
  return retried([&] { return ::sendmsg(fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT); });
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
    pollfd waiting{fd(), POLLIN | POLLOUT, 0};
    if (retried([&] { return ::poll(&waiting, 1, millisecondsUntil(deadline)); }) <= 0) return;
    while (receive(dropped).kind == Read::BYTES) {
    }
  }
}

}  // namespace triwire::transport
