#include "bench/peer.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace triwire::bench {
namespace {

[[noreturn]] void serveAndExit(const std::function<void(int)>& serve, int fd) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int status = EXIT_SUCCESS;
  try {
    serve(fd);
  } catch (...) {
    status = EXIT_FAILURE;  // The benchmark sees the socket close, and says so.
  }
  _exit(status);
}

}  // namespace

Peer::Peer(const std::function<void(int fd)>& serve) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    close(ends[0]);
    serveAndExit(serve, ends[1]);
  }
  close(ends[1]);
  fd_ = ends[0];
}

Peer::~Peer() {
  if (fd_ >= 0) close(fd_);
  waitpid(pid_, nullptr, 0);
}

int Peer::takeFd() { return std::exchange(fd_, -1); }

}  // namespace triwire::bench
