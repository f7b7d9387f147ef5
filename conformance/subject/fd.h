// File descriptors of the subject, and the lines that come through them.
#pragma once

#include <string>
#include <utility>

namespace triwire::conformance {

/// Owns a descriptor; -1 is none.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  Fd duplicate() const;

 private:
  int fd_ = -1;
};

/// Both ends of a stream, close-on-exec. Throws std::system_error.
std::pair<Fd, Fd> socketPair();

/// A stream to whoever listens there: a path, or @name in the abstract namespace. Throws
/// std::system_error.
Fd connectedTo(const std::string& address);
/// A socket that listens there.
Fd listeningAt(const std::string& address);

/// Writes everything; waits if need be. Throws std::system_error.
void writeAll(int fd, std::string_view bytes);

/// Cuts what is read into lines.
class Lines {
 public:
  /// Reads once. False at the end of the stream, or if its other side is gone.
  bool readFrom(int fd);
  /// The next whole line, without its end; false if there is none.
  bool next(std::string& line);

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;
};

}  // namespace triwire::conformance
