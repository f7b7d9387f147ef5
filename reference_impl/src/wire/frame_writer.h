// Frames to bytes.
#pragma once

#include <cstddef>
#include <vector>

#include "protocol/frame.h"

namespace triwire::wire {

using Bytes = std::vector<std::byte>;

/// Appends frames to a buffer, so that many go out in one write. One writer per link; it reuses its
/// memory.
class FrameWriter {
 public:
  FrameWriter();
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;
  ~FrameWriter();

  /// Appends `frame` in the standard stream framing. Its payload must be of this codec.
  void append(const protocol::Frame& frame, Bytes& outgoing);

 private:
  Bytes scratch_;
};

}  // namespace triwire::wire
