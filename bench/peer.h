// The second process of a benchmark.
#pragma once

#include <sys/types.h>

#include <functional>

namespace triwire::bench {

/// A child process at the other end of a stream socket. It runs `serve` with its end and exits when
/// that returns; it dies with this process. This object's end stays open for the life of the
/// object.
class Peer {
 public:
  explicit Peer(const std::function<void(int fd)>& serve);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int fd() const { return fd_; }

  /// Hands the socket to the caller, who closes it. `fd` is -1 from here on.
  int takeFd();

 private:
  int fd_;
  pid_t pid_;
};

}  // namespace triwire::bench
