// What listeners and handlers are given: the event objects, and main's view of a renderer.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "triwire/outcome_kind.h"
#include "triwire/value.h"

namespace triwire {

class IpcRenderer;
class IpcScope;
class Promise;

namespace detail {
class MainCall;  // A message or a call that main was given.
class Sender;    // The renderer that made it.

template <class... T>
concept Values = (std::constructible_from<Value, T&&> && ...);
}  // namespace detail

/// Names one registration of a listener, for `off`. Never 0, never used twice by one object.
enum class ListenerId : std::uint64_t {};

/// A renderer as main sees it: `event.sender`. A handle: copies name the same renderer, also after
/// it is gone.
class WebContents {
 public:
  /// Not for applications.
  explicit WebContents(std::shared_ptr<detail::Sender> sender) : sender_(std::move(sender)) {}

  /// Unique in the life of this main process; the renderer knows it too (`IpcRenderer::id`).
  std::uint32_t id() const;
  /// Its link has ended.
  bool isDestroyed() const;

  /// What is registered for this renderer alone (declared in triwire/ipc_scope.h).
  IpcScope ipc() const;

  /// Sends an event to this renderer's listeners on `channel`. Events of one renderer are
  /// dispatched in the order sent (TW-ORDER-12). Does nothing if it is gone (TW-REPLY-7). Throws
  /// UnclonableError (strict; in the electron profile the event is lost and logged), CallError
  /// TOO_LARGE, or OVERLOADED if the renderer leaves too much unread, or too much comes behind a
  /// `sendSync` of its (TW-WIRE-42, 50).
  template <class... T>
  requires detail::Values<T...>
  void send(std::string_view channel, T&&... args) const {
    sendValues(channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// The same, of arguments in a list.
  void send(std::string_view channel, const Args& args) const { sendValues(channel, detail::ArgRefs(args)); }
  /// As `send`, but says how it went: VALUE if it was sent, else DISCONNECTED, TOO_LARGE or
  /// OVERLOADED. Throws UnclonableError as `send` does.
  template <class... T>
  requires detail::Values<T...>
  [[nodiscard]] OutcomeKind trySend(std::string_view channel, T&&... args) const {
    return trySendValues(channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// The same, of arguments in a list.
  [[nodiscard]] OutcomeKind trySend(std::string_view channel, const Args& args) const {
    return trySendValues(channel, detail::ArgRefs(args));
  }

  /// For who was told OVERLOADED and wants to wait: fulfils, in a later `dispatch()`, when less than
  /// half of what may wait for the renderer does. Rejects with CallError DISCONNECTED when it is gone,
  /// DEADLINE_EXCEEDED when so much time has passed (TW-WIRE-52). Main itself never waits.
  Promise drained(std::optional<std::chrono::nanoseconds> deadline = std::nullopt) const;

  /// The same renderer.
  friend bool operator==(const WebContents&, const WebContents&) = default;

 private:
  void sendValues(std::string_view channel, detail::ValueRefs args) const;
  OutcomeKind trySendValues(std::string_view channel, detail::ValueRefs args) const;

  std::shared_ptr<detail::Sender> sender_;
};

/// `event.returnValue`. Assigning answers the `sendSync`, at once.
class ReturnValue {
 public:
  /// The first assignment wins; later ones do nothing, and so does any on the event of a `send`
  /// (TW-SYNC-1, 2, 3; TW-SEND-8). Throws UnclonableError if the value cannot be cloned; the slot
  /// stays open then (TW-SYNC-19).
  // NOLINTNEXTLINE(misc-unconventional-assign-operator): the slot of an event, not this object.
  const ReturnValue& operator=(const Value& value) const;
  /// Always undefined, as in Electron.
  operator Value() const { return {}; }

 private:
  friend class IpcMainEvent;
  explicit ReturnValue(std::shared_ptr<detail::MainCall> call) : call_(std::move(call)) {}
  ReturnValue(const ReturnValue&) = default;
  ReturnValue(ReturnValue&&) = default;
  ReturnValue& operator=(const ReturnValue&) = default;
  ReturnValue& operator=(ReturnValue&&) = default;

  std::shared_ptr<detail::MainCall> call_;
};

/// What listeners of `send` and `sendSync` are given.
///
/// A handle: copies name the same event. Whoever keeps a copy holds the event, and a `sendSync`
/// stays unanswered and its renderer blocked meanwhile; when the last copy goes without an answer,
/// the call ends as NO_REPLY (TW-SYNC-6, 7, 8).
class IpcMainEvent {
 public:
  /// Not for applications.
  explicit IpcMainEvent(std::shared_ptr<detail::MainCall> call);

  WebContents sender;       ///< Who sent the message (TW-INVOKE-35).
  ReturnValue returnValue;  ///< To be assigned to: the answer of a `sendSync`.

  /// Sends an event to the renderer that this one came from; it answers nothing (TW-REPLY-1, 6).
  /// Fails as `sender.send` does.
  template <class... T>
  requires detail::Values<T...>
  void reply(std::string_view channel, T&&... args) const {
    sender.send(channel, std::forward<T>(args)...);
  }
  /// The same, of arguments in a list.
  void reply(std::string_view channel, const Args& args) const { sender.send(channel, args); }

  /// Names the message: the same for all of its listeners and copies of the event, and never used
  /// twice by one IpcMain.
  std::uint64_t id() const;
  /// It came by `sendSync`.
  bool isSync() const;
  /// A `sendSync` whose caller waits no longer: its deadline passed, or its link ended.
  bool cancelled() const;
  /// Calls back when that happens; now if it has. For a `send`, never.
  void onCancel(std::function<void()> callback) const;
};

/// What a handler is given. The answer is what the handler returns.
class IpcMainInvokeEvent {
 public:
  /// Not for applications.
  explicit IpcMainInvokeEvent(std::shared_ptr<detail::MainCall> call);

  WebContents sender;  ///< Who made the call (TW-INVOKE-35).

  /// The caller waits no longer: it cancelled, its deadline passed, or its link ended.
  bool cancelled() const;
  /// Calls back when that happens; now if it has.
  void onCancel(std::function<void()> callback) const;

 private:
  std::shared_ptr<detail::MainCall> call_;
};

/// What a renderer's listeners are given.
struct IpcRendererEvent {
  IpcRenderer& sender;  ///< The renderer itself, valid during the call of the listener.
};

}  // namespace triwire
