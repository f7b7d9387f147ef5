// What one side accepts from the other. Needs nothing but the standard library, so that the protocol
// core uses it too.
#pragma once

#include <cstdint>

namespace triwire {

/// What one side accepts in one frame or at one time. Announced in the handshake; the other side
/// keeps to it, and what would exceed it fails where it is made (TW-WIRE-11, 50). 0 stands for the
/// default. Within them, reading uses no more memory than 32 times the bytes received, and 256 KiB, up to
/// the values that the application is given (TW-WIRE-53).
struct Limits {
  std::uint32_t frameBytesMax = 64U << 20U;  ///< Of one frame, segment table included.
  std::uint32_t pendingCallsMax = 65'536;    ///< Calls live at one time on one link.
  std::uint32_t valueDepthMax = 1'000;      ///< Nodes from a root of a payload, along first visits.
  std::uint32_t valueNodesMax = 1'000'000;  ///< Nodes of one payload.
  std::uint32_t channelBytesMax = 65'536;   ///< UTF-8 bytes of a channel name.
  /// Bytes (channel names and payloads) that a renderer keeps until its `sendSync` has ended. Of a
  /// renderer only, as the next.
  std::uint32_t deferredBytesMax = 256U << 20U;
  std::uint32_t deferredMessagesMax = 1U << 20U;  ///< Events and answers that it keeps so.

  /// Equal in every limit.
  friend bool operator==(const Limits&, const Limits&) = default;
};

}  // namespace triwire
