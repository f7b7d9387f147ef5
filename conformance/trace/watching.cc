#include "trace/watching.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <stdexcept>

#include <capnp/serialize.h>
#include <kj/exception.h>

namespace triwire::conformance::trace {
namespace {

constexpr int PAUSE_MS = 10;

kj::AutoCloseFd connectTo(const std::string& address, std::chrono::seconds patience) {
  const bool isAbstract = address.starts_with('@');
  const std::size_t length = address.size() + (isAbstract ? 0 : 1);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (address.empty() || length > sizeof name.sun_path)
    throw std::runtime_error("\"" + address + "\" is no address of a socket: a path, or @name");
  address.copy(name.sun_path, address.size());
  if (isAbstract) name.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    kj::AutoCloseFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&name), size) == 0) return socket;
    const bool isEarly = errno == ENOENT || errno == ECONNREFUSED;
    if (!isEarly || std::chrono::steady_clock::now() >= deadline)
      throw std::runtime_error("cannot look on at " + address + ": " + std::strerror(errno) +
                               " (expected the control socket of a running main)");
    ::poll(nullptr, 0, PAUSE_MS);  // Nothing tells when somebody listens.
  }
}

}  // namespace

Watching::Watching(const std::string& address, schema::Watch wish, std::chrono::seconds patience)
    : socket_(connectTo(address, patience)) {
  const auto byte = static_cast<unsigned char>(wish);
  if (::send(socket_, &byte, 1, MSG_NOSIGNAL) != 1)
    throw std::runtime_error("main took no wish: " + std::string(std::strerror(errno)));
  input_ = kj::heap<kj::FdInputStream>(static_cast<int>(socket_));
  buffered_ = kj::heap<kj::BufferedInputStreamWrapper>(*input_);
}

capnp::MessageReader* Watching::next() {
  try {
    if (buffered_->tryGetReadBuffer().size() == 0) return nullptr;
    message_ = kj::heap<capnp::InputStreamMessageReader>(*buffered_);
  } catch (const kj::Exception& error) {
    // A main that dies cuts the stream anywhere.
    if (error.getType() == kj::Exception::Type::DISCONNECTED) return nullptr;
    throw std::runtime_error("what came from main is no record of trace.capnp: " +
                             std::string(error.getDescription().cStr()));
  }
  return message_.get();
}

}  // namespace triwire::conformance::trace
