// A socket read as event loops read it, with or without polling before sleeping.
#pragma once

#include <chrono>

#include "bench/floor/socket.h"

namespace triwire::bench {

class EpollSocketStream : public SocketStream {
 public:
  /// `pollFor`: how long to try non-blocking reads before sleeping in epoll_wait.
  EpollSocketStream(int socket, std::chrono::nanoseconds pollFor);
  ~EpollSocketStream() override;

  std::size_t readSome(std::span<char> bytes) override;

 private:
  std::chrono::nanoseconds pollFor_;
  int epoll_;
};

}  // namespace triwire::bench
