// Bytes that wait to be written.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace triwire::transport {

/// A queue of bytes: some copied here, large ones left where they are.
class Outgoing {
 public:
  /// Where to append bytes.
  std::vector<std::byte>& bytes() { return chunks_.back().copied; }
  /// Appends bytes that stay where they are as long as `owner` lives.
  void append(std::span<const std::byte> bytes, std::shared_ptr<const void> owner);

  std::size_t size() const { return before_ + chunks_.back().copied.size() - taken_; }

  /// Fills `parts` with what is to be written first, and returns the part that was filled.
  std::span<std::span<const std::byte>> front(std::span<std::span<const std::byte>> parts) const;
  /// So many have been written.
  void take(std::size_t count);
  void clear() { take(size()); }

 private:
  struct Chunk {
    std::vector<std::byte> copied;
    std::span<const std::byte> left;  // Follows.
    std::shared_ptr<const void> owner;

    std::size_t size() const { return copied.size() + left.size(); }
  };

  std::deque<Chunk> chunks_ = std::deque<Chunk>(1);  // Only copied bytes in the last.
  std::size_t before_ = 0;                           // Bytes of all chunks but the last.
  std::size_t taken_ = 0;                            // Of the first chunk.
};

}  // namespace triwire::transport
