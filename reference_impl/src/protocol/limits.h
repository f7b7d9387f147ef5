// Every limit of the protocol, with its unit and default.
#pragma once

#include <cstdint>

namespace triwire::protocol {

/// What one side accepts in one frame or at one time. Announced in the handshake; the other side
/// keeps to it.
struct Limits {
  std::uint32_t frameBytesMax = 64U << 20U;  ///< Of one frame, segment table included.
  std::uint32_t pendingCallsMax = 65'536;    ///< Calls live at one time on one link.
  std::uint32_t valueDepthMax = 1'000;      ///< Nodes from a root of a payload, along first visits.
  std::uint32_t valueNodesMax = 1'000'000;  ///< Nodes of one payload.
  std::uint32_t channelBytesMax = 65'536;   ///< UTF-8 bytes of a channel name.

  friend bool operator==(const Limits&, const Limits&) = default;
};

/// `announced` as it is meant: 0 stands for the default.
constexpr Limits effective(Limits announced) {
  constexpr Limits DEFAULTS;
  const auto fill = [](std::uint32_t& limit, std::uint32_t standard) {
    if (limit == 0) limit = standard;
  };
  fill(announced.frameBytesMax, DEFAULTS.frameBytesMax);
  fill(announced.pendingCallsMax, DEFAULTS.pendingCallsMax);
  fill(announced.valueDepthMax, DEFAULTS.valueDepthMax);
  fill(announced.valueNodesMax, DEFAULTS.valueNodesMax);
  fill(announced.channelBytesMax, DEFAULTS.channelBytesMax);
  return announced;
}

/// Bytes that a frame may need beside its payload and its channel name: segment table, root,
/// structs, padding. The codec's tests hold it to this.
constexpr std::uint32_t FRAME_OVERHEAD_BYTES = 256;

/// Bytes that one side lets wait for a peer that does not read, unless the application chooses
/// another bound. A message, a call or an answer that would exceed it becomes OVERLOADED.
constexpr std::uint64_t OUTGOING_BYTES_MAX = 256ULL << 20U;

/// What main keeps beyond that bound: answers that carry nothing but their outcome. A renderer that
/// makes calls and reads none of their answers loses its link when it has used this up.
constexpr std::uint64_t OUTGOING_RESERVE_BYTES = 1ULL << 20U;

}  // namespace triwire::protocol
