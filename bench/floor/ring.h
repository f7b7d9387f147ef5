// Two rings of bytes in memory that the two processes share.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "bench/floor/stream.h"

namespace triwire::bench {

/// One end of a pair of rings in the file `path`, which the far end makes. Nobody here distrusts
/// anybody: nothing is checked, and the bytes are used where they are copied to.
class RingStream : public Stream {
 public:
  /// `pollFor`: how long to look before sleeping in a futex.
  RingStream(const std::string& path, bool isNear, std::chrono::nanoseconds pollFor);
  ~RingStream() override;

  void write(std::span<const char> bytes) override;
  std::size_t readSome(std::span<char> bytes) override;

 private:
  struct Ring;
  struct Rings;

  Rings* rings_;
  Ring* in_;
  Ring* out_;
  std::chrono::nanoseconds pollFor_;
};

}  // namespace triwire::bench
