#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "record/actor.h"

namespace triwire::conformance {

/// What a step does; the contract's `op`, in its order.
enum class Op : std::uint8_t {
  SEND,
  SEND_SYNC,
  INVOKE,
  ON,
  ONCE,
  OFF,
  REMOVE_ALL_LISTENERS,
  HANDLE,
  HANDLE_ONCE,
  REMOVE_HANDLER,
  SEND_TO,
  ASSIGN,
  REPLY,
  HOLD,
  RELEASE,
  RESOLVE,
  REJECT,
  RETURN,
  THROW,
  MARK,
};

/// "send", "sendSync", … as the contract spells it.
std::string_view name(Op op);

/// One step of a script or program as it was sent: handles are numbers, and `args` begins with the
/// call's name unless the scenario said `bare`. Values are canonical JSON; texts are the history's.
struct Step {
  Op op = Op::MARK;
  std::uint32_t handle = 0;
  std::uint32_t deadlineMs = 0;
  std::string_view call, channel, listener, mark, to, value;
  std::vector<std::string_view> args;
  std::string_view message;  ///< args[0] decoded, if it is a string.
  std::vector<Step> program;
};

/// What the runner asked the subject for.
struct Command {
  enum class Kind : std::uint8_t { BEGIN, RUN, KILL, CLOSE, COLLECT, END, WIRE };

  Kind kind = Kind::RUN;
  Actor actor = Actor::RUNNER;   ///< RUN, KILL, CLOSE
  std::vector<Step> steps = {};  ///< RUN
};

/// "begin", "run", … as the contract spells it.
std::string_view name(Command::Kind kind);

/// Channels and marks that begin so are the runner's own (fences, counted progress): a scenario
/// does not use them.
inline constexpr std::string_view RESERVED = "triwire:";

/// The channel of fences. A fence on the path from an actor to another is an ordinary message or
/// event on this channel whose args[0] is `fence <n> <from>→<to>`, n counted from 1: whatever was
/// sent before it on the same path must have been dispatched before it.
inline constexpr std::string_view FENCE_CHANNEL = "triwire:fence";

/// The mark of counted progress: `progress <n>`, marked by main, and by a renderer after a round
/// trip.
inline constexpr std::string_view PROGRESS_MARK = "triwire:progress";

}  // namespace triwire::conformance
