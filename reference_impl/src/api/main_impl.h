// What is behind IpcMain and the events it gives out.
#pragma once

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "api/posted.h"
#include "api/scope.h"
#include "api/spare_args.h"
#include "protocol/pending_calls.h"
#include "runtime/main_loop.h"
#include "runtime/resting.h"
#include "triwire/ipc_main.h"

namespace triwire {

namespace detail {

/// A renderer, as long as anybody names it.
class Sender {
 public:
  Sender(std::weak_ptr<IpcMain::Impl> main, runtime::LinkId link)
      : main_(std::move(main)), link_(link) {}

  runtime::LinkId link() const { return link_; }
  bool isConnected() const { return isConnected_; }
  void connect() { isConnected_ = true; }
  /// Its link has ended.
  void disconnect() {
    isConnected_ = false;
    if (scope_) scope_->end();
  }
  /// VALUE if it was sent, or in the electron profile could not be cloned.
  OutcomeKind send(std::string_view channel, detail::ValueRefs args) const;
  Promise drained(std::optional<std::chrono::nanoseconds> deadline) const;

  /// What is registered for it alone; made when it is asked for.
  const std::shared_ptr<Scope>& scope();
  /// Null if nobody has asked.
  Scope* scopeIfAny() const { return scope_.get(); }

  /// Its calls that are not answered. Each takes itself off.
  protocol::PendingCalls<MainCall*>& calls() { return calls_; }

 private:
  friend class IpcMain::Impl;

  std::weak_ptr<IpcMain::Impl> main_;
  runtime::LinkId link_;
  std::set<std::string, std::less<>> refusedChannels_;  // As the log has them.
  bool isConnected_ = false;
  std::shared_ptr<Scope> scope_;
  protocol::PendingCalls<MainCall*> calls_;
};

/// A message, or a call that is answered here at most once: at the latest when it goes, as
/// NO_REPLY.
class MainCall {
 public:
  enum class Kind : std::uint8_t { SEND, SYNC, INVOKE };

  MainCall(std::weak_ptr<IpcMain::Impl> main, std::shared_ptr<Sender> sender, Kind kind,
           protocol::CallId id, std::string channel, std::uint64_t number);
  MainCall(const MainCall&) = delete;
  MainCall& operator=(const MainCall&) = delete;
  ~MainCall();

  const std::shared_ptr<Sender>& sender() const { return sender_; }
  Kind kind() const { return kind_; }
  protocol::CallId id() const { return id_; }
  const std::string& channel() const { return channel_; }
  /// Makes another message of one, by the same renderer, that nobody else names.
  void renew(std::string_view channel, std::uint64_t number) {
    channel_.assign(channel);
    number_ = number;
  }
  /// Of this call or message among all that its IpcMain was given.
  std::uint64_t number() const { return number_; }
  bool isCancelled() const { return isCancelled_; }

  /// `event.returnValue = value`. Throws UnclonableError, and is open then.
  void assign(const Value& value);
  /// What the handler returned, or threw.
  void fulfil(const Value& value);
  void fail(const std::exception_ptr& error);

  /// The caller waits no longer.
  void cancel();
  void onCancel(std::function<void()> callback);

 private:
  void release();
  void answer(const Outcome& outcome);
  void answer(protocol::Outcome outcome);
  bool answerPlain(const Value& value);
  template <class Answer>
  void send(Answer&& answer);

