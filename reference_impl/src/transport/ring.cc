#include "transport/ring.h"

#include <algorithm>
#include <cstring>

namespace triwire::transport {

std::optional<std::size_t> RingWriter::lookForRoom(std::memory_order order) {
  const std::uint64_t taken = state_.taken.load(order);
  if (written_ - taken > ring_.size()) return std::nullopt;
  taken_ = taken;
  return room();
}

std::optional<RingStep> RingWriter::write(std::span<const std::byte> bytes) {
  const std::size_t wanted = std::min(bytes.size(), RING_PIECE_BYTES);
  if (room() < wanted && !lookForRoom(std::memory_order_acquire)) return std::nullopt;
  const std::size_t count = std::min(wanted, room());
  if (count == 0) return RingStep{};
  const std::size_t at = static_cast<std::size_t>(written_ % ring_.size());
  const std::size_t first = std::min(count, ring_.size() - at);
  std::memcpy(ring_.data() + at, bytes.data(), first);
  if (first < count) std::memcpy(ring_.data(), bytes.data() + first, count - first);
  written_ += count;
  state_.written.store(written_, std::memory_order_seq_cst);
  const bool sleeps = state_.readerSleeps.load(std::memory_order_seq_cst) != 0;
  return RingStep{count, sleeps && state_.readerSleeps.exchange(0) != 0};
}

bool RingWriter::await() {
  state_.writerWaits.store(1, std::memory_order_seq_cst);
  return lookForRoom(std::memory_order_seq_cst) == std::size_t{0};
}

std::optional<RingStep> RingReader::read(std::span<std::byte> into) {
  const std::uint64_t there = state_.written.load(std::memory_order_acquire) - taken_;
  if (there > ring_.size()) return std::nullopt;
  const std::size_t count = std::min(static_cast<std::size_t>(there), into.size());
  if (count == 0) return RingStep{};
  for (std::size_t done = 0; done < count;) {
    const std::size_t at = static_cast<std::size_t>(taken_ % ring_.size());
    const std::size_t piece = std::min({count - done, ring_.size() - at, RING_PIECE_BYTES});
    std::memcpy(into.data() + done, ring_.data() + at, piece);
    taken_ += piece;
    done += piece;
    // Whether somebody waits for room is looked at behind the last: one wake-up is enough.
    state_.taken.store(taken_, done < count ? std::memory_order_release : std::memory_order_seq_cst);
  }
  const bool waits = state_.writerWaits.load(std::memory_order_seq_cst) != 0;
  return RingStep{count, waits && state_.writerWaits.exchange(0) != 0};
}

bool RingReader::sleep() {
  state_.readerSleeps.store(1, std::memory_order_seq_cst);
  return state_.written.load(std::memory_order_seq_cst) == taken_;
}

}  // namespace triwire::transport
