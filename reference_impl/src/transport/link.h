// One connected socket: bytes in, bytes out.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "transport/outgoing.h"
#include "transport/owned_fd.h"
#include "transport/shared_memory.h"

namespace triwire::transport {

/// An ordered, reliable stream of bytes each way. What the socket does not take at once waits in a
/// buffer here. Nothing waits, but for `receiveWaiting` and `drain`.
///
/// A peer that reads nothing costs what waits here, and up to 2 MiB in the kernel (once something
/// large was sent; 400 KiB before).
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

  explicit Link(OwnedFd socket);

  int fd() const { return socket_.get(); }

  /// Reads up to `into.size()` bytes.
  Received receive(std::span<std::byte> into);
  /// As `receive`, from the socket, and keeps the descriptors that come along.
  Received receiveWithDescriptors(std::span<std::byte> into);
  /// As `receive`; waits for the first.
  Received receiveWaiting(std::span<std::byte> into);

  /// What is to be written; `flush` writes it.
  Outgoing& outgoing() { return outgoing_; }
  std::size_t outgoingBytes() const { return outgoing_.size(); }
  /// Writes what the socket takes. True if nothing waits any more.
  bool flush();
  bool isBroken() const { return isBroken_; }

  // Shared memory in the place of the socket, which stays to tell when the peer is gone.

  /// Main's: flushes what waits, with the descriptors of new memory; what follows goes there. If that
  /// fails, the link is broken.
  void shareMemory();
  /// The renderer's: uses the memory of the descriptors that came along. False: they are no memory.
  bool useMemory();
  bool hasMemory() const { return memory_.has_value(); }
  SharedMemorySide& memory() { return *memory_; }
  /// The socket became readable, though nothing comes there any more: the peer is gone.
  void onSocketReadable() { isEnded_ = true; }

  /// As `flush`, waiting up to `milliseconds` until the socket takes all; reads and drops what
  /// comes meanwhile, so that a peer that waits to be read reads on.
  void drain(int milliseconds);

 private:
  Received receive(std::span<std::byte> into, int flags);
  Received receiveFromMemory(std::span<std::byte> into);
  bool flushToMemory();
  ssize_t writeOnce();
  bool makeRoom();

  OwnedFd socket_;
  Outgoing outgoing_;
  SharedMemorySide::Descriptors came_;
  std::optional<SharedMemorySide> memory_;
  bool isEnded_ = false;  // With memory: the socket has ended.
  bool isBroken_ = false;
  bool hasRoom_ = false;  // The socket's buffer has been made larger.
};

}  // namespace triwire::transport
