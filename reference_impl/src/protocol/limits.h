// Every limit of the protocol, with its unit and default.
#pragma once

#include <cstdint>

#include "triwire/limits.h"

namespace triwire::protocol {

using triwire::Limits;

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
  fill(announced.deferredBytesMax, DEFAULTS.deferredBytesMax);
  fill(announced.deferredMessagesMax, DEFAULTS.deferredMessagesMax);
  return announced;
}

/// Bytes that a frame may need beside its payload and its channel name: segment table, root,
/// structs, padding. The codec's tests hold it to this.
constexpr std::uint32_t FRAME_OVERHEAD_BYTES = 256;

/// Bytes that one side lets wait for a peer that does not read, unless the application chooses
/// another bound. A message, a call or an answer that would exceed it becomes OVERLOADED.
constexpr std::uint64_t OUTGOING_BYTES_MAX = 256ULL << 20U;
/// And frames of any size.
constexpr std::uint64_t OUTGOING_MESSAGES_MAX = 1ULL << 20U;

/// What main keeps beyond that bound: answers that carry nothing but their outcome. A renderer that
/// makes calls and reads none of their answers loses its link when it has used this up.
constexpr std::uint64_t OUTGOING_RESERVE_BYTES = 1ULL << 20U;

}  // namespace triwire::protocol
