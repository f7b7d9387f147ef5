// What is behind IpcRenderer.
#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

#include "api/listener_table.h"
#include "api/posted.h"
#include "api/spare_args.h"
#include "protocol/pending_calls.h"
#include "runtime/renderer_loop.h"
#include "runtime/resting.h"
#include "triwire/ipc_renderer.h"

namespace triwire {

class IpcRenderer::Impl : public runtime::RendererLoop::Application,
                          public std::enable_shared_from_this<IpcRenderer::Impl> {
 public:
  Impl(transport::OwnedFd socket, Options options);
  ~Impl() override;

  /// Throws std::system_error if main does not say welcome until `deadline`.
  void awaitWelcome(protocol::Time deadline);

  runtime::RendererLoop& loop() {
    assertThread();
    return loop_;
  }
  void assertThread() const;

  void dispatch(int milliseconds);
  void post(std::function<void()> task);

  using Values = detail::ValueRefs;
  /// VALUE if it was sent, or will be when main has said welcome.
  OutcomeKind send(const CallOptions& options, std::string_view channel, Values args);
  /// Throws CallError for any outcome but VALUE.
  Value sendSync(const CallOptions& options, std::string_view channel, Values args);
  Outcome trySendSync(const CallOptions& options, std::string_view channel, Values args);
  Promise invoke(const CallOptions& options, std::string_view channel, Values args);

  ListenerId addListener(std::string_view channel, Listener listener, bool once);
  ListenerTable<Listener>& listeners() { return listeners_; }

  /// Dispatches until `isDone` says so, `stop` is called or the link has ended.
  void runUntil(const std::function<bool()>& isDone);
  void stop();

  std::function<void(std::string_view)> closed;
  std::function<void(std::exception_ptr)> uncaught;

 private:
  struct SyncCall {
    protocol::Outcome settled;
    bool isMade;  // The link was open.
  };
  struct Pending {
    Resolver resolver;
    std::string channel;
  };

  void onEvent(const std::string& channel, const protocol::Payload& args) override;
  void onSettled(protocol::CallId id, const protocol::Outcome& outcome) override;
  void onClosed(const protocol::Closed& closed) override;

  SyncCall callSync(const CallOptions& options, std::string_view channel, Values args);
  Outcome rendered(const SyncCall& call) const;
  bool isElectron() const { return options_.profile == Profile::ELECTRON; }
  std::optional<protocol::Time> moment(const CallOptions& options) const;
  void start(std::string channel, protocol::Payload args, std::optional<protocol::Time> deadline,
             const Resolver& resolver);
  void started(protocol::CallId id, std::string channel, const Resolver& resolver);
  OutcomeKind awaitRoom(const CallOptions& options, std::optional<protocol::Time> deadline,
                        std::string_view channel, const protocol::Payload& args);
  bool hasRoomBeforeWelcome(std::string_view channel, const protocol::Payload& args);
  OutcomeKind sendWhenOpen(std::string channel, protocol::Payload args);
  void startWhenOpen(const std::string& channel, const protocol::Payload& args,
                     std::optional<protocol::Time> deadline, const Resolver& resolver);
  void reportUncaught(const std::exception_ptr& error) const;
  runtime::FrameTap tap();

  Options options_;
  std::uint32_t traced_ = 0;  // The id, as the trace is told.
  std::thread::id owner_ = std::this_thread::get_id();
  pid_t process_ = ::getpid();  // A forked child's copy leaves the link to the parent.
  ListenerTable<Listener> listeners_;
  protocol::PendingCalls<Pending> pending_;
  std::uint64_t bytesBeforeWelcome_ = 0;  // Of what waits for it,
  std::uint64_t messagesBeforeWelcome_ = 0;  // and how many.
  SpareArgs spareArgs_;
  std::atomic<bool> isStopped_ = false;
  Posted posted_;
  runtime::RendererLoop loop_;
};

}  // namespace triwire
