// What the two machines ask of their shell.
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/frame.h"

namespace triwire::protocol {

/// A moment, since any fixed moment the shell likes.
using Time = std::chrono::nanoseconds;

// Input and output: to be done at once, in order.

/// Write the frame to the link.
struct SendFrame {
  template <class AnyFrame>
  requires std::constructible_from<Frame, AnyFrame>
  SendFrame(AnyFrame&& any) : frame(std::forward<AnyFrame>(any)) {}

  Frame frame;

  friend bool operator==(const SendFrame&, const SendFrame&) = default;
};

/// Write out what waits, as far as the peer still takes it, then close the link. Exactly one in a
/// connection's life.
struct CloseLink {
  friend bool operator==(const CloseLink&, const CloseLink&) = default;
};

// The application's: what it is told, in order.

/// The handshake is done.
struct Opened {
  Welcome welcome;

  friend bool operator==(const Opened&, const Opened&) = default;
};

/// Settle the promise of an `invoke`, or return from the `sendSync`.
struct SettleCall {
  CallId id{};
  Outcome outcome{};

  friend bool operator==(const SettleCall&, const SettleCall&) = default;
};

/// Call the renderer's listeners.
struct DispatchEvent {
  std::string channel{};
  Payload args{};

  friend bool operator==(const DispatchEvent&, const DispatchEvent&) = default;
};

/// The handshake is done, and this is who called.
struct Connected {
  Hello hello;

  friend bool operator==(const Connected&, const Connected&) = default;
};

/// Call main's listeners with the message of a `send`.
struct DispatchMessage {
  std::string channel{};
  Payload args{};

  friend bool operator==(const DispatchMessage&, const DispatchMessage&) = default;
};

/// Call main's listeners with the message of a `sendSync`. One `MainConnection::answer` is due.
struct DispatchSync {
  CallId id{};
  std::string channel{};
  Payload args{};

  friend bool operator==(const DispatchSync&, const DispatchSync&) = default;
};

/// Call main's handler. One `MainConnection::answer` is due.
struct DispatchInvoke {
  CallId id{};
  std::string channel{};
  Payload args{};

  friend bool operator==(const DispatchInvoke&, const DispatchInvoke&) = default;
};

/// The renderer has given up on the call; it is answered and no longer live.
struct CancelCall {
  CallId id{};

  friend bool operator==(const CancelCall&, const CancelCall&) = default;
};

/// The link ended before the call was answered; it is no longer live.
struct AbandonCall {
  CallId id{};

  friend bool operator==(const AbandonCall&, const AbandonCall&) = default;
};

/// The connection has ended. Nothing follows but the settlement of calls made later.
struct Closed {
  CloseReason reason = CloseReason::DONE;
  bool byPeer = false;  ///< The peer's close frame said so, or (LOST) the peer is gone.
  std::string text{};   ///< One line for people.

  friend bool operator==(const Closed&, const Closed&) = default;
};

using RendererAction =
    std::variant<SendFrame, CloseLink, Opened, SettleCall, DispatchEvent, Closed>;
using RendererActions = std::vector<RendererAction>;

using MainAction = std::variant<SendFrame, CloseLink, Connected, DispatchMessage, DispatchSync,
                                DispatchInvoke, CancelCall, AbandonCall, Closed>;
using MainActions = std::vector<MainAction>;

/// So many more can be added, and that does not fail. Throws std::bad_alloc, with nothing changed.
template <class Actions>
void makeRoom(Actions& actions, std::size_t more) {
  static_assert(std::is_nothrow_move_constructible_v<typename Actions::value_type>);
  if (actions.capacity() - actions.size() >= more) return;
  actions.reserve(std::max(actions.size() + more, 2 * actions.capacity()));
}

/// The same if there is memory for it.
template <class Actions>
void tryToMakeRoom(Actions& actions, std::size_t more) noexcept {
  try {
    makeRoom(actions, more);
  } catch (const std::bad_alloc&) {  // It will be tried again.
  }
}

/// How a link ends whose other side is gone: short enough to need no memory.
constexpr const char* LINK_LOST = "link was lost";

/// Asks for it to be written.
template <class AnyFrame, class Actions>
void sendFrame(AnyFrame&& frame, Actions& actions) {
  actions.emplace_back(std::in_place_type<SendFrame>, std::forward<AnyFrame>(frame));
}

}  // namespace triwire::protocol
