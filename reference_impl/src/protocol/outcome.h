// How a call ended, as the protocol sees it.
#pragma once

#include <cstdint>

#include "protocol/payload.h"
#include "triwire/outcome_kind.h"

namespace triwire::protocol {

using triwire::OutcomeKind;

struct Outcome {
  OutcomeKind kind = OutcomeKind::VALUE;
  /// Of VALUE the value, of THROWN what was thrown, of UNCLONABLE the path. Empty for the others.
  Payload payload{};

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// The two kinds of calls.
enum class CallKind : std::uint8_t { SYNC, INVOKE };

/// Whether main may answer a call of this kind so (specification, outcome table). `cancelled` says
/// whether the renderer has given up on the call. DISCONNECTED and DEADLINE_EXCEEDED never travel.
constexpr bool mayAnswer(OutcomeKind outcome, CallKind call, bool cancelled) {
  switch (outcome) {
    case OutcomeKind::THROWN:
    case OutcomeKind::NO_HANDLER:
    case OutcomeKind::UNCLONABLE:
      return call == CallKind::INVOKE;
    case OutcomeKind::NO_LISTENER:
      return call == CallKind::SYNC;
    case OutcomeKind::CANCELLED:
      return cancelled;
    case OutcomeKind::DISCONNECTED:
    case OutcomeKind::DEADLINE_EXCEEDED:
      return false;
    case OutcomeKind::VALUE:
    case OutcomeKind::NO_REPLY:
    case OutcomeKind::REFUSED:
    case OutcomeKind::TOO_LARGE:
    case OutcomeKind::OVERLOADED:
      return true;
  }
  return false;
}

}  // namespace triwire::protocol
