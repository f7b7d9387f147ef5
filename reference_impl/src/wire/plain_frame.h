// Frames with plain payloads, word by word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "protocol/frame.h"
#include "triwire/value.h"
#include "wire/frame_writer.h"
#include "wire/layout.h"
#include "wire/survey.h"

namespace triwire::wire {

/// Appends `frame`, if it is a message, a call, an event or an answer, and its payload is plain or
/// empty: in the bytes that Cap'n Proto's builder makes of it. False otherwise.
bool appendPlainFrame(const protocol::Frame& frame, Bytes& outgoing);

/// The frame of one segment, if it is laid out as `appendPlainFrame` does; it is checked whole then.
/// False: anything else, right or wrong; `into` is of no use then.
bool readPlainFrame(std::span<const std::byte> segment, protocol::Frame& into);

/// A message or a call that was read, where it lies: checked, and not copied.
struct PlainView {
  protocol::FrameKind kind;            ///< MESSAGE, SYNC or INVOKE.
  protocol::CallId id;                 ///< Of a call.
  std::string_view channel;
  std::span<const layout::Word> args;  ///< The words of a plain payload; none: no arguments.
};

/// As `readPlainFrame`, of these three only.
std::optional<PlainView> viewPlainFrame(std::span<const std::byte> segment);

/// A message, a call or the value of an answer to be sent, before it is encoded: so it is written where it
/// is wanted, once. Refers to the channel and the values.
class PlainDraft {
 public:
  PlainDraft(std::string_view channel, detail::ValueRefs args);
  /// The value of an answer.
  explicit PlainDraft(const Value& result);

  /// Nothing else may be asked unless it is. Otherwise it needs the long way: a payload, and a frame.
  bool isPlain() const { return words_.has_value(); }
  std::string_view channel() const { return channel_; }
  /// As `protocol::Payload::bytes`.
  std::uint64_t payloadBytes() const { return *words_ * sizeof(layout::Word); }
  /// Append the frame.
  void appendMessage(Bytes& outgoing) const;
  void appendCall(protocol::CallKind kind, protocol::CallId id, Bytes& outgoing) const;
  void appendReturn(protocol::CallId id, Bytes& outgoing) const;
  /// For who needs the frame itself.
  protocol::Payload payload() const;

 private:
  void put(std::byte* out) const;
  Roots roots() const { return std::span(cells_).first(count_); }

  std::string_view channel_;
  std::size_t count_;
  std::array<const detail::Cell*, 8> cells_;  // NOLINT: the first so many are set.
  std::optional<layout::Word> words_;
};

}  // namespace triwire::wire
