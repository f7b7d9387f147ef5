#include "transport/poller.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>

#include "transport/system_call.h"

namespace triwire::transport {
namespace {

constexpr std::size_t BATCH = 64;

void control(int epoll, int operation, int fd, std::uint64_t key, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = key;
  required("epoll_ctl", [&] { return ::epoll_ctl(epoll, operation, fd, &event); });
}

}  // namespace

Poller::Poller()
    : epoll_(required("epoll_create1", [] { return ::epoll_create1(EPOLL_CLOEXEC); })) {}

void Poller::add(int fd, std::uint64_t key) {
  control(epoll_.get(), EPOLL_CTL_ADD, fd, key, EPOLLIN);
}

void Poller::addBell(int fd, std::uint64_t key) {
  control(epoll_.get(), EPOLL_CTL_ADD, fd, key, EPOLLIN | EPOLLET);
}

void Poller::watchWritable(int fd, std::uint64_t key, bool watch) {
  control(epoll_.get(), EPOLL_CTL_MOD, fd, key, watch ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Poller::remove(int fd) { control(epoll_.get(), EPOLL_CTL_DEL, fd, 0, 0); }

std::span<Poller::Ready> Poller::wait(std::span<Ready> ready, int milliseconds) {
  std::array<epoll_event, BATCH> events;
  const int most = static_cast<int>(std::min(BATCH, ready.size()));
  const int count = required(
      "epoll_wait", [&] { return ::epoll_wait(epoll_.get(), events.data(), most, milliseconds); });
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    ready[i] = {events[i].data.u64, (events[i].events & ~std::uint32_t{EPOLLOUT}) != 0,
                (events[i].events & EPOLLOUT) != 0};
  }
  return ready.first(static_cast<std::size_t>(count));
}

Waker::Waker()
    : event_(required("eventfd", [] { return ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); })) {}

void Waker::wake() const {
  const std::uint64_t one = 1;
  retried([&] { return ::write(event_.get(), &one, sizeof one); });
}

void Waker::reset() const {
  std::uint64_t count = 0;
  retried([&] { return ::read(event_.get(), &count, sizeof count); });
}

}  // namespace triwire::transport
