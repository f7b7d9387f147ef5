#include "transport/socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <limits>

#include "transport/system_call.h"

namespace triwire::transport {
namespace {

constexpr int BACKLOG = 128;

struct Address {
  sockaddr_un bytes{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

bool isAbstract(const std::string& address) { return address.starts_with('@'); }

Address parse(const std::string& address) {
  Address parsed;
  parsed.bytes.sun_family = AF_UNIX;
  // A path ends with a NUL that counts; an abstract name begins with one and ends by its length.
  const std::size_t length = address.size() + (isAbstract(address) ? 0 : 1);
  if (address.empty() || length > sizeof parsed.bytes.sun_path) {
    throw std::system_error(address.empty() ? EINVAL : ENAMETOOLONG, std::generic_category(),
                            "socket path '" + address + "'");
  }
  std::copy(address.begin(), address.end(), parsed.bytes.sun_path);
  if (isAbstract(address)) parsed.bytes.sun_path[0] = '\0';
  parsed.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  return parsed;
}

OwnedFd newSocket() {
  return OwnedFd(required(
      "socket", [] { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }));
}

/// Whether the process at the other end is this user's or the superuser's. At a socket that connected,
/// the other end is whoever made the socket listen.
bool isOwnUsers(int connected) {
  ucred peer{};
  socklen_t length = sizeof peer;
  if (::getsockopt(connected, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return false;
  return peer.uid == ::geteuid() || peer.uid == 0;
}

OwnedFd openNull() { return OwnedFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

/// A socket's file is there, and nobody listens at it. (Any other file refuses connections, too.)
bool isStale(const Address& address) {
  struct stat status {};
  if (::lstat(address.bytes.sun_path, &status) < 0 || !S_ISSOCK(status.st_mode)) return false;
  const OwnedFd probe = newSocket();
  return retried([&] { return ::connect(probe.get(), address.get(), address.length); }) < 0 &&
         errno == ECONNREFUSED;
}

/// One process at a time looks at the socket file and replaces it: two that find it stale would
/// remove each other's. The lock is on the directory, which leaves nothing behind.
OwnedFd lockDirectoryOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string name = parent.empty() ? "." : parent.string();
  OwnedFd directory(required("directory of the socket", [&] {
    return ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }));
  required("lock of the socket's directory", [&] { return ::flock(directory.get(), LOCK_EX); });
  return directory;
}

void bindFile(int socket, const Address& address, const std::string& path) {
  const OwnedFd lock = lockDirectoryOf(path);
  required("fchmod", [&] { return ::fchmod(socket, 0600); });  // What bind() gives to the file.
  const auto bind = [&] { return ::bind(socket, address.get(), address.length); };
  if (retried(bind) == 0) return;
  if (errno == EADDRINUSE && isStale(address)) ::unlink(path.c_str());
  // Names the failure, or binds where the stale file was.
  required(("bind to '" + path + "'").c_str(), bind);
}

}  // namespace

Listener::Listener(const std::string& address)
    : socket_(newSocket()), isOwnUserOnly_(true), spare_(openNull()), process_(::getpid()) {
  const Address parsed = parse(address);
  if (isAbstract(address)) {
    required("bind", [&] { return ::bind(fd(), parsed.get(), parsed.length); });
  } else {
    bindFile(fd(), parsed, address);
    struct stat status {};
    required("stat", [&] { return ::lstat(address.c_str(), &status); });
    path_ = std::filesystem::absolute(address).string();
    device_ = status.st_dev;
    inode_ = status.st_ino;
  }
  required("listen", [&] { return ::listen(fd(), BACKLOG); });
}

Listener::Listener(OwnedFd socket)
    : socket_(adoptSocket(socket.release())),
      isOwnUserOnly_(false),
      spare_(openNull()),
      process_(::getpid()) {
  int isListening = 0;
  socklen_t length = sizeof isListening;
  required("listen on a socket", [&] {
    return ::getsockopt(fd(), SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length);
  });
  if (isListening == 0) {
    throw std::system_error(EINVAL, std::generic_category(), "a socket that does not listen");
  }
}

Listener::~Listener() {
  struct stat status {};
  if (path_.empty() || process_ != ::getpid() || ::lstat(path_.c_str(), &status) < 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) ::unlink(path_.c_str());
}

std::optional<OwnedFd> Listener::accept() {
  while (true) {
    if (std::optional<OwnedFd> connection = acceptOne()) {
      if (!isOwnUserOnly_ || isOwnUsers(connection->get())) return connection;
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
    if (errno == ECONNABORTED) continue;
    if (errno == ENOMEM || errno == ENOBUFS) return std::nullopt;  // They wait for the next time.
    const bool isFull = errno == EMFILE || errno == ENFILE;
    if (!isFull) throw std::system_error(errno, std::generic_category(), "accept");
    if (!spare_) spare_ = openNull();
    if (!spare_) return std::nullopt;
    // accept() wants a descriptor before it looks whether anybody waits.
    spare_.reset();
    const bool hasRefused = acceptOne().has_value();
    spare_ = openNull();
    if (!hasRefused) return std::nullopt;
  }
}

std::optional<OwnedFd> Listener::acceptOne() {
  const int connection =
      retried([&] { return ::accept4(fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC); });
  if (connection < 0) return std::nullopt;
  return OwnedFd(connection);
}

OwnedFd connectSocket(const std::string& address, std::chrono::steady_clock::time_point deadline) {
  constexpr int PAUSE_MS_MAX = 50;
  const Address parsed = parse(address);
  for (int pauseMs = 1;; pauseMs = std::min(2 * pauseMs, PAUSE_MS_MAX)) {
    OwnedFd socket = newSocket();
    const std::string what = "connect to '" + address + "'";
    if (retried([&] { return ::connect(socket.get(), parsed.get(), parsed.length); }) == 0) {
      if (isOwnUsers(socket.get())) return socket;
      throw std::system_error(EACCES, std::generic_category(), what + ": another user listens there");
    }
    // Nobody listens yet, or too many are waiting to be accepted: nothing tells when that changes.
    const bool isEarly = errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN;
    const int leftMs = millisecondsUntil(deadline);
    if (!isEarly) throw std::system_error(errno, std::generic_category(), what);
    if (leftMs == 0) throw std::system_error(ETIMEDOUT, std::generic_category(), what);
    ::poll(nullptr, 0, std::min(pauseMs, leftMs));
  }
}

OwnedFd adoptSocket(int socket) {
  OwnedFd owned(socket);
  int type = 0;
  int domain = 0;
  socklen_t length = sizeof type;
  required("adopt a socket",
           [&] { return ::getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &length); });
  required("adopt a socket",
           [&] { return ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &length); });
  if (type != SOCK_STREAM || domain != AF_UNIX) {
    throw std::system_error(EINVAL, std::generic_category(), "not an AF_UNIX stream socket");
  }
  const int flags = required("fcntl", [&] { return ::fcntl(socket, F_GETFL); });
  required("fcntl", [&] { return ::fcntl(socket, F_SETFL, flags | O_NONBLOCK); });
  required("fcntl", [&] { return ::fcntl(socket, F_SETFD, FD_CLOEXEC); });
  return owned;
}

int millisecondsUntil(std::chrono::steady_clock::time_point deadline) {
  using std::chrono::milliseconds;
  const auto left = deadline - std::chrono::steady_clock::now();
  if (left <= left.zero()) return 0;
  const auto count = std::chrono::ceil<milliseconds>(left).count();
  return static_cast<int>(std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
}

}  // namespace triwire::transport
