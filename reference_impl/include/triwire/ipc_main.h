// The main process: listens for renderers, and dispatches what they send to listeners and handlers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "triwire/ipc_event.h"
#include "triwire/profile.h"
#include "triwire/promise.h"
#include "triwire/settings.h"
#include "triwire/value.h"

namespace triwire {

struct IpcMainOptions {
  Profile profile = Profile::STRICT;
  /// Where warnings go, the electron profile's and of `mayUse`, one line each without its end.
  /// Default: standard error.
  std::function<void(std::string_view line)> log;
  Settings settings{};
  /// Bytes that may wait for one renderer that does not read. An event that would exceed it throws
  /// OVERLOADED, an answer becomes it, and the other renderers notice nothing (TW-WIRE-42).
  std::uint64_t outgoingBytesMax = 256ULL << 20U;
  /// Which renderer may use which channel: asked for each `send`, `sendSync` and `invoke`, before
  /// any listener or handler. If it returns false or throws, the message is dropped and the call
  /// ends as REFUSED (TW-SEC-1, 2); a line to `log` says so once for each renderer and channel, up
  /// to 100 channels of a renderer. Default: each may use all.
  std::function<bool(const WebContents& sender, std::string_view channel)> mayUse{};
};

/// Electron's `ipcMain`.
///
/// One object is one main process's side of any number of renderers. It runs on the thread that
/// made it, and does everything inside `dispatch()`: an application with an event loop of its own
/// watches `fd()` and calls `dispatch()` when it is readable; one without calls `run()`. Listeners
/// and handlers are called there, one message at a time, each renderer's in the order sent
/// (TW-ORDER-1 to 8). Main never waits for a renderer.
class IpcMain {
 public:
  using Options = IpcMainOptions;
  using Listener = std::function<void(IpcMainEvent&, const Args&)>;
  /// What a handler gives: the result, or a promise of it.
  using Result = std::variant<Value, Promise>;
  using Handler = std::function<Result(IpcMainInvokeEvent&, const Args&)>;

  explicit IpcMain(Options options = {});
  IpcMain(IpcMain&&) noexcept;
  IpcMain& operator=(IpcMain&&) noexcept;
  ~IpcMain();

  /// Accepts renderers at an AF_UNIX path, or at an abstract name if it begins with '@'. The socket
  /// is for this user only (mode 0600, and whoever connects is asked for its user, which is all that
  /// protects an abstract name); a file left behind by a process that died is replaced. Throws
  /// std::system_error: EADDRINUSE if another process listens there.
  void listen(const std::string& path);
  /// Accepts renderers at a listening AF_UNIX stream socket that was made elsewhere, and owns it
  /// from here.
  void listenOn(int socket);
  /// Takes one end of a connected AF_UNIX stream socket; a renderer is at the other (socketpair).
  void adopt(int socket);

  /// Registers a listener for `send` and `sendSync`: called as `listener(IpcMainEvent&, const
  /// Args&)`, in the order of registration. What it returns does not matter, except that a Promise
  /// (the listener is a coroutine) that rejects goes to `onUncaughtException`.
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
  void removeAllListeners(std::string_view channel);
  void removeAllListeners();

  /// Registers the one handler for `invoke`: called as `handler(IpcMainInvokeEvent&, const Args&)`.
  /// It returns the result, or nothing, or a Promise; it may be a coroutine. What it throws reaches
  /// the caller. Throws std::logic_error if the channel has a handler; that one stays
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

  /// The renderers that are connected, in the order in which they came.
  std::vector<WebContents> renderers() const;
  std::optional<WebContents> fromId(std::uint32_t id) const;

  void onConnect(std::function<void(const WebContents&)> callback);
  /// `reason` is for people.
  void onDisconnect(std::function<void(const WebContents&, std::string_view reason)> callback);
  /// What a listener threw. It stops the remaining listeners of that message and nothing else.
  /// Default: a line on standard error.
  void onUncaughtException(std::function<void(std::exception_ptr)> callback);

  /// Readable when `dispatch()` has something to do. For poll(); not to be read or closed.
  int fd() const;
  /// Does what can be done without waiting. Not from inside a listener or handler.
  void dispatch();
  /// Waits and dispatches until `stop()`.
  void run();
  /// Ends `run()` as soon as it is back from what it is dispatching; if it does not run, the next
  /// one at once. From a listener, handler, callback or any thread.
  void stop();

  /// Ends every link in good order: calls still pending end as DISCONNECTED at the renderers. Stops
  /// listening. The destructor does it.
  void close();

  class Impl;

 private:
  template <class F>
  Listener listenerFrom(F listener) const;
  template <class F>
  static Handler handlerFrom(F handler);
  static void reportRejection(const std::weak_ptr<Impl>& impl, const std::exception_ptr& error);

  ListenerId addListener(std::string_view channel, Listener listener, bool once);
  void addHandler(std::string_view channel, Handler handler, bool once);

  std::shared_ptr<Impl> impl_;
};

template <class F>
IpcMain::Listener IpcMain::listenerFrom(F listener) const {
  using R = std::invoke_result_t<F&, IpcMainEvent&, const Args&>;
  if constexpr (std::is_same_v<R, Promise>) {
    // A coroutine uses the captures of its lambda: they live until it ends.
    return [kept = std::make_shared<F>(std::move(listener)), impl = std::weak_ptr<Impl>(impl_)](
               IpcMainEvent& event, const Args& args) {
      (*kept)(event, args)
          .then([kept](const Value&) {},
                [kept, impl](const std::exception_ptr& error) { reportRejection(impl, error); });
    };
  } else {
    return Listener(std::move(listener));
  }
}

template <class F>
IpcMain::Handler IpcMain::handlerFrom(F handler) {
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
