// What crosses a link, for an application that looks on.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "triwire/outcome_kind.h"

namespace triwire {

/// A frame that was sent or received: what the wire's schema says of it, without what it carries. Valid
/// during the call.
struct TracedFrame {
  std::uint32_t renderer = 0;  ///< Main's name of the renderer; at a renderer 0 before the welcome.
  bool fromMain = false;       ///< Else from the renderer.
  std::string_view kind{};     ///< As the schema has it: "message", "sync", "return", …
  std::string_view channel{};  ///< Of a message, a call or an event.
  std::uint64_t call = 0;      ///< Of a call, its cancellation and its answer; else 0.
  OutcomeKind outcome = OutcomeKind::VALUE;  ///< Of an answer.
  std::uint64_t payloadBytes = 0;            ///< Arguments, value, or what was thrown.
};

/// Is shown each frame, in order, on the object's thread. Must not call that object. What it throws is
/// dropped.
using Trace = std::function<void(const TracedFrame&)>;

}  // namespace triwire
