// Frames to bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "protocol/frame.h"

namespace triwire::wire {

using Bytes = std::vector<std::byte>;

/// Takes the bytes of frames, in order.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  /// Where to append bytes, up to the next `refer`.
  virtual Bytes& bytes() = 0;
  /// Bytes that stay where they are as long as `owner` lives.
  virtual void refer(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) = 0;
};

/// Appends `frame` in the standard stream framing, so that many go out in one write. Its payload
/// must be of this codec.
void appendFrame(const protocol::Frame& frame, Bytes& outgoing);

/// The same; what is large stays where it is.
void writeFrame(const protocol::Frame& frame, FrameSink& sink);

}  // namespace triwire::wire
