// AF_UNIX stream sockets: addresses, listening, connecting. All are non-blocking and close-on-exec.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "transport/owned_fd.h"

namespace triwire::transport {

/// Listens at a path of the file system, or at an abstract name: "@name".
class Listener {
 public:
  /// Binds and listens. The socket file has mode 0600 from the first moment, is removed at the end,
  /// and replaces one at which nobody listens any more. Throws std::system_error (EADDRINUSE:
  /// somebody does). Whoever connects as another user than this process's (or root) is refused: an
  /// abstract name has no mode.
  explicit Listener(const std::string& address);
  /// Uses a socket that listens already; its file, if any, belongs to somebody else, and who may
  /// connect is theirs to say. Throws std::system_error (EINVAL) if it does not listen.
  explicit Listener(OwnedFd socket);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  int fd() const { return socket_.get(); }
  /// The next connection that waits, or none. One that finds the process out of descriptors is
  /// refused, so that it does not wait for ever. Throws std::system_error.
  std::optional<OwnedFd> accept();

 private:
  std::optional<OwnedFd> acceptOne();

  OwnedFd socket_;
  bool isOwnUserOnly_;
  OwnedFd spare_;     // Given up for a moment to refuse a connection.
  std::string path_;  // To be removed at the end; empty for none.
  dev_t device_ = 0;  // Of what was bound there: the file of a successor stays.
  ino_t inode_ = 0;
  pid_t process_;  // That bound it: the file is not a forked child's.
};

/// Connects to a listener, which may begin to listen only later. Throws std::system_error;
/// ETIMEDOUT if there is none by the deadline, EACCES if it is neither this user's nor root's: anybody can
/// take an abstract name, or a path in a directory that all may write to, before its owner does.
OwnedFd connectSocket(const std::string& address, std::chrono::steady_clock::time_point deadline);

/// Takes a socket that was made elsewhere. Throws std::system_error (EINVAL) if it is no AF_UNIX
/// stream socket; it is closed then.
OwnedFd adoptSocket(int socket);

/// Milliseconds for poll() until `deadline`: rounded up, 0 if it has passed.
int millisecondsUntil(std::chrono::steady_clock::time_point deadline);

}  // namespace triwire::transport
