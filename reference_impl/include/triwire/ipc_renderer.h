// A renderer process: calls main, and dispatches what main sends to listeners.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "triwire/ipc_event.h"
#include "triwire/limits.h"
#include "triwire/outcome.h"
#include "triwire/profile.h"
#include "triwire/promise.h"
#include "triwire/settings.h"
#include "triwire/trace.h"
#include "triwire/value.h"

namespace triwire {

/// What an application may choose for a renderer.
struct IpcRendererOptions {
  Profile profile = Profile::STRICT;  ///< What is shown where Electron leaves a gap.
  /// How long `connect` waits for main: to listen, to accept and to say welcome.
  std::chrono::nanoseconds connectDeadline = std::chrono::seconds(10);
  Settings settings{};  ///< About speed.
  /// Bytes that may wait for a main that does not read, or that has not yet said welcome. What
  /// would exceed it is not sent, and fails as OVERLOADED (TW-WIRE-42).
  std::uint64_t outgoingBytesMax = 256ULL << 20U;
  /// And messages of any size that may wait so (TW-WIRE-42).
  std::uint64_t outgoingMessagesMax = 1ULL << 20U;
  Limits limits{};  ///< What this renderer accepts from main; told in the handshake.
  Trace trace{};    ///< Is shown what crosses the link. Without one nothing is spent on it.
};

/// What becomes of a message or call when too much waits for main already.
enum class WhenFull : std::uint8_t {
  FAIL,  ///< It fails as OVERLOADED, at once.
  /// The renderer blocks until main has read enough, the deadline passes (DEADLINE_EXCEEDED) or the
  /// link ends; it reads meanwhile, and nothing is dispatched (TW-WIRE-52). What would never fit, and
  /// what finds more undispatched events than `Limits` allow, is OVERLOADED all the same.
  WAIT,
};

/// What one call may differ in: the first argument of `send`, `sendSync` and `invoke`, if given.
struct CallOptions {
  /// Counted from the call. When it has passed, the call ends as DEADLINE_EXCEEDED. Of a `send`, how
  /// long WAIT waits.
  std::optional<std::chrono::nanoseconds> deadline{};
  WhenFull whenFull = WhenFull::FAIL;  ///< Whether to wait for room.
};

/// Electron's `ipcRenderer`.
///
/// One object is one renderer; several in a process do not disturb each other. It belongs to the thread
/// that made it (asserted). Events and results are
/// dispatched inside `dispatch()` only, never inside `send`, `sendSync` or `invoke` (TW-BLOCK-2, 3,
/// 9): an application with an event loop of its own watches `fd()` and calls `dispatch()` when it
/// is readable; one without calls `run()` or `wait(promise)`.
class IpcRenderer {
 public:
  using Options = IpcRendererOptions;  ///< What the constructors take.
  using Listener = std::function<void(IpcRendererEvent&, const Args&)>;  ///< As `on` keeps it.

  /// Connects to where `IpcMain::listen` listens, and waits for main's welcome. Throws
  /// std::system_error: ETIMEDOUT after the deadline, ECONNREFUSED if main refuses, ECONNRESET if
  /// it is lost meanwhile, EACCES if the socket's mode keeps this user out or the process that listens
  /// there is neither this user's nor the superuser's (TW-SEC-4).
  explicit IpcRenderer(const std::string& path, Options options = {});
  /// Takes one end of a connected AF_UNIX stream socket; main is at the other (socketpair). Does
  /// not wait: calls made before the welcome are sent with it.
  explicit IpcRenderer(int socket, Options options = {});
  /// What was moved from can only be assigned to or destroyed.
  IpcRenderer(IpcRenderer&&) noexcept;
  /// As if the one assigned to had been destroyed.
  IpcRenderer& operator=(IpcRenderer&&) noexcept;
  /// As `close()`; what is still pending rejects with DISCONNECTED now.
  ~IpcRenderer();

