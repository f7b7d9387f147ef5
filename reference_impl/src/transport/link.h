// One connected socket: bytes in, bytes out, never waiting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "transport/owned_fd.h"

namespace triwire::transport {

/// An ordered, reliable stream of bytes each way. What the socket does not take at once waits in a
/// buffer here.
///
/// The loss of the peer is seen in one way only, by reading: `receive` says END, after everything
/// the peer wrote before. When writing finds the peer gone, what waits is dropped and `isBroken`
/// says so; there may be bytes to read all the same.
class Link {
 public:
  enum class Read : std::uint8_t {
    BYTES,
    NOTHING,  ///< None now.
    END,      ///< None any more.
  };
  struct Received {
    Read kind;
    std::size_t bytes = 0;
  };

  explicit Link(OwnedFd socket) : socket_(std::move(socket)) {}

  int fd() const { return socket_.get(); }

  /// Reads up to `into.size()` bytes.
  Received receive(std::span<std::byte> into);

  /// Where bytes to be written are appended; `flush` writes them.
  std::vector<std::byte>& outgoing() { return outgoing_; }
  /// Bytes that wait.
  std::size_t outgoingBytes() const { return outgoing_.size() - written_; }
  /// Writes what the socket takes. True if nothing waits any more.
  bool flush();
  bool isBroken() const { return isBroken_; }

  /// As `flush`, waiting up to `milliseconds` until the socket takes all; reads and drops what
  /// comes meanwhile, so that a peer that waits to be read reads on.
  void drain(int milliseconds);

 private:
  OwnedFd socket_;
  std::vector<std::byte> outgoing_;
  std::size_t written_ = 0;  // Of `outgoing_`, from its beginning.
  bool isBroken_ = false;
};

}  // namespace triwire::transport
