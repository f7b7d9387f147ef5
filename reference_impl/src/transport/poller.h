// Waits for descriptors: epoll.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "transport/owned_fd.h"

namespace triwire::transport {

/// A set of descriptors, each with a number of the owner's choice, that is itself a descriptor:
/// readable when one of its members is ready.
class Poller {
 public:
  struct Ready {
    std::uint64_t key;
    bool readable;  ///< Or ended, or failed: reading tells.
    bool writable;
  };

  Poller();

  int fd() const { return epoll_.get(); }

  /// Reported as long as there is something to read.
  void add(int fd, std::uint64_t key);
  /// For an eventfd: reported once each time that it was written to. It need not be read.
  void addBell(int fd, std::uint64_t key);
  /// Whether to report that the descriptor takes bytes, too.
  void watchWritable(int fd, std::uint64_t key, bool watch);
  /// Before the descriptor is closed.
  void remove(int fd);

  /// Fills `ready` with what is ready and returns that part; waits up to `milliseconds` (-1: for
  /// ever) for the first.
  std::span<Ready> wait(std::span<Ready> ready, int milliseconds);

 private:
  OwnedFd epoll_;
};

/// A descriptor that any thread can make readable.
class Waker {
 public:
  Waker();
  /// Uses an eventfd that does not wait.
  explicit Waker(OwnedFd event) : event_(std::move(event)) {}

  int fd() const { return event_.get(); }
  void wake() const;
  /// Makes it unreadable again.
  void reset() const;

 private:
  OwnedFd event_;
};

}  // namespace triwire::transport
