#include "bench/floor/epoll_socket.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace triwire::bench {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

EpollSocketStream::EpollSocketStream(int socket, std::chrono::nanoseconds pollFor)
    : SocketStream(socket), pollFor_(pollFor), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  if (fcntl(socket, F_SETFL, O_NONBLOCK) != 0 ||
      epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &wanted) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll");
  }
}

EpollSocketStream::~EpollSocketStream() { close(epoll_); }

std::size_t EpollSocketStream::readSome(std::span<char> bytes) {
  const Clock::time_point begin = Clock::now();
  for (;;) {
    if (pollFor_.count() == 0 || Clock::now() - begin >= pollFor_) {
      epoll_event event;
      if (epoll_wait(epoll_, &event, 1, -1) < 0) return 0;
    }
    const ssize_t count = read(socket(), bytes.data(), bytes.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EAGAIN) return 0;
  }
}

}  // namespace triwire::bench
