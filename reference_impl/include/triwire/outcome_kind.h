// How a call can end, as a name. Needs nothing but the standard library, so that the protocol core
// uses it too.
#pragma once

#include <cstdint>
#include <string_view>

namespace triwire {

/// How a call ended: the rows of the specification's outcome table.
enum class OutcomeKind : std::uint8_t {
  VALUE,              ///< Answered.
  THROWN,             ///< The handler threw, or what it returned rejected.
  NO_REPLY,           ///< Main let go of the event, or of the handler's promise, without an answer.
  NO_LISTENER,        ///< Nobody listens on the channel (`sendSync`).
  NO_HANDLER,         ///< Nobody handles the channel (`invoke`).
  UNCLONABLE,         ///< The handler's result cannot be cloned.
  CANCELLED,          ///< The caller cancelled, and main had not answered.
  REFUSED,            ///< Main does not let this renderer use the channel.
  TOO_LARGE,          ///< The arguments or the answer exceed what the receiver accepts.
  OVERLOADED,         ///< Too many calls are in flight.
  DISCONNECTED,       ///< The link ended first.
  DEADLINE_EXCEEDED,  ///< The caller's deadline passed first.
};

/// "NO_REPLY", …
constexpr std::string_view nameOf(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::VALUE:
      return "VALUE";
    case OutcomeKind::THROWN:
      return "THROWN";
    case OutcomeKind::NO_REPLY:
      return "NO_REPLY";
    case OutcomeKind::NO_LISTENER:
      return "NO_LISTENER";
    case OutcomeKind::NO_HANDLER:
      return "NO_HANDLER";
    case OutcomeKind::UNCLONABLE:
      return "UNCLONABLE";
    case OutcomeKind::CANCELLED:
      return "CANCELLED";
    case OutcomeKind::REFUSED:
      return "REFUSED";
    case OutcomeKind::TOO_LARGE:
      return "TOO_LARGE";
    case OutcomeKind::OVERLOADED:
      return "OVERLOADED";
    case OutcomeKind::DISCONNECTED:
      return "DISCONNECTED";
    case OutcomeKind::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
  }
  return "?";
}

}  // namespace triwire
