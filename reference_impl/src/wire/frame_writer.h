// Frames to bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "protocol/frame.h"

namespace triwire::wire {

using Bytes = std::vector<std::byte>;

/// The last bytes of a frame, where they are: valid as long as `owner` lives.
struct Rest {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;
};

/// Appends `frame` in the standard stream framing, so that many go out in one write. Its payload
/// must be of this codec.
void appendFrame(const protocol::Frame& frame, Bytes& outgoing);

/// As `appendFrame`. Of a large frame only the beginning, where that spares a copy: the rest, which
/// is to follow, is returned. Empty otherwise.
Rest beginFrame(const protocol::Frame& frame, Bytes& outgoing);

}  // namespace triwire::wire
