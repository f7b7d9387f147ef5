// One direction of a shared-memory link: a ring of bytes with one writer and one reader.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace triwire::transport {

/// What the two sides of a ring share, beside its bytes. The layout is the specification's
/// ("Shared memory").
///
/// Nobody's wake-up is lost. A side that is about to sleep first sets its flag and then looks again
/// at the other's counter; the other first moves its counter and then looks at the flag. All four are
/// sequentially consistent, so in their one order at least one of the two looks comes second and sees
/// what it must: the sleeper the bytes (or the room), and goes on or rings its own bell, or the other the
/// flag, and rings the bell. The flag is taken down by whoever rings, so that one sleep costs one bell. Model: test/transport/ring.pml.
///
/// Each counter lies beside the flag that its owner looks at after moving it, which seldom changes: so
/// the one line that goes to and fro with every message is what the reader waits for.
struct RingState {
  alignas(64) std::atomic<std::uint64_t> written;   ///< Bytes ever written. The writer's.
  std::atomic<std::uint32_t> readerSleeps;          ///< Not 0: ring the reader's bell for bytes.
  alignas(64) std::atomic<std::uint64_t> taken;     ///< Bytes ever taken. The reader's.
  std::atomic<std::uint32_t> writerWaits;           ///< Not 0: ring the writer's bell for room.
};
static_assert(sizeof(RingState) == 128 && std::atomic<std::uint64_t>::is_always_lock_free);

/// How a step went. `ring`: the other side's bell is to be rung.
struct RingStep {
  std::size_t bytes = 0;
  bool ring = false;
};

/// How much is copied before the other side is told: of what is large, one side reads while the other
/// writes.
constexpr std::size_t RING_PIECE_BYTES = std::size_t{16} << 10U;

/// Writes. What the other side may change is looked at once and checked, and only when there is no room by
/// the last look; where this side is, it remembers itself.
class RingWriter {
 public:
  RingWriter(RingState& state, std::span<std::byte> ring) : state_(state), ring_(ring) {}

  /// Writes what there is room for, of a piece at most. Nothing: the other side's counter is nonsense.
  std::optional<RingStep> write(std::span<const std::byte> bytes);
  /// Asks to be woken when there is room. False: there is some now.
  bool await();

 private:
  std::optional<std::size_t> lookForRoom(std::memory_order order);
  std::size_t room() const { return ring_.size() - static_cast<std::size_t>(written_ - taken_); }

  RingState& state_;
  std::span<std::byte> ring_;
  std::uint64_t written_ = 0;
  std::uint64_t taken_ = 0;  // By the reader, at the last look.
};

/// Reads: copies out, so that the other side cannot change what is looked at afterwards.
class RingReader {
 public:
  RingReader(RingState& state, std::span<const std::byte> ring) : state_(state), ring_(ring) {}

  /// Takes as much as there is and fits. Nothing: the other side's counter is nonsense.
  std::optional<RingStep> read(std::span<std::byte> into);
  /// Asks to be woken when there are bytes. False: there are some now.
  bool sleep();
  /// No bell is needed: this side looks by itself.
  void wake() { state_.readerSleeps.store(0, std::memory_order_relaxed); }

 private:
  RingState& state_;
  std::span<const std::byte> ring_;
  std::uint64_t taken_ = 0;
};

}  // namespace triwire::transport
