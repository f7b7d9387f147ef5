// The memory of a shared-memory link, and the bells that wake its two sides.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "transport/owned_fd.h"
#include "transport/poller.h"
#include "transport/ring.h"

namespace triwire::transport {

/// A mapping of the two rings: 260 KiB, of which the system provides what is touched.
class SharedMemory {
 public:
  static constexpr std::size_t RING_BYTES = std::size_t{128} << 10U;
  enum class Ring : std::size_t { TO_MAIN, TO_RENDERER };

  /// New memory, that can be neither shrunk nor grown. Throws std::system_error.
  static OwnedFd make();
  /// Maps memory that the other side made. Throws std::system_error: EINVAL if it is not of that
  /// size, or could be shrunk, which would kill whoever reads it.
  explicit SharedMemory(const OwnedFd& memory);
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory();

  RingState& state(Ring ring) const;
  std::span<std::byte> bytes(Ring ring) const;

 private:
  std::byte* begin_;
};

/// One side of a shared-memory link.
class SharedMemorySide {
 public:
  enum class Side : bool { MAIN, RENDERER };

  /// The descriptors that travel: the memory, main's bell, the renderer's bell.
  using Descriptors = std::vector<OwnedFd>;
  static constexpr std::size_t DESCRIPTORS = 3;
  /// Those of a new link. Throws std::system_error.
  static Descriptors make();

  /// Throws std::system_error: EINVAL if they are not what `make` gives.
  static SharedMemorySide from(Side side, Descriptors descriptors);
  /// On a mapping that may be that of both sides, in one process.
  SharedMemorySide(Side side, std::shared_ptr<SharedMemory> memory, OwnedFd ownBell,
                   OwnedFd otherBell);

  /// Written to when this side is woken; see Poller::addBell.
  int bell() const { return own_.fd(); }
  /// For who watches it as long as it is readable.
  void silence() const { own_.reset(); }

  /// Bytes read or written; nothing: the other side has written nonsense over its counters.
  std::optional<std::size_t> read(std::span<std::byte> into);
  std::optional<std::size_t> write(std::span<const std::byte> bytes);
  /// The bell rings when there is room; while this side looks by itself, not before it sleeps.
  void awaitRoom();
  /// From here on the bell rings for bytes, and for room if that is awaited. False: there are some now,
  /// or there is room, for which it has not rung.
  bool sleep();
  /// As `sleep`; it is rung for what is there.
  void sleepOrRing();
  /// This side looks by itself, for bytes and room.
  void wake() {
    isAwake_ = true;
    in_.wake();
  }

 private:
  std::shared_ptr<SharedMemory> memory_;
  RingReader in_;
  RingWriter out_;
  Waker own_;
  Waker other_;
  bool isAwake_ = false;
  bool awaitsRoom_ = false;
};

}  // namespace triwire::transport