  /// Sends a message to main's listeners on `channel`, and returns at once; nothing tells whether
  /// anybody listened. Throws UnclonableError, and CallError DISCONNECTED, TOO_LARGE or OVERLOADED
  /// (main leaves too much unread).
  template <class... T>
  requires detail::Values<T...>
  void send(std::string_view channel, T&&... args) {
    sendValues(CallOptions(), channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// As `send`; `options` say whether to wait for room, and for how long.
  template <class... T>
  requires detail::Values<T...>
  void send(const CallOptions& options, std::string_view channel, T&&... args) {
    sendValues(options, channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// As `send`, but says how it went: VALUE if it was sent, else DISCONNECTED, TOO_LARGE or
  /// OVERLOADED. Throws UnclonableError.
  template <class... T>
  requires detail::Values<T...>
  [[nodiscard]] OutcomeKind trySend(std::string_view channel, T&&... args) {
    return trySendValues(CallOptions(), channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// @{ The same, of arguments in a list.
  void send(std::string_view channel, const Args& args) { send(CallOptions(), channel, args); }
  void send(const CallOptions& options, std::string_view channel, const Args& args) {
    sendValues(options, channel, detail::ArgRefs(args));
  }
  [[nodiscard]] OutcomeKind trySend(const CallOptions& options, std::string_view channel,
                                    const Args& args) {
    return trySendValues(options, channel, detail::ArgRefs(args));
  }
  /// @}

  /// Sends a message to main's listeners on `channel`, and blocks until one assigns
  /// `event.returnValue`. Returns what it assigned. Throws CallError with the outcome that came
  /// instead, UnclonableError before anything is sent.
  template <class... T>
  requires detail::Values<T...> Value sendSync(std::string_view channel, T&&... args) {
    return sendSyncValues(CallOptions(), channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// With a deadline, and perhaps waiting for room.
  template <class... T>
  requires detail::Values<T...> Value sendSync(const CallOptions& options, std::string_view channel,
                                               T&&... args) {
    return sendSyncValues(options, channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// @{ The same, of arguments in a list.
  Value sendSync(std::string_view channel, const Args& args) {
    return sendSync(CallOptions(), channel, args);
  }
  Value sendSync(const CallOptions& options, std::string_view channel, const Args& args) {
    return sendSyncValues(options, channel, detail::ArgRefs(args));
  }
  /// @}
  /// As `sendSync`; every outcome is a value, UNCLONABLE included.
  Outcome trySendSync(const CallOptions& options, std::string_view channel, const Args& args);

  /// Calls main's handler on `channel`. Never throws: the promise rejects with CallError
  /// (TW-INVOKE-31).
  template <class... T>
  requires detail::Values<T...> Promise invoke(std::string_view channel, T&&... args) {
    return invokeValues(CallOptions(), channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// With a deadline, and perhaps waiting for room.
  template <class... T>
  requires detail::Values<T...> Promise invoke(const CallOptions& options, std::string_view channel,
                                               T&&... args) {
    return invokeValues(options, channel, detail::refsTo(detail::asValue(std::forward<T>(args))...));
  }
  /// @{ The same, of arguments in a list.
  Promise invoke(std::string_view channel, const Args& args) {
    return invoke(CallOptions(), channel, args);
  }
  Promise invoke(const CallOptions& options, std::string_view channel, const Args& args) {
    return invokeValues(options, channel, detail::ArgRefs(args));
  }
  /// @}

  /// Registers a listener for events from main, called in the order of registration.
  ListenerId on(std::string_view channel, Listener listener);
  /// As `on`, for one event.
  ListenerId once(std::string_view channel, Listener listener);
  /// Electron's `removeListener`. False if there is no such listener.
  bool off(std::string_view channel, ListenerId listener);
  /// Removes the listeners of the channel.
  void removeAllListeners(std::string_view channel);
  /// Those of all channels.
  void removeAllListeners();

  /// The link has ended, and everything that was pending has been settled. `reason` is for people.
  void onClose(std::function<void(std::string_view reason)> callback);
  /// What a listener threw. It stops the remaining listeners of that event and nothing else. Also a
  /// CallError for a message that was sent before the welcome and turned out to be more than main
  /// accepts (TW-SEND-13). Default: a line on standard error.
  void onUncaughtException(std::function<void(std::exception_ptr)> callback);

  /// How main names this renderer; 0 before the welcome.
  std::uint32_t id() const;
  /// The link has ended: calls made now fail as DISCONNECTED.
  bool isClosed() const;
  /// Answers that came for calls given up on, and were ignored (TW-SYNC-23, TW-INVOKE-34).
  std::uint64_t lateAnswers() const;

  /// Readable when `dispatch()` has something to do. For poll(); not to be read or closed.
  int fd() const;
  /// Does what can be done without waiting. Not from inside a listener or a reaction.
  void dispatch();
  /// Waits and dispatches until `stop()` or the end of the link.
  void run();
  /// Ends `run()`. From a listener, a reaction or any thread.
  void stop();
  /// Runs `task` in the next `dispatch()`, on the thread of this object, in the order posted; never
  /// inside a `sendSync`. The one thing besides `stop` that other threads may call, as long as this
  /// object lives. What the task throws goes to `onUncaughtException`.
  void post(std::function<void()> task);
  /// Waits and dispatches until the promise settles. Returns its value or throws what it rejected
  /// with. Not from inside a listener or a reaction.
  Value wait(const Promise& promise);

  /// Ends the link in good order: what was sent before is delivered first, as far as main takes it
  /// within a second. Everything pending ends as DISCONNECTED in the next dispatch. The destructor
  /// does it.
  void close();

  class Impl;  ///< Not for applications.

 private:
  explicit IpcRenderer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

  using Values = detail::ValueRefs;
  void sendValues(const CallOptions& options, std::string_view channel, Values args);
  OutcomeKind trySendValues(const CallOptions& options, std::string_view channel, Values args);
  Value sendSyncValues(const CallOptions& options, std::string_view channel, Values args);
  Promise invokeValues(const CallOptions& options, std::string_view channel, Values args);

  std::shared_ptr<Impl> impl_;
};

}  // namespace triwire
