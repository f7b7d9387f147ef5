#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "record/actor.h"
#include "record/command.h"

namespace triwire::conformance {

/// What an entry of a history is. The first group are the contract's events, named as there; see
/// schema/conformance.capnp for what each says.
enum class Kind : std::uint8_t {
  CALLING,
  RETURNED,
  THREW,
  SETTLED,
  CALLED,
  DISPATCHED,
  FINISHED,
  ASSIGNED,
  REPLIED,
  SENT,
  RESOLVED,
  RELEASED,
  REGISTERED,
  MARKED,
  UNCAUGHT,
  CLOSED,
  // Answers to a command. `command` says which.
  DONE,
  UNSUPPORTED,
  FAILED,
  // What the runner did (actor RUNNER).
  COMMAND,  ///< It is about to send commands()[command]: nothing before this entry is its effect.
  EXPIRED,  ///< A wait ended by its watchdog; `text` says for what.
  // What the runner's own end of a link did or saw (a peer): schema/scenario.capnp, PeerEvent.
  LINKED,
  WROTE,
  READ,
  UNLINKED,
  DID,
};

/// "calling", "returned", … as the contract spells it.
std::string_view name(Kind kind);

/// Which of the three a CALLED is, as far as the adapter can know.
enum class CallKind : std::uint8_t { UNKNOWN, SEND, SEND_SYNC, INVOKE };

/// What was thrown or what a promise was rejected with. Empty: not said. `code` and `value` are
/// canonical JSON.
struct ErrorDetail {
  std::string_view outcome, name, message, code, remoteName, remoteMessage, value;
};

/// What a peer's event says beside channel and message. Texts are those of PeerEvent.
struct WireDetail {
  std::string_view frame, what, misdeed, breaks;
  std::uint64_t id = 0;
  std::uint16_t versionMin = 0, versionMax = 0;
  std::uint32_t channelBytesMax = 0, bytes = 0;
};

/// One entry of a history. Which fields are set follows from `kind`; texts are empty otherwise.
/// Values are canonical JSON text (record/canonical_json.h), so equal values have equal texts; an
/// absent value is the empty text, which no JSON value is.
struct Event {
  Kind kind = Kind::DONE;
  Actor actor = Actor::RUNNER;
  CallKind callKind = CallKind::UNKNOWN;  ///< CALLED
  std::uint32_t seq = 0;      ///< 1, 2, 3, … per actor; 0 in answers and the runner's.
  std::uint32_t handle = 0;   ///< CALLED, FINISHED, ASSIGNED, REPLIED, RESOLVED, RELEASED
  std::uint32_t command = 0;  ///< COMMAND, DONE, UNSUPPORTED, FAILED: index into commands().
  std::string_view call;      ///< CALLING, RETURNED, THREW, SETTLED
  std::string_view listener;  ///< CALLED, DISPATCHED, FINISHED, REGISTERED
  std::string_view channel;   ///< CALLED, DISPATCHED, REPLIED, SENT, REGISTERED, WROTE, READ
  std::string_view message;   ///< CALLED, DISPATCHED, WROTE, READ: args[0], if it is a string.
  std::string_view mark;      ///< MARKED
  std::string_view op;        ///< REGISTERED: "on", "removeHandler", …
  std::string_view peer;      ///< CALLED: `from`; SENT: `to`; CLOSED: `of`. An actor's name.
  std::string_view value;     ///< RETURNED, SETTLED
  std::string_view text;      ///< UNSUPPORTED: what; FAILED: why; EXPIRED: what was waited for.
  std::span<const std::string_view> args;  ///< CALLED, DISPATCHED: each one canonical JSON.
  const ErrorDetail* error = nullptr;  ///< Wherever the contract has `error`, and one was given.
  const WireDetail* wire = nullptr;    ///< LINKED … DID, always; else null.
};

/// How a world came to its end.
enum class Ending : std::uint8_t {
  RUNNING,   ///< It has not ended (only while recording).
  ENDED,     ///< The subject answered `end`.
  CRASHED,   ///< The subject exited or closed its output before that.
  HUNG,      ///< It did not answer `begin` or `end` in time.
  NONSENSE,  ///< It wrote a line that the contract does not allow.
  FAILED,    ///< It answered `failed`: the adapter's own failure.
};

/// All that is known about one scenario performed on one subject: one plain value, the only thing
/// that judging and reporting look at.
///
/// The position of an event is its arrival at the runner. Nothing may be concluded from the arrival
/// order of events of different actors, with one exception: an event that arrived before a COMMAND
/// is no effect of that command. Of one actor, position and `seq` agree.
///
/// Texts live as long as the history, moved or not; equal texts are stored once.
class History {
 public:
  History() = default;
  History(History&&) = default;
  History& operator=(History&&) = default;

  const std::vector<Event>& events() const { return events_; }
  const std::vector<Command>& commands() const { return commands_; }

  // Building. The recorder does this, and tests that write histories by hand.

  /// `event`'s texts must be this history's (`intern`) or outlive it. Returns its position.
  std::size_t append(const Event& event);
  /// Returns the index that `Event::command` means. Does not append a COMMAND entry.
  std::uint32_t add(Command command);
  std::string_view intern(std::string_view text);
  std::span<const std::string_view> internAll(const std::vector<std::string>& texts);
  const ErrorDetail* keep(const ErrorDetail& error);
  const WireDetail* keep(const WireDetail& wire);

  std::string scenario;                   ///< Its name.
  std::string profile;                    ///< "strict" or "electron"
  std::vector<std::string> capabilities;  ///< As the subject's `hello` spelled them.
  unsigned renderers = 0;
  /// For each event the JSON that it was made from: {"sent":command}, {"received":event},
  /// {"expired":text} or {"peer":event}. Histories written by hand have none.
  std::vector<std::string> transcript;
  Ending ending = Ending::RUNNING;
  std::string endingText;  ///< For CRASHED … FAILED: one sentence, with what the subject said.
  std::string stderrTail;  ///< The last of what the subject wrote to standard error meanwhile.

 private:
  std::vector<Event> events_;
  std::vector<Command> commands_;
  std::deque<std::string> texts_;
  std::unordered_set<std::string_view> interned_;
  std::deque<std::vector<std::string_view>> lists_;
  std::deque<ErrorDetail> errors_;
  std::deque<WireDetail> wires_;
};

}  // namespace triwire::conformance
