// Where main's listeners and handlers are registered: for every renderer, or for one.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "triwire/ipc_event.h"
#include "triwire/promise.h"
#include "triwire/value.h"

namespace triwire {

namespace detail {
class Scope;  // The registrations.
}

/// Listeners and handlers of main, for all renderers (`IpcMain` is one) or for one of them
/// (`sender.ipc()`, Electron's `webContents.ipc`). What is registered for a renderer comes first: its
/// listeners are called before those of all, and an `invoke` goes to its handler if it has one
/// (TW-EMIT-7, 8, 9).
///
/// A handle: copies name the same registrations. Those of a renderer go with its link (TW-EMIT-10);
/// registering has no effect after that. Belongs to the thread of its IpcMain.
class IpcScope {
 public:
  using Listener = std::function<void(IpcMainEvent&, const Args&)>;  ///< As `on` keeps it.
  /// What a handler gives: the result, or a promise of it.
  using Result = std::variant<Value, Promise>;
  using Handler = std::function<Result(IpcMainInvokeEvent&, const Args&)>;  ///< As `handle` does.

  /// Not for applications.
  explicit IpcScope(std::shared_ptr<detail::Scope> scope) : scope_(std::move(scope)) {}

  /// Registers a listener for `send` and `sendSync`: called as `listener(IpcMainEvent&, const
  /// Args&)`, in the order of registration. What it returns does not matter, except that a Promise
  /// (the listener is a coroutine) that rejects goes to `IpcMain::onUncaughtException`.
  template <class F>
  ListenerId on(std::string_view channel, F listener) {
    return addListener(channel, listenerFrom(std::move(listener)), false);
  }
  /// As `on`, for one message.
  template <class F>
  ListenerId once(std::string_view channel, F listener) {
    return addListener(channel, listenerFrom(std::move(listener)), true);
  }
  /// Electron's `removeListener`. False if there is no such listener.
  bool off(std::string_view channel, ListenerId listener);
  /// Removes the listeners of the channel. Handlers, and the listeners of other scopes, stay
  /// (TW-EMIT-6).
  void removeAllListeners(std::string_view channel);
  /// Those of all channels.
  void removeAllListeners();

  /// Registers the one handler for `invoke`: called as `handler(IpcMainInvokeEvent&, const Args&)`.
  /// It returns the result, or nothing, or a Promise; it may be a coroutine. What it throws reaches
  /// the caller. Throws std::logic_error if the channel has a handler here; that one stays
  /// (TW-INVOKE-21, 22).
  template <class F>
  void handle(std::string_view channel, F handler) {
    addHandler(channel, handlerFrom(std::move(handler)), false);
  }
  /// As `handle`, for one call: removed before it is called.
  template <class F>
  void handleOnce(std::string_view channel, F handler) {
    addHandler(channel, handlerFrom(std::move(handler)), true);
  }
  /// Calls already dispatched go on. Does nothing without a handler.
  void removeHandler(std::string_view channel);

 private:
  template <class F>
  Listener listenerFrom(F listener) const;
  template <class F>
  static Handler handlerFrom(F handler);
  std::function<void(const std::exception_ptr&)> reporter() const;

  ListenerId addListener(std::string_view channel, Listener listener, bool once);
  void addHandler(std::string_view channel, Handler handler, bool once);

  std::shared_ptr<detail::Scope> scope_;
};

template <class F>
IpcScope::Listener IpcScope::listenerFrom(F listener) const {
  using R = std::invoke_result_t<F&, IpcMainEvent&, const Args&>;
  if constexpr (std::is_same_v<R, Promise>) {
    // A coroutine uses the captures of its lambda: they live until it ends.
    return [kept = std::make_shared<F>(std::move(listener)), report = reporter()](
               IpcMainEvent& event, const Args& args) {
      (*kept)(event, args).then([kept](const Value&) {},
                                [kept, report](const std::exception_ptr& error) { report(error); });
    };
  } else {
    return Listener(std::move(listener));
  }
}

template <class F>
IpcScope::Handler IpcScope::handlerFrom(F handler) {
  using R = std::invoke_result_t<F&, IpcMainInvokeEvent&, const Args&>;
  if constexpr (std::is_void_v<R>) {
    return [handler = std::move(handler)](IpcMainInvokeEvent& event, const Args& args) mutable {
      handler(event, args);
      return Result();
    };
  } else {
    return [handler = std::move(handler)](IpcMainInvokeEvent& event, const Args& args) mutable {
      return Result(handler(event, args));
    };
  }
}

}  // namespace triwire
