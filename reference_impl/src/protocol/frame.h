// The frames: schema/triwire.capnp as C++ values. What each means is written there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/limits.h"
#include "protocol/outcome.h"
#include "protocol/payload.h"

namespace triwire::protocol {

/// The versions this implementation speaks, both included.
constexpr std::uint16_t VERSION_MIN = 1;
constexpr std::uint16_t VERSION_MAX = 1;

/// A feature: after `welcome`, the link's bytes go through memory whose descriptors come with it.
constexpr std::string_view SHARED_MEMORY = "sharedMemory";

using Features = std::vector<std::string>;
bool hasFeature(const Features& features, std::string_view feature);

/// Names a call on one link. Chosen by the renderer, strictly increasing, never reused.
enum class CallId : std::uint64_t {};

struct Hello {
  std::uint16_t versionMin = VERSION_MIN;
  std::uint16_t versionMax = VERSION_MAX;
  Limits limits{};
  std::vector<std::string> features{};
  std::string implementation{};

  friend bool operator==(const Hello&, const Hello&) = default;
};

struct Welcome {
  std::uint16_t version = VERSION_MAX;
  Limits limits{};
  std::vector<std::string> features{};
  std::string implementation{};
  std::uint32_t rendererId = 0;

  friend bool operator==(const Welcome&, const Welcome&) = default;
};

struct Message {
  std::string channel{};
  Payload args{};

  friend bool operator==(const Message&, const Message&) = default;
};

struct SyncCall {
  CallId id{};
  std::string channel{};
  Payload args{};

  friend bool operator==(const SyncCall&, const SyncCall&) = default;
};

struct InvokeCall {
  CallId id{};
  std::string channel{};
  Payload args{};

  friend bool operator==(const InvokeCall&, const InvokeCall&) = default;
};

struct Cancel {
  CallId id{};

  friend bool operator==(const Cancel&, const Cancel&) = default;
};

struct Event {
  std::string channel{};
  Payload args{};

  friend bool operator==(const Event&, const Event&) = default;
};

struct Return {
  CallId id{};
  Outcome outcome{};

  friend bool operator==(const Return&, const Return&) = default;
};

/// Why a link ends. The values up to INTERNAL are those on the wire.
enum class CloseReason : std::uint16_t {
  DONE,
  GOING_AWAY,
  VERSION_MISMATCH,
  REFUSED,
  MALFORMED,
  FRAME_TOO_LARGE,
  UNKNOWN_FRAME,
  UNEXPECTED_FRAME,
  LIMIT_EXCEEDED,
  INTERNAL,
  LOST,  ///< The bytes ended without a close frame: the peer died. Never travels.
};

struct Close {
  CloseReason reason = CloseReason::DONE;
  std::string text{};  ///< One line for people.

  friend bool operator==(const Close&, const Close&) = default;
};

using Frame =
    std::variant<Hello, Welcome, Message, SyncCall, InvokeCall, Cancel, Event, Return, Close>;

/// The alternatives of `Frame`, in its order.
enum class FrameKind : std::uint8_t {
  HELLO,
  WELCOME,
  MESSAGE,
  SYNC,
  INVOKE,
  CANCEL,
  EVENT,
  RETURN,
  CLOSE,
};
constexpr std::size_t FRAME_KINDS = std::variant_size_v<Frame>;

inline FrameKind kindOf(const Frame& frame) { return static_cast<FrameKind>(frame.index()); }

/// As the schema spells them: "return", "unexpectedFrame".
std::string_view nameOf(FrameKind kind);
std::string_view nameOf(CloseReason reason);

}  // namespace triwire::protocol
