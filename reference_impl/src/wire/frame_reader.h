// Bytes to frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "protocol/frame.h"

namespace triwire::wire {

/// The bytes are no frame. What follows them cannot be read.
struct Failure {
  protocol::CloseReason reason = protocol::CloseReason::MALFORMED;
  std::string text;  ///< One line for people.
};

/// More bytes are needed.
struct NeedMore {};

/// Takes the bytes of one link in any split, and yields its frames.
///
/// Whoever sent the bytes is not trusted. A frame is checked whole before it is yielded: its
/// framing, its pointers, and every rule of its values (TW-WIRE-15); its payload is decoded only if
/// somebody asks. The size is checked as soon as the segment table is there, before the rest is
/// buffered (TW-WIRE-8). A frame's memory lives as long as its payload.
class FrameReader {
 public:
  explicit FrameReader(std::uint32_t frameBytesMax);
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;
  ~FrameReader();

  /// Where to read the next bytes to: never empty. `hint` is how many the caller would like to read
  /// at once.
  std::span<std::byte> space(std::size_t hint = 64U << 10U);
  /// So many bytes were written there.
  void commit(std::size_t count);
  /// `space` and `commit`, with a copy.
  void append(std::span<const std::byte> bytes);

  /// The next frame, in order. After a failure, that failure again. Frames of an unknown kind that
  /// may be ignored are skipped.
  std::variant<NeedMore, protocol::Frame, Failure> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace triwire::wire
