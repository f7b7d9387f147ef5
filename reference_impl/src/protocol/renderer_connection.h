// The renderer's half of one link.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "protocol/action.h"
#include "protocol/deadlines.h"
#include "protocol/frame.h"
#include "protocol/pending_calls.h"

namespace triwire::protocol {

enum class RendererState : std::uint8_t {
  HANDSHAKING,
  OPEN,
  WAITING,  ///< A `sendSync` is not settled: the application is blocked.
  CLOSED,
};

/// One edge of the renderer's state figure: `frame` is legal in `from`, and leads to `to`.
struct RendererTransition {
  RendererState from;
  FrameKind frame;
  RendererState to;
};

/// Every legal frame. One that is not listed breaks the protocol (TW-WIRE-1, TW-WIRE-6). Besides,
/// `sendSync` leads from OPEN to WAITING, the end of that call back to OPEN, and the end of the
/// link to CLOSED.
inline constexpr std::array RENDERER_TRANSITIONS = {
    RendererTransition{RendererState::HANDSHAKING, FrameKind::WELCOME, RendererState::OPEN},
    RendererTransition{RendererState::HANDSHAKING, FrameKind::CLOSE, RendererState::CLOSED},
    RendererTransition{RendererState::OPEN, FrameKind::EVENT, RendererState::OPEN},
    RendererTransition{RendererState::OPEN, FrameKind::RETURN, RendererState::OPEN},
    RendererTransition{RendererState::OPEN, FrameKind::CLOSE, RendererState::CLOSED},
    RendererTransition{RendererState::WAITING, FrameKind::EVENT, RendererState::WAITING},
    RendererTransition{RendererState::WAITING, FrameKind::RETURN, RendererState::WAITING},
    RendererTransition{RendererState::WAITING, FrameKind::CLOSE, RendererState::CLOSED},
};

/// The renderer's half of one link.
///
/// A pure state machine. It owns no socket, thread or clock, and never blocks. Its methods come in
/// three kinds:
///
///   on*()          the peer, the link or the clock did something
///   send, invoke   the application asked for something
///   const getters  look, change nothing
///
/// The first two append to `actions`; the caller performs them in order before its next call. The
/// same calls always produce the same actions. Not thread-safe: one owner.
///
/// They throw std::bad_alloc and nothing else. What the application asked for has not happened then. After
/// an on*() that threw, what is in `actions` is performed, and `onDisconnect` ends the link, which needs no
/// memory: every call is settled, whatever memory there is (TW-LIFE-6).
///
/// While a `sendSync` waits, only input, output and the end of that call are asked for; everything
/// else that the application is to be told is kept, in order, until `turn()` (TW-BLOCK-2 to
/// TW-BLOCK-5).
class RendererConnection {
 public:
  struct Options {
    Limits limits{};               ///< What this side accepts.
    std::string implementation{};  ///< Name and version, for people.
    Features features{};           ///< What is offered.
  };

  explicit RendererConnection(Options options);

  /// Sends `hello`. To be called once, first.
  void open(RendererActions& actions);

  void onFrame(Frame&& frame, RendererActions& actions);
  void onFrame(const Frame& frame, RendererActions& actions) { onFrame(Frame(frame), actions); }
  /// The bytes received are no frame (the codec says why): ends the link.
  void onMalformed(CloseReason reason, std::string text, RendererActions& actions);
  /// The link is gone. Settles every call: a waiting `sendSync` first, then the invokes in the
  /// order made (TW-INVOKE-30). Does not throw if `actions` is empty; without memory, what does not
  /// fit there follows in the next `turn()`.
  void onDisconnect(RendererActions& actions);
  /// Ends the calls whose deadline has come (TW-SYNC-22, TW-INVOKE-33).
  void onTime(Time now, RendererActions& actions);
  /// What is sent from now on may add this many bytes of channel and arguments to what waits for
  /// main; more becomes OVERLOADED, and everything if nothing is given. Without a bound until the
  /// first time.
  void onRoom(std::optional<std::uint64_t> bytes) { outgoingRoom_ = bytes; }
  /// Events and answers, and their bytes, that were told and that the application has not been given:
  /// more than was announced, and a call that blocks becomes OVERLOADED (TW-WIRE-51).
  void onBacklog(std::uint64_t messages, std::uint64_t bytes) {
    isBehind_ = messages > options_.limits.deferredMessagesMax ||
                bytes > options_.limits.deferredBytesMax;
  }
  /// The application may not block now.
  bool isBehind() const { return isBehind_; }
  /// The application is back in its event loop: yields what was deferred. Without effect while
  /// WAITING.
  void turn(RendererActions& actions);

