// Frames with plain payloads, word by word.
#pragma once

#include <cstddef>
#include <span>

#include "protocol/frame.h"
#include "wire/frame_writer.h"

namespace triwire::wire {

/// Appends `frame`, if it is a message, a call, an event or an answer, and its payload is plain or
/// empty: in the bytes that Cap'n Proto's builder makes of it. False otherwise.
bool appendPlainFrame(const protocol::Frame& frame, Bytes& outgoing);

/// The frame of one segment, if it is laid out as `appendPlainFrame` does; it is checked whole then.
/// False: anything else, right or wrong; `into` is of no use then.
bool readPlainFrame(std::span<const std::byte> segment, protocol::Frame& into);

}  // namespace triwire::wire