  std::weak_ptr<IpcMain::Impl> main_;
  std::shared_ptr<Sender> sender_;
  Kind kind_;
  bool isAnswered_;
  bool isCancelled_ = false;
  protocol::CallId id_;
  std::string channel_;
  std::uint64_t number_;
  std::vector<std::function<void()>> onCancel_;
};

}  // namespace detail

class IpcMain::Impl : public runtime::MainLoop::Application,
                      public std::enable_shared_from_this<IpcMain::Impl> {
 public:
  static std::shared_ptr<Impl> make(Options options);
  explicit Impl(Options options);
  ~Impl() override;

  runtime::MainLoop& loop() {
    assertThread();
    return loop_;
  }
  void assertThread() const;
  void dispatch(int milliseconds);
  void run();
  void stop();
  void post(std::function<void()> task);
  void close();

  /// What is registered for all renderers.
  const std::shared_ptr<detail::Scope>& scope() const { return scope_; }
  std::shared_ptr<detail::Scope> newScope();
  std::vector<WebContents> renderers() const;

  /// This is a copy in a forked child: the links are the parent's.
  bool isForked() const { return process_ != ::getpid(); }
  bool isElectron() const { return options_.profile == Profile::ELECTRON; }
  /// As one line, whatever is in the text.
  void log(std::string_view text) const;
  void reportUncaught(const std::exception_ptr& error) const;

  std::function<void(const WebContents&)> connected;
  std::function<void(const WebContents&, std::string_view)> disconnected;
  std::function<void(std::exception_ptr)> uncaught;

 private:
  using Kind = detail::MainCall::Kind;

  void onConnected(runtime::LinkId link) override;
  void onMessage(runtime::LinkId link, std::string_view channel,
                 const wire::EncodedArgs& args) override;
  void onSync(runtime::LinkId link, protocol::CallId id, std::string_view channel,
              const wire::EncodedArgs& args) override;
  void onInvoke(runtime::LinkId link, protocol::CallId id, std::string_view channel,
                const wire::EncodedArgs& args) override;
  void onCancelled(runtime::LinkId link, protocol::CallId id) override;
  void onDisconnected(runtime::LinkId link, const protocol::Closed& closed) override;

  /// Who is called for one message: those of its renderer, then those of all.
  struct Listening {
    detail::Scope* own;
    detail::Scope::Listeners first;
    detail::Scope::Listeners all;

    explicit operator bool() const { return first != nullptr || all != nullptr; }
  };
  /// The event of a `send`.
  struct Sent {
    explicit Sent(std::shared_ptr<detail::MainCall> made)
        : call(std::move(made)), sender(call->sender()), event(call) {}
    std::shared_ptr<detail::MainCall> call;
    WebContents sender;
    IpcMainEvent event;
  };

  const std::shared_ptr<detail::Sender>& senderOf(runtime::LinkId link);
  std::shared_ptr<detail::MainCall> makeCall(std::shared_ptr<detail::Sender> sender, Kind kind,
                                             protocol::CallId id,
                                             std::string_view channel);
  bool mayUse(runtime::LinkId link, std::string_view channel);
  void logRefusal(detail::Sender& sender, std::string_view channel) const;
  std::optional<detail::Scope::SharedHandler> takeHandler(runtime::LinkId link,
                                                          std::string_view channel);
  Listening listenersFor(const detail::Sender& sender, std::string_view channel) const;
  void callListeners(const Listening& listening, std::string_view channel, IpcMainEvent& event,
                     const wire::EncodedArgs& args);
  std::shared_ptr<Sent> takeSent(const std::shared_ptr<detail::Sender>& sender,
                                 std::string_view channel);
  void giveBack(std::shared_ptr<Sent> sent);
  template <class Callback>
  void guarded(const Callback& callback) const;

  std::function<void(runtime::LinkId, bool, const protocol::Frame&)> onFrame() const;
  void openControlSocket();

  Options options_;
  std::thread::id owner_ = std::this_thread::get_id();
  pid_t process_ = ::getpid();
  std::shared_ptr<detail::Scope> scope_;
  std::map<runtime::LinkId, std::shared_ptr<detail::Sender>> senders_;
  std::uint64_t lastCall_ = 0;
  SpareArgs spareArgs_;
  std::shared_ptr<Sent> spareSent_;  // For the next, if nobody kept it.
  std::atomic<bool> isStopped_ = false;
  Posted posted_;
  runtime::MainLoop loop_;
};

}  // namespace triwire
