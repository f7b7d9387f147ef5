// A fuzzer's input as a row of decisions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace triwire::fuzz {

/// Each decision takes one byte; when there are none left, every decision is the first.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool isEmpty() const { return bytes_.empty(); }

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }

  /// One of 0 to `count` - 1.
  unsigned below(unsigned count) { return byte() % count; }

  /// Small, or now and then close to the end of the range: 0 to 255, or 2^64 - 127 and more.
  std::uint64_t number() {
    const std::uint64_t small = byte();
    return below(16) == 15 ? ~(small / 2) : small;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace triwire::fuzz
