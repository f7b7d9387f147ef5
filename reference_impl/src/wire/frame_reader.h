// Bytes to frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "protocol/frame.h"
#include "wire/plain_frame.h"

namespace triwire::wire {

/// The bytes are no frame. What follows them cannot be read.
struct Failure {
  protocol::CloseReason reason = protocol::CloseReason::MALFORMED;
  std::string text;  ///< One line for people.
};

/// More bytes are needed.
struct NeedMore {};

/// Where bytes are read to. Readers that are used one after the other, each until it needs more,
/// share one: so a link that is idle has no buffer.
class ReadSpace {
 public:
  std::span<std::byte> bytes() const { return *bytes_; }
  /// For more than fits: only a reader that is not asked for frames needs it.
  void grow() {
    bytes_ = std::make_shared<std::vector<std::byte>>(*bytes_);
    bytes_->resize(2 * bytes_->size());
  }

  /// Frames may stay where they are: as long as somebody holds this, nothing is read there.
  const std::shared_ptr<std::vector<std::byte>>& hold() const { return bytes_; }
  /// Before something is read to the beginning.
  void reuse() {
    if (bytes_.use_count() > 1) bytes_ = std::make_shared<std::vector<std::byte>>(BYTES);
  }

 private:
  static constexpr std::size_t BYTES = std::size_t{128} << 10U;

  std::shared_ptr<std::vector<std::byte>> bytes_ = std::make_shared<std::vector<std::byte>>(BYTES);
};

/// Takes the bytes of one link in any split, and yields its frames.
///
/// Whoever sent the bytes is not trusted. A frame is checked whole before it is yielded: its
/// framing, its pointers, and every rule of its values (TW-WIRE-15); its payload is decoded only if
/// somebody asks. The size is checked as soon as the segment table is there, before the rest is
/// buffered (TW-WIRE-8). A frame's memory lives as long as its payload.
class FrameReader {
 public:
  explicit FrameReader(std::uint32_t frameBytesMax,
                       std::shared_ptr<ReadSpace> space = std::make_shared<ReadSpace>());
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;
  ~FrameReader();

  /// Where to read the next bytes to: never empty.
  std::span<std::byte> space();
  /// So many bytes were written there.
  void commit(std::size_t count);
  /// `space` and `commit`, with a copy.
  void append(std::span<const std::byte> bytes);

  /// The next frame where it lies, if it is a plain message or call that is there whole: `next` would yield it.
  /// What is returned holds until something else is asked, which is `dropPeeked` if it was used.
  std::optional<PlainView> peek();
  void dropPeeked();

  using Next = std::variant<NeedMore, protocol::Frame, Failure>;
  /// The next frame, in order. After a failure, that failure again. Frames of an unknown kind that
  /// may be ignored are skipped.
  Next next();

 private:
  Next nextOfAny();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace triwire::wire
