// What listeners and handlers are given: the event objects, and main's view of a renderer.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "triwire/value.h"

namespace triwire {

class IpcRenderer;
class IpcScope;

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
  /// TOO_LARGE, or OVERLOADED if the renderer leaves too much unread.
  template <class... T>
  requires detail::Values<T...>
  void send(std::string_view channel, T&&... args) const {
    send(channel, detail::argsOf(std::forward<T>(args)...));
  }
  void send(std::string_view channel, const Args& args) const;

  friend bool operator==(const WebContents&, const WebContents&) = default;

 private:
  std::shared_ptr<detail::Sender> sender_;
};

/// `event.returnValue`. Assigning answers the `sendSync`, at once.
class ReturnValue {
 public:
  /// The first assignment wins; later ones do nothing, and so does any on the event of a `send`
  /// (TW-SYNC-1, 2, 3; TW-SEND-8). Throws UnclonableError if the value cannot be cloned; the slot
  /// stays open then (TW-SYNC-19).
  const ReturnValue& operator=(Value value) const;
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
  explicit IpcMainEvent(std::shared_ptr<detail::MainCall> call);

  WebContents sender;
  ReturnValue returnValue;

  /// Sends an event to the renderer that this one came from; it answers nothing (TW-REPLY-1, 6).
  /// Fails as `sender.send` does.
  template <class... T>
  requires detail::Values<T...>
  void reply(std::string_view channel, T&&... args) const {
    sender.send(channel, std::forward<T>(args)...);
  }
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
  explicit IpcMainInvokeEvent(std::shared_ptr<detail::MainCall> call);

  WebContents sender;

  /// The caller waits no longer: it cancelled, its deadline passed, or its link ended.
  bool cancelled() const;
  /// Calls back when that happens; now if it has.
  void onCancel(std::function<void()> callback) const;

 private:
  std::shared_ptr<detail::MainCall> call_;
};

/// What a renderer's listeners are given.
struct IpcRendererEvent {
  IpcRenderer& sender;
};

}  // namespace triwire