  /// How `send` of such a channel and payload would end; it would do nothing but send the frame, if that
  /// is VALUE. Of `args`, only the sizes matter.
  OutcomeKind maySend(std::string_view channel, const Payload& args) const;
  /// `ipcRenderer.send`: VALUE if it was sent, else TOO_LARGE, OVERLOADED or
  /// DISCONNECTED (with no frame sent).
  [[nodiscard]] OutcomeKind send(std::string channel, Payload args, RendererActions& actions);

  /// Whether `sendSync` or `invoke` of such a channel and payload would send the call: then it is made, has
  /// this id, and the frame is to be sent. If not, nothing has happened.
  std::optional<CallId> begin(CallKind kind, std::string_view channel, const Payload& args,
                              std::optional<Time> deadline);
  /// `ipcRenderer.sendSync`. Exactly one `SettleCall` with the id returned follows, now or later
  /// (TW-SYNC-26): at once and with no frame sent if the arguments exceed what main accepts
  /// (TOO_LARGE), if too many calls are in flight, too much waits for main or the application is too
  /// far behind (OVERLOADED), or if the connection is not open (DISCONNECTED). Not to be called while
  /// WAITING.
  [[nodiscard]] CallId sendSync(std::string channel, Payload args, std::optional<Time> deadline,
                                RendererActions& actions);

  /// `ipcRenderer.invoke`. As `sendSync`, but the application goes on (TW-INVOKE-27).
  [[nodiscard]] CallId invoke(std::string channel, Payload args, std::optional<Time> deadline,
                              RendererActions& actions);

  /// Gives up on a call: settles it as CANCELLED. Without effect on a call that is settled.
  void cancel(CallId id, RendererActions& actions);

  /// Ends the link in good order. Calls in flight settle as DISCONNECTED (TW-LIFE-4).
  void close(CloseReason reason, std::string text, RendererActions& actions);

  RendererState state() const { return state_; }
  /// When `onTime` has something to do next.
  std::optional<Time> nextDeadline() const;
  /// What `turn` would yield is not nothing.
  bool hasDeferred() const { return !deferred_.empty(); }
  /// Answers that came for calls given up on, since the beginning.
  std::uint64_t lateReturns() const { return lateReturns_; }

 private:
  struct Call {
    CallKind kind = CallKind::INVOKE;
    bool settled = false;    // For the application. The id stays live until main's `return`.
    bool cancelled = false;  // A `cancel` was sent.
    bool hasDeadline = false;
  };

  void on(Welcome& welcome, RendererActions& actions);
  void on(Event& event, RendererActions& actions);
  void on(Return& answer, RendererActions& actions);
  void on(Close& close, RendererActions& actions);
  template <class Other>
  void on(Other& frame, RendererActions& actions);  // Never legal: see the transitions.

  void makeRoomToEnd(std::size_t more);
  void makeRoomForStep(RendererActions& actions);
  void start(CallId id, CallKind kind, std::optional<Time> deadline);
  std::optional<OutcomeKind> whyNot(CallKind kind, std::string_view channel,
                                    const Payload& args) const;
  bool hasRoomFor(std::string_view channel, const Payload& args) const {
    return outgoingRoom_ && *outgoingRoom_ >= channel.size() + args.bytes;
  }
  void tidyDeadlines();
  void giveUp(CallId id, Call& call, OutcomeKind kind, RendererActions& actions);
  void settle(CallId id, Call& call, Outcome outcome, RendererActions& actions);
  template <class Action>
  void tell(Action action, RendererActions& actions);
  void violate(CloseReason reason, std::string text, RendererActions& actions);
  void end(Closed closed, RendererActions& actions);

  Options options_;
  RendererState state_ = RendererState::HANDSHAKING;
  Limits peer_;  // What main accepts. Valid once open.
  std::optional<std::uint64_t> outgoingRoom_ = std::numeric_limits<std::uint64_t>::max();
  bool isBehind_ = false;
  std::uint64_t lastId_ = 0;
  PendingCalls<Call> calls_;
  Deadlines deadlines_;
  RendererActions deferred_;
  RendererActions ending_;  // Room for the end of the link.
  std::uint64_t lateReturns_ = 0;
};

}  // namespace triwire::protocol
