#include "bench/floor/socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace triwire::bench {
namespace {

int check(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

int newSocket() { return check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"); }

sockaddr_un addressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::invalid_argument("too long: " + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// The cast that the socket interface asks for.
const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

int listenAt(const std::string& path) {
  const int socket = newSocket();
  const sockaddr_un address = addressOf(path);
  check(bind(socket, generic(address), sizeof address), "bind");
  check(listen(socket, SOMAXCONN), "listen");
  return socket;
}

int acceptAt(int listener) {
  return check(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), "accept");
}

int connectTo(const std::string& path) {
  const int socket = newSocket();
  const sockaddr_un address = addressOf(path);
  check(connect(socket, generic(address), sizeof address), "connect");
  return socket;
}

void writeFully(int socket, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      pollfd writable{socket, POLLOUT, 0};
      check(poll(&writable, 1, -1), "poll");
      continue;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(check(static_cast<int>(count), "send")));
  }
}

SocketStream::~SocketStream() { close(socket_); }

std::size_t SocketStream::readSome(std::span<char> bytes) {
  const ssize_t count = read(socket_, bytes.data(), bytes.size());
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

}  // namespace triwire::bench
