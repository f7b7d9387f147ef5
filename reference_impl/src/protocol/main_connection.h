// Main's half of one link.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "protocol/action.h"
#include "protocol/frame.h"
#include "protocol/pending_calls.h"
#include "protocol/transition.h"

namespace triwire::protocol {

enum class MainState : std::uint8_t { HANDSHAKING, OPEN, CLOSED };

/// One edge of main's state figure: `frame` is legal in `from`, and leads to `to`.
struct MainTransition {
  MainState from;
  FrameKind frame;
  MainState to;
};

/// Every legal frame. One that is not listed breaks the protocol (TW-WIRE-1). Besides, the end of
/// the link leads to CLOSED.
inline constexpr std::array MAIN_TRANSITIONS = {
    MainTransition{MainState::HANDSHAKING, FrameKind::HELLO, MainState::OPEN},
    MainTransition{MainState::HANDSHAKING, FrameKind::CLOSE, MainState::CLOSED},
    MainTransition{MainState::OPEN, FrameKind::MESSAGE, MainState::OPEN},
    MainTransition{MainState::OPEN, FrameKind::SYNC, MainState::OPEN},
    MainTransition{MainState::OPEN, FrameKind::INVOKE, MainState::OPEN},
    MainTransition{MainState::OPEN, FrameKind::CANCEL, MainState::OPEN},
    MainTransition{MainState::OPEN, FrameKind::CLOSE, MainState::CLOSED},
};

/// Main's half of the link with one renderer.
///
/// A pure state machine, as `RendererConnection` is: methods append to `actions`, the caller
/// performs them in order before its next call. Main is never blocked, so nothing is deferred.
class MainConnection {
 public:
  struct Options {
    Limits limits{};               ///< What this side accepts.
    std::string implementation{};  ///< Name and version, for people.
    std::uint32_t rendererId = 0;  ///< Unique in the life of this process.
    Features features{};           ///< What is accepted if the renderer offers it.
  };

  explicit MainConnection(Options options);

  void onFrame(Frame&& frame, MainActions& actions);
  void onFrame(const Frame& frame, MainActions& actions) { onFrame(Frame(frame), actions); }
  /// Whether `onFrame` would do nothing but pass a message on, of this channel and arguments without a
  /// node: then it may be passed on without this.
  bool passes(std::string_view channel) const { return accepts(FrameKind::MESSAGE, channel); }
  /// The same of a call, which is live from then on if it is true; if not, nothing has happened.
  bool takes(CallKind kind, CallId id, std::string_view channel);
  /// The bytes received are no frame (the codec says why): ends the link.
  void onMalformed(CloseReason reason, std::string text, MainActions& actions);
  /// The link is gone. Abandons every live call, in the order made. Does not throw if `actions` is empty.
  void onDisconnect(MainActions& actions);

  /// Answers a call. The first answer counts; without effect on a call that is not live (TW-SYNC-2,
  /// TW-SYNC-25, TW-WIRE-5). An answer larger than the renderer accepts becomes TOO_LARGE.
  /// `outcome` must be one that may answer this kind of call.
  void answer(CallId id, Outcome outcome, MainActions& actions);
  /// Whether `answer` with a value of these sizes would send it as it is: then the call is no longer live,
  /// and the frame is to be sent. If not, nothing has happened.
  [[nodiscard]] bool concludes(CallId id, const Payload& value);

  /// `event.reply` or `webContents.send`: VALUE if it was sent, else TOO_LARGE, DISCONNECTED or,
  /// behind a `sendSync`, OVERLOADED (with no frame sent).
  [[nodiscard]] OutcomeKind sendEvent(std::string channel, Payload args, MainActions& actions);

  /// Ends the link in good order. Live calls are abandoned.
  void close(CloseReason reason, std::string text, MainActions& actions);

  MainState state() const { return state_; }
  /// Dispatched, and not answered, cancelled or abandoned.
  bool isLive(CallId id) const { return calls_.find(id) != nullptr; }
  std::size_t liveCalls() const { return calls_.size(); }
  /// Whether so many bytes more, channel name and payload, may be sent now: the renderer keeps what
  /// comes behind its `sendSync` (TW-WIRE-50).
  bool mayDefer(std::uint64_t bytes) const;
  /// Half of that is free, or the renderer does not block.
  bool mayDeferMuch() const;

 private:
  struct Call {
    CallKind kind = CallKind::INVOKE;
  };

  void on(Hello& hello, MainActions& actions);
  void on(Message& message, MainActions& actions);
  void on(SyncCall& call, MainActions& actions);
  void on(InvokeCall& call, MainActions& actions);
  void on(Cancel& cancel, MainActions& actions);
  void on(Close& close, MainActions& actions);
  template <class Other>
  void on(Other& frame, MainActions& actions);  // Never legal: see the transitions.

  bool accepts(FrameKind kind, std::string_view channel) const {
    return nextState(MAIN_TRANSITIONS, state_, kind) == state_ &&
           keeps(options_.limits, channel, {});
  }
  bool mayAdmit(CallId id) const {
    return id > lastId_ && calls_.size() < options_.limits.pendingCallsMax;
  }
  void begin(CallKind kind, CallId id);
  bool admit(CallId id, CallKind kind, MainActions& actions);
  bool keepsLimits(const std::string& channel, const Payload& args, MainActions& actions);
  void violate(CloseReason reason, std::string text, MainActions& actions);
  void end(Closed closed, MainActions& actions);
  void noteDeferred(std::uint64_t bytes);
  bool isBlocked() const { return liveSync_ && isLive(*liveSync_); }

  Options options_;
  MainState state_ = MainState::HANDSHAKING;
  Limits peer_;  // What the renderer accepts. Valid once open.
  CallId lastId_{};
  std::optional<CallId> liveSync_;  // The last sync dispatched; it may have ended.
  PendingCalls<Call> calls_;
  MainActions ending_;               // Room for the end of the link.
  std::uint64_t deferredBytes_ = 0;  // Sent behind the last sync.
  std::uint64_t deferredMessages_ = 0;
};

}  // namespace triwire::protocol
