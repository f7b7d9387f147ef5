#include "transport/link.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

#include "transport/socket.h"
#include "transport/system_call.h"

namespace triwire::transport {
namespace {

constexpr std::size_t KEPT_BYTES = std::size_t{1}
                                   << 20U;  // A larger buffer is given back when empty.

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

Link::Received Link::receive(std::span<std::byte> into) {
  const ssize_t count =
      retried([&] { return ::recv(fd(), into.data(), into.size(), MSG_DONTWAIT); });
  if (count > 0) return {Read::BYTES, static_cast<std::size_t>(count)};
  if (count < 0 && wouldBlock()) return {Read::NOTHING};
  return {Read::END};  // An orderly end, a reset, or a socket that does not work: nothing more will
                       // come.
}

bool Link::flush() {
  while (outgoingBytes() > 0 && !isBroken_) {
    const ssize_t count = retried([&] {
      return ::send(fd(), outgoing_.data() + written_, outgoingBytes(),
                    MSG_NOSIGNAL | MSG_DONTWAIT);
    });
    if (count < 0 && wouldBlock()) break;
    if (count < 0) isBroken_ = true;
    if (count > 0) written_ += static_cast<std::size_t>(count);
  }
  if (outgoingBytes() > 0 && !isBroken_) {
    // Moving the rest costs no more than writing what went before it did.
    if (written_ > outgoing_.size() / 2) {
      outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(written_));
      written_ = 0;
    }
    return false;
  }
  outgoing_.clear();
  written_ = 0;
  if (outgoing_.capacity() > KEPT_BYTES) outgoing_.shrink_to_fit();
  return true;
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
