// Faults in the order of things: TW-ORDER.
#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// Calls that wait until the script has ended, so that others overtake them.
class Overtaken : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void scriptEnded() override {
    for (const auto& call : std::exchange(waiting_, {})) call();
  }

 protected:
  std::vector<std::function<void()>> waiting_;
};

/// Of two messages sent one after the other, the second goes first.
class SwapSends : public Overtaken {
 public:
  using Overtaken::Overtaken;
  Value send(std::string_view channel, const Args& args) override {
    if (waiting_.empty()) {
      waiting_.push_back([this, channel = std::string(channel), args] { RendererApi::send(channel, args); });
      return {};
    }
    RendererApi::send(channel, args);
    scriptEnded();
    return {};
  }
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    scriptEnded();
    RendererApi::sendSync(options, channel, args, settled);
  }
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    scriptEnded();
    RendererApi::invoke(options, channel, args, settled);
  }
};

/// Messages are gathered until the script has ended; calls go at once.
class LazySend : public Overtaken {
 public:
  using Overtaken::Overtaken;
  Value send(std::string_view channel, const Args& args) override {
    waiting_.push_back([this, channel = std::string(channel), args] { RendererApi::send(channel, args); });
    return {};
  }
};

/// Invokes are gathered until the script has ended; everything else goes at once.
class LazyInvoke : public Overtaken {
 public:
  using Overtaken::Overtaken;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    waiting_.push_back([this, options, channel = std::string(channel), args, settled] {
      RendererApi::invoke(options, channel, args, settled);
    });
  }
};

/// The invokes of one script go in a queue for each channel, the last channel first.
class LastInvokeFirst : public LazyInvoke {
 public:
  using LazyInvoke::LazyInvoke;
  void scriptEnded() override {
    std::reverse(waiting_.begin(), waiting_.end());
    LazyInvoke::scriptEnded();
  }
};

/// `sendSync` is made when the script has ended, for the sake of its effect only.
class SyncAfterwards : public Overtaken {
 public:
  using Overtaken::Overtaken;
  void sendSync(const CallOptions&, std::string_view channel, const Args& args,
                const Settled& settled) override {
    waiting_.push_back([this, channel = std::string(channel), args] {
      ipcRenderer().trySendSync({std::chrono::nanoseconds(0)}, channel, args);
    });
    settled({}, nullptr);
  }
};

/// Every second message is lost.
class DropSends : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    return ++count_ % 2 == 0 ? Value() : RendererApi::send(channel, args);
  }

 private:
  int count_ = 0;
};

/// Invokes settle in the order in which they were made.
class SettlesAsCalled : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    const auto call = std::make_shared<std::function<void()>>();
    calls_.push_back(call);
    RendererApi::invoke(options, channel, args, [=, this](const Value& value, const std::exception_ptr& error) {
      *call = [=] { settled(value, error); };
      for (; !calls_.empty() && *calls_.front(); calls_.erase(calls_.begin())) (*calls_.front())();
    });
  }

 private:
  std::vector<std::shared_ptr<std::function<void()>>> calls_;
};

/// The results of two invokes in flight are given to each other's caller.
class CrossedResults : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    calls_.push_back(settled);
    RendererApi::invoke(options, channel, args, [this](const Value& value, const std::exception_ptr& error) {
      const Settled last = calls_.back();
      calls_.pop_back();
      last(value, error);
    });
  }

 private:
  std::vector<Settled> calls_;
};

/// Calls are answered in the order in which they were made, whichever event is assigned.
class CrossedAnswers : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [this, listener](IpcMainEvent& event, const Args& args) {
      if (event.isSync()) unanswered_.push_back(event);
      return listener(event, args);
    });
  }
  void assign(const IpcMainEvent& event, const Value& value) override {
    if (unanswered_.empty()) return MainApi::assign(event, value);
    const IpcMainEvent first = unanswered_.front();
    unanswered_.erase(unanswered_.begin());
    MainApi::assign(first, value);
  }

 private:
  std::vector<IpcMainEvent> unanswered_;
};

}  // namespace

void addOrderFaults(FaultTable& table) {
  table["swap-sends"] = rendererFault<SwapSends>();
  table["lazy-send"] = rendererFault<LazySend>();
  table["lazy-invoke"] = rendererFault<LazyInvoke>();
  table["last-invoke-first"] = rendererFault<LastInvokeFirst>();
  table["sync-afterwards"] = rendererFault<SyncAfterwards>();
  table["drop-sends"] = rendererFault<DropSends>();
  table["settles-as-called"] = rendererFault<SettlesAsCalled>();
  table["crossed-results"] = rendererFault<CrossedResults>();
  table["crossed-answers"] = mainFault<CrossedAnswers>();
}

}  // namespace triwire::conformance
