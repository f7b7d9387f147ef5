// The main process: listens for renderers, and dispatches what they send to listeners and handlers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triwire/ipc_event.h"
#include "triwire/ipc_scope.h"
#include "triwire/limits.h"
#include "triwire/profile.h"
#include "triwire/settings.h"
#include "triwire/trace.h"

namespace triwire {

/// What an application may choose for its main process.
struct IpcMainOptions {
  Profile profile = Profile::STRICT;  ///< What is shown where Electron leaves a gap.
  /// Where warnings go, the electron profile's and of `mayUse`, one line each without its end;
  /// control characters are escaped (TW-SEC-5). Default: standard error.
  std::function<void(std::string_view line)> log;
  Settings settings{};  ///< About speed.
  /// Bytes that may wait for one renderer that does not read. An event that would exceed it throws
  /// OVERLOADED, an answer becomes it, and the other renderers notice nothing (TW-WIRE-42).
  std::uint64_t outgoingBytesMax = 256ULL << 20U;
  /// Which renderer may use which channel: asked for each `send`, `sendSync` and `invoke`, before
  /// any listener or handler. If it returns false or throws, the message is dropped and the call
  /// ends as REFUSED (TW-SEC-1, 2); a line to `log` says so once for each renderer and channel (the
  /// first 200 bytes of its name), up to 100 channels of a renderer. Default: each may use all.
  std::function<bool(const WebContents& sender, std::string_view channel)> mayUse{};
  /// And messages of any size that may wait so (TW-WIRE-42).
  std::uint64_t outgoingMessagesMax = 1ULL << 20U;
  Limits limits{};  ///< What main accepts from each renderer; told in the handshake.
  Trace trace{};    ///< Is shown what crosses the links. Without one nothing is spent on it.
  /// Where this main lets programs of this user look on (schema/trace.capnp; `triwire trace` is one): an
  /// address as of `listen`, open until `close`. Up to 8 at a time; what one that is slow has no room for, 1 MiB
  /// each, it misses, and main never waits for it. Empty: what the environment variable
  /// TRIWIRE_CONTROL_SOCKET says, else nowhere. If it cannot listen where the option says, the constructor throws
  /// std::system_error; where the variable says, `log` is told.
  std::string controlSocket{};
};

/// Electron's `ipcMain`.
///
/// One object is one main process's side of any number of renderers; several objects in a process do
/// not disturb each other. It belongs to the thread that made it (asserted), and does everything inside `dispatch()`: an application with an event loop of its own
/// watches `fd()` and calls `dispatch()` when it is readable; one without calls `run()`. Listeners
/// and handlers are called there, one message at a time, each renderer's in the order sent
/// (TW-ORDER-1 to 8). Main never waits for a renderer.
///
/// What is registered on this object itself (IpcScope) is for all renderers.
class IpcMain : public IpcScope {
 public:
  using Options = IpcMainOptions;  ///< What the constructor takes.

  /// Makes a main that listens nowhere. Throws std::system_error if the process has no descriptor
  /// left.
  explicit IpcMain(Options options = {});
  /// What was moved from can only be assigned to or destroyed.
  IpcMain(IpcMain&&) noexcept;
  /// As if the one assigned to had been destroyed.
  IpcMain& operator=(IpcMain&&) noexcept;
  /// As `close()`. Registered listeners and handlers, and what they hold, go as well.
  ~IpcMain();

  /// Accepts renderers at an AF_UNIX path, or at an abstract name if it begins with '@'. The socket
  /// is for this user only (mode 0600, and whoever connects is asked for its user, which is all that
  /// protects an abstract name); a file left behind by a process that died is replaced. Throws
  /// std::system_error: EADDRINUSE if another process listens there.
  void listen(const std::string& path);
  /// Accepts renderers at a listening AF_UNIX stream socket that was made elsewhere, and owns it
  /// from here. Who may connect is up to who made it: nobody is asked for its user. Throws
  /// std::system_error: EINVAL if it is no such socket; it is closed then.
  void listenOn(int socket);
  /// Takes one end of a connected AF_UNIX stream socket; a renderer is at the other (socketpair).
  void adopt(int socket);

  /// The renderers that are connected, in the order in which they came.
  std::vector<WebContents> renderers() const;
  /// None if no such renderer is connected.
  std::optional<WebContents> fromId(std::uint32_t id) const;

  /// A renderer has said hello, and nothing of it has been dispatched: the place to register what is
  /// for it alone (`renderer.ipc()`). One callback; the last one set is called.
  void onConnect(std::function<void(const WebContents&)> callback);
  /// The link of a renderer that had connected has ended. `reason` is for people.
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
  /// Runs `task` in the next `dispatch()`, on the thread of this object, in the order posted. The one
  /// thing besides `stop` that other threads may call, as long as this object lives. What the task
  /// throws goes to `onUncaughtException`.
  void post(std::function<void()> task);

  /// Ends every link in good order: calls still pending end as DISCONNECTED at the renderers. Stops
  /// listening. The destructor does it.
  void close();

  class Impl;  ///< Not for applications.

 private:
  explicit IpcMain(std::shared_ptr<Impl> impl);

  std::shared_ptr<Impl> impl_;
};

}  // namespace triwire
