// What the two machines share.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "protocol/frame.h"
#include "protocol/limits.h"

namespace triwire::protocol {

/// Where `frame` leads from `state`; nothing if it is not legal there.
template <class Transition, std::size_t N, class State>
constexpr std::optional<State> nextState(const std::array<Transition, N>& transitions, State state,
                                         FrameKind frame) {
  for (const Transition& edge : transitions) {
    if (edge.from == state && edge.frame == frame) return edge.to;
  }
  return std::nullopt;
}

/// Whether a received channel and payload keep to `limits`. The size of a frame is the codec's to
/// check.
inline bool keeps(const Limits& limits, std::string_view channel, const Payload& payload) {
  return channel.size() <= limits.channelBytesMax && payload.nodes <= limits.valueNodesMax &&
         payload.depth <= limits.valueDepthMax;
}

/// Whether a frame with this channel and payload may be sent to who announced `limits`.
inline bool fits(const Limits& limits, std::string_view channel, const Payload& payload) {
  return keeps(limits, channel, payload) &&
         payload.bytes + channel.size() + FRAME_OVERHEAD_BYTES <= limits.frameBytesMax;
}

}  // namespace triwire::protocol
