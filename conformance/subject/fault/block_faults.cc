// Faults in what waits and what goes on: TW-BLOCK.
#include <poll.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "subject/attempt.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// `sendSync` sends and does not wait.
class SyncEarly : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void sendSync(const CallOptions&, std::string_view channel, const Args& args,
                const Settled& settled) override {
    ipcRenderer().trySendSync({std::chrono::nanoseconds(0)}, channel, args);
    settled({}, nullptr);
  }
};

/// What arrives while `sendSync` waits is handled before it returns.
class DispatchesWhileBlocked : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    RendererApi::sendSync(options, channel, args, [&](const Value& value, const std::exception_ptr& error) {
      ipcRenderer().dispatch();
      settled(value, error);
    });
  }
};

/// What arrived while `sendSync` waited is handled at the next call of the same script.
class DispatchesInScript : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    ipcRenderer().dispatch();
    return RendererApi::send(channel, args);
  }
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    RendererApi::sendSync(options, channel, args, settled);
    ipcRenderer().dispatch();
  }
};

/// The first event after a `sendSync` is lost.
class LosesDeferred : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    loses_ = true;
    RendererApi::sendSync(options, channel, args, settled);
  }
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return RendererApi::on(channel, name, [this, listener](const Args& args) {
      if (!std::exchange(loses_, false)) listener(args);
    });
  }

 private:
  bool loses_ = false;
};

/// `invoke` waits for its result.
class InvokeWaits : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    Value value;
    const Promise promise = ipcRenderer().invoke(options, channel, args);
    const std::exception_ptr error = attempt([&] { value = ipcRenderer().wait(promise); });
    settled(value, error);
  }
};

/// While an invoke is pending, events wait.
class PendingInvokeBlocks : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    ++pending_;
    RendererApi::invoke(options, channel, args, [this, settled](const Value& value, const std::exception_ptr& error) {
      --pending_;
      settled(value, error);
      for (const auto& event : std::exchange(waiting_, {})) event();
    });
  }
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return RendererApi::on(channel, name, [this, listener](const Args& args) {
      if (pending_ == 0) return listener(args);
      waiting_.push_back([listener, args] { listener(args); });
    });
  }

 private:
  int pending_ = 0;
  std::vector<std::function<void()>> waiting_;
};

/// After a `sendSync`, messages are not sent any more.
class DeafAfterSync : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    return hasCalled_ ? Value() : RendererApi::send(channel, args);
  }
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    hasCalled_ = true;
    RendererApi::sendSync(options, channel, args, settled);
  }

 private:
  bool hasCalled_ = false;
};

/// `send` waits for a reply.
class SendWaits : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    RendererApi::send(channel, args);
    for (hears_ = false; !hears_ && !ipcRenderer().isClosed();) {
      pollfd reply = {ipcRenderer().fd(), POLLIN, 0};
      ::poll(&reply, 1, -1);
      ipcRenderer().dispatch();
    }
    return {};
  }
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return RendererApi::on(channel, name, [this, listener](const Args& args) {
      hears_ = true;
      listener(args);
    });
  }

 private:
  bool hears_ = false;
};

/// A message that is not answered at once is an error of its sender.
class WantsAnAnswer : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    const CallOptions atOnce{std::chrono::nanoseconds(0)};
    if (ipcRenderer().trySendSync(atOnce, channel, args).kind == OutcomeKind::VALUE) return {};
    throw JsError("nobody answered");
  }
};

/// While a `sendSync` is unanswered, main does nothing for anybody else.
class OneSyncAtATime : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [this, listener](IpcMainEvent& event, const Args& args) {
      if (isBusy_) {
        waiting_.push_back([listener, event, args]() mutable { listener(event, args); });
        return Value();
      }
      isBusy_ = event.isSync();
      return listener(event, args);
    });
  }
  void assign(const IpcMainEvent& event, const Value& value) override {
    MainApi::assign(event, value);
    if (event.isSync()) free();
  }
  void releasing(const IpcMainEvent& event) override {
    if (event.isSync()) free();
  }

 private:
  void free() {
    isBusy_ = false;
    for (auto& call : std::exchange(waiting_, {})) call();
  }
  bool isBusy_ = false;
  std::vector<std::function<void()>> waiting_;
};

/// An assignment takes effect when nobody holds the event object any more.
class AnswersOnRelease : public MainApi {
 public:
  using MainApi::MainApi;
  void assign(const IpcMainEvent& event, const Value& value) override {
    assigned_.try_emplace(event.id(), value);
  }
  void releasing(const IpcMainEvent& event) override {
    if (const auto found = assigned_.extract(event.id()); !found.empty())
      MainApi::assign(event, found.mapped());
  }

 private:
  std::map<std::uint64_t, Value> assigned_;
};

/// The first thing that goes back to the renderer ends its wait.
class ReplyAnswers : public MainApi {
 public:
  using MainApi::MainApi;
  void reply(const IpcMainEvent& event, std::string_view channel, const Args& args) override {
    MainApi::reply(event, channel, args);
    if (event.isSync()) MainApi::assign(event, args.empty() ? Value() : args.front());
  }
};

}  // namespace

void addBlockFaults(FaultTable& table) {
  table["sync-early"] = rendererFault<SyncEarly>();
  table["dispatches-while-blocked"] = rendererFault<DispatchesWhileBlocked>();
  table["dispatches-in-script"] = rendererFault<DispatchesInScript>();
  table["loses-deferred"] = rendererFault<LosesDeferred>();
  table["invoke-waits"] = rendererFault<InvokeWaits>();
  table["pending-invoke-blocks"] = rendererFault<PendingInvokeBlocks>();
  table["deaf-after-sync"] = rendererFault<DeafAfterSync>();
  table["send-waits"] = rendererFault<SendWaits>();
  table["wants-an-answer"] = rendererFault<WantsAnAnswer>();
  table["one-sync-at-a-time"] = mainFault<OneSyncAtATime>();
  table["answers-on-release"] = mainFault<AnswersOnRelease>();
  table["reply-answers"] = mainFault<ReplyAnswers>();
}

}  // namespace triwire::conformance
