// Frames for the machines of the core, made of decisions.
#pragma once

#include <cstdint>
#include <string>

#include "choices.h"
#include "protocol/frame.h"

namespace triwire::fuzz {

/// Sizes without values: the core looks at nothing else.
inline protocol::Payload somePayload(Choices& choices) {
  const std::uint64_t bytes = std::uint64_t{choices.byte()} * 4;
  return {nullptr, bytes, choices.below(8), choices.below(8)};
}

inline std::string someChannel(Choices& choices) { return std::string(choices.below(8), 'c'); }

/// Limits that a few frames reach; 0 stands for the default.
inline Limits someLimits(Choices& choices) {
  Limits limits;
  limits.frameBytesMax = choices.below(3) * 300;
  limits.pendingCallsMax = choices.below(4);
  limits.valueDepthMax = choices.below(6);
  limits.valueNodesMax = choices.below(6);
  limits.channelBytesMax = choices.below(6);
  limits.deferredBytesMax = choices.byte();
  limits.deferredMessagesMax = choices.below(4);
  return limits;
}

inline protocol::Features someFeatures(Choices& choices) {
  protocol::Features features;
  if (choices.below(2) == 1) features.emplace_back(protocol::SHARED_MEMORY);
  if (choices.below(8) == 7) features.emplace_back("other");
  return features;
}

/// A frame of any kind, legal or not.
inline protocol::Frame someFrame(Choices& choices) {
  using namespace protocol;
  const CallId id{choices.number()};
  switch (static_cast<FrameKind>(choices.below(FRAME_KINDS))) {
    case FrameKind::HELLO:
      return Hello{static_cast<std::uint16_t>(choices.below(3)),
                   static_cast<std::uint16_t>(choices.below(3)), someLimits(choices),
                   someFeatures(choices), ""};
    case FrameKind::WELCOME:
      return Welcome{static_cast<std::uint16_t>(choices.below(3)), someLimits(choices),
                     someFeatures(choices), "", 1};
    case FrameKind::MESSAGE:
      return Message{someChannel(choices), somePayload(choices)};
    case FrameKind::SYNC:
      return SyncCall{id, someChannel(choices), somePayload(choices)};
    case FrameKind::INVOKE:
      return InvokeCall{id, someChannel(choices), somePayload(choices)};
    case FrameKind::CANCEL:
      return Cancel{id};
    case FrameKind::EVENT:
      return Event{someChannel(choices), somePayload(choices)};
    case FrameKind::RETURN:
      return Return{id, {static_cast<OutcomeKind>(choices.below(12)), somePayload(choices)}};
    case FrameKind::CLOSE:
      break;
  }
  return Close{static_cast<CloseReason>(choices.below(10)), ""};
}

}  // namespace triwire::fuzz
