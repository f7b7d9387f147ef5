#include "transport/outgoing.h"

#include <algorithm>
#include <utility>

namespace triwire::transport {
namespace {

// A larger buffer is given back. What is gathered (Gathering: 64 KiB) needs twice as much while it grows.
constexpr std::size_t KEPT_BYTES = std::size_t{160} << 10U;

}  // namespace

void Outgoing::append(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
  Chunk& last = chunks_.back();
  last.left = bytes;
  last.owner = std::move(owner);
  before_ += last.size();
  chunks_.emplace_back();
}

std::span<std::span<const std::byte>> Outgoing::front(
    std::span<std::span<const std::byte>> parts) const {
  std::size_t count = 0;
  std::size_t skip = taken_;
  const auto add = [&](std::span<const std::byte> bytes) {
    const std::size_t skipped = std::min(skip, bytes.size());
    skip -= skipped;
    if (skipped < bytes.size() && count < parts.size()) parts[count++] = bytes.subspan(skipped);
  };
  for (const Chunk& chunk : chunks_) {
    if (count == parts.size()) break;
    add(chunk.copied);
    add(chunk.left);
  }
  return parts.first(count);
}

void Outgoing::take(std::size_t count) {
  taken_ += count;
  while (chunks_.size() > 1 && taken_ >= chunks_.front().size()) {
    const std::size_t size = chunks_.front().size();
    before_ -= size;
    taken_ -= size;
    // The vector of the first is used again: the queue is mostly one chunk.
    std::vector<std::byte> spare = std::move(chunks_.front().copied);
    chunks_.pop_front();
    if (chunks_.size() == 1 && chunks_.front().copied.empty()) {
      spare.clear();
      chunks_.front().copied = std::move(spare);
    }
  }
  std::vector<std::byte>& bytes = chunks_.front().copied;
  if (chunks_.size() == 1 && taken_ == bytes.size()) {
    bytes.clear();
    taken_ = 0;
    if (bytes.capacity() > KEPT_BYTES) bytes.shrink_to_fit();
  } else if (chunks_.size() == 1 && taken_ > bytes.size() / 2) {
    // Moving the rest costs no more than writing what went before it did.
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
  }
}

}  // namespace triwire::transport
