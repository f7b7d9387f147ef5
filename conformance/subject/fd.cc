#include "subject/fd.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>
#include <system_error>

namespace triwire::conformance {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

socklen_t fill(sockaddr_un& to, const std::string& address) {
  to.sun_family = AF_UNIX;
  address.copy(to.sun_path, sizeof to.sun_path - 1);
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  // A path ends with its NUL; a name in the abstract namespace by its length.
  const std::size_t length = address.size() + (address.starts_with('@') ? 0 : 1);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Fd connectedTo(const std::string& address) {
  sockaddr_un to{};
  const socklen_t length = fill(to, address);
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), length) < 0) fail("connect");
  return socket;
}

Fd listeningAt(const std::string& address) {
  sockaddr_un at{};
  const socklen_t length = fill(at, address);
  constexpr int BACKLOG = 16;
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&at), length) < 0) fail("bind");
  if (::listen(socket.get(), BACKLOG) < 0) fail("listen");
  return socket;
}

Fd Fd::duplicate() const {
  const int copy = ::fcntl(fd_, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) fail("fcntl");
  return Fd(copy);
}

std::pair<Fd, Fd> socketPair() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0) fail("socketpair");
  return {Fd(fds[0]), Fd(fds[1])};
}

void writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool Lines::readFrom(int fd) {
  std::array<char, 65536> chunk;
  ssize_t got = 0;
  do {
    got = ::read(fd, chunk.data(), chunk.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0 && errno != ECONNRESET) fail("read");
  if (got <= 0) return false;
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

bool Lines::next(std::string& line) {
  const std::size_t end = buffer_.find('\n', searched_);
  if (end == std::string::npos) {
    buffer_.erase(0, begin_);
    begin_ = 0;
    searched_ = buffer_.size();
    return false;
  }
  line.assign(buffer_, begin_, end - begin_);
  begin_ = searched_ = end + 1;
  return true;
}

}  // namespace triwire::conformance
