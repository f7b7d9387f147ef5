// Two connected sockets.
#pragma once

#include <sys/socket.h>

#include <array>

#include "transport/owned_fd.h"
#include "transport/system_call.h"

namespace triwire {

struct SocketPair {
  SocketPair() {
    std::array<int, 2> both{};
    transport::required("socketpair", [&] {
      return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, both.data());
    });
    left.reset(both[0]);
    right.reset(both[1]);
  }

  transport::OwnedFd left;
  transport::OwnedFd right;
};

}  // namespace triwire
