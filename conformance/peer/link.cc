#include "peer/link.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace triwire::conformance {
namespace {

constexpr std::size_t WORD_BYTES = 8;
constexpr std::size_t SEGMENTS_MAX = 512;
constexpr std::uint64_t FRAME_BYTES_MAX = std::uint64_t{256} << 20U;

sockaddr_un addressOf(const std::string& name, socklen_t& length) {
  sockaddr_un out{};
  out.sun_family = AF_UNIX;
  if (name.empty() || name.size() >= sizeof out.sun_path)
    throw std::runtime_error("\"" + name + "\" is no address of a socket: a path, or @name");
  std::memcpy(out.sun_path, name.data(), name.size());
  const bool abstract = name[0] == '@';
  if (abstract) out.sun_path[0] = '\0';
  length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() +
                                  (abstract ? 0 : 1));
  return out;
}

kj::AutoCloseFd newSocket(int flags) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) throw std::runtime_error(std::string("socket: ") + std::strerror(errno));
  return kj::AutoCloseFd(fd);
}

std::uint32_t numberAt(const std::string& bytes, std::size_t index) {
  std::uint32_t out = 0;
  std::memcpy(&out, bytes.data() + 4 * index, sizeof out);
  return out;
}

// The length of the frame that begins the bytes; 0: not known yet. Throws std::length_error.
std::uint64_t frameBytes(const std::string& bytes) {
  if (bytes.size() < WORD_BYTES) return 0;
  const std::size_t segments = std::size_t{numberAt(bytes, 0)} + 1;
  if (segments > SEGMENTS_MAX) throw std::length_error("so many segments");
  const std::size_t table = (segments / 2 + 1) * WORD_BYTES;
  if (bytes.size() < table) return 0;
  std::uint64_t out = table;
  for (std::size_t i = 1; i <= segments; ++i) out += numberAt(bytes, i) * WORD_BYTES;
  if (out > FRAME_BYTES_MAX) throw std::length_error("so long a frame");
  return out;
}

}  // namespace

Link::Link(kj::AutoCloseFd socket) : socket_(kj::mv(socket)) {}

Link Link::connectedTo(const std::string& address) {
  socklen_t length = 0;
  const sockaddr_un name = addressOf(address, length);
  kj::AutoCloseFd socket = newSocket(0);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&name), length) != 0)
    throw std::runtime_error("nobody listens at " + address + ": " + std::strerror(errno));
  return Link(kj::mv(socket));
}

void Link::write(std::string bytes, std::size_t batch, bool byteByByte) {
  toWrite_.push_back({std::move(bytes), batch, byteByByte});
}

void Link::finish() { finishes_ = true; }

void Link::drop() {
  socket_ = nullptr;
  toWrite_.clear();
}

short Link::wanted() const {
  if (fd() < 0) return 0;
  return static_cast<short>((reads_ ? POLLIN : 0) | (toWrite_.empty() ? 0 : POLLOUT));
}

void Link::pump(const Heard& heard) {
  if (fd() >= 0) writeSome(heard);
  if (fd() >= 0 && reads_) readSome(heard);
}

void Link::writeSome(const Heard& heard) {
  while (!toWrite_.empty()) {
    const Batch& batch = toWrite_.front();
    const std::size_t left = batch.bytes.size() - written_;
    const ssize_t n = ::send(socket_, batch.bytes.data() + written_, batch.byteByByte ? 1 : left,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) return toWrite_.clear();  // The subject reads no more; reading says so.
    written_ += static_cast<std::size_t>(n);
    if (written_ < batch.bytes.size()) continue;
    const std::size_t number = batch.number;
    toWrite_.pop_front();
    written_ = 0;
    heard.onWritten(number);
  }
  if (finishes_ && !finished_) {
    finished_ = true;
    ::shutdown(socket_, SHUT_WR);
  }
}

void Link::readSome(const Heard& heard) {
  std::array<char, 65536> buffer;
  while (reads_) {
    const ssize_t n = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
      reads_ = false;
      return heard.onEnd();
    }
    toRead_.append(buffer.data(), static_cast<std::size_t>(n));
    while (reads_ && takeFrame(heard)) continue;
  }
}

bool Link::takeFrame(const Heard& heard) {
  try {
    const std::uint64_t size = frameBytes(toRead_);
    if (size == 0 || toRead_.size() < size) return false;
    const std::string frame = toRead_.substr(0, size);
    toRead_.erase(0, size);
    heard.onFrame(frame);
    return true;
  } catch (const std::length_error&) {
    reads_ = false;
    heard.onNoFrame();
    return false;
  }
}

Listener::Listener() : socket_(newSocket(SOCK_NONBLOCK)) {
  static std::atomic<unsigned> count{0};
  address_ = "@triwire-peer-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  socklen_t length = 0;
  const sockaddr_un name = addressOf(address_, length);
  constexpr int BACKLOG = 16;
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&name), length) != 0 ||
      ::listen(socket_, BACKLOG) != 0)
    throw std::runtime_error("cannot listen at " + address_ + ": " + std::strerror(errno));
}

kj::AutoCloseFd Listener::accept() {
  return kj::AutoCloseFd(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
}

}  // namespace triwire::conformance
