// Faults in handlers: what `handle`, `handleOnce` and `removeHandler` do, and how a call settles. TW-INVOKE.
#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "subject/attempt.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// The promise of what a handler returned.
Promise promised(const IpcMain::Result& result) {
  if (const auto* promise = std::get_if<Promise>(&result)) return *promise;
  return Promise::resolve(std::get<Value>(result));
}

/// The next call waits until the handler of the last has settled.
class SerialHandlers : public MainApi {
 public:
  using MainApi::MainApi;
  void handle(const std::string& channel, const Handler& handler) override {
    MainApi::handle(channel, [this, handler](IpcMainInvokeEvent& event, const Args& args) {
      auto [promise, resolver] = Promise::withResolver();
      waiting_.push_back([=, this, event = event, settle = resolver]() mutable {
        IpcMain::Result result;
        if (const auto error = attempt([&] { result = handler(event, args); })) result = Promise::reject(error);
        promised(result).then([=, this](const Value& value) { settle.resolve(value), next(); },
                              [=, this](const std::exception_ptr& error) { settle.reject(error), next(); });
      });
      if (waiting_.size() == 1) waiting_.front()();
      return IpcMain::Result(promise);
    });
  }

 private:
  void next() {
    waiting_.erase(waiting_.begin());
    if (!waiting_.empty()) std::function<void()>(waiting_.front())();
  }
  std::vector<std::function<void()>> waiting_;
};

/// What a handler promises is not waited for.
class PromiseIsNothing : public MainApi {
 public:
  using MainApi::MainApi;
  void handle(const std::string& channel, const Handler& handler) override {
    MainApi::handle(channel, [this, handler](IpcMainInvokeEvent& event, const Args& args) {
      IpcMain::Result result = handler(event, args);
      if (const auto* promise = std::get_if<Promise>(&result)) {
        kept_.push_back(*promise);
        return IpcMain::Result();
      }
      return result;
    });
  }

 private:
  std::vector<Promise> kept_;
};

/// A second handler takes the place of the first.
class ReplacesHandler : public MainApi {
 public:
  ReplacesHandler(IpcMain& ipcMain, bool throws) : MainApi(ipcMain), throws_(throws) {}
  void handle(const std::string& channel, const Handler& handler) override {
    const std::exception_ptr refused = attempt([&] { MainApi::handle(channel, handler); });
    if (!refused) return;
    MainApi::removeHandler(channel);
    MainApi::handle(channel, handler);
    if (throws_) std::rethrow_exception(refused);
  }

 private:
  bool throws_;
};

/// `handleOnce` is `handle`.
class HandleOnceStays : public MainApi {
 public:
  using MainApi::MainApi;
  void handleOnce(const std::string& channel, const Handler& handler) override {
    MainApi::handle(channel, handler);
  }
};

/// Removing a handler ends what it has not settled.
class RemovalRejects : public MainApi {
 public:
  using MainApi::MainApi;
  void held(const IpcMainInvokeEvent&, const Resolver& resolver) override { held_.push_back(resolver); }
  void removeHandler(const std::string& channel) override {
    for (const Resolver& resolver : std::exchange(held_, {})) resolver.reject(JsError("the handler was removed"));
    MainApi::removeHandler(channel);
  }

 private:
  std::vector<Resolver> held_;
};

class KeepsHandler : public MainApi {
 public:
  using MainApi::MainApi;
  void removeHandler(const std::string&) override {}
};

class RemovesHandlerToo : public MainApi {
 public:
  using MainApi::MainApi;
  void removeAllListeners(const std::string& channel) override {
    MainApi::removeAllListeners(channel);
    MainApi::removeHandler(channel);
  }
};

class HandlesTwice : public MainApi {
 public:
  using MainApi::MainApi;
  void handle(const std::string& channel, const Handler& handler) override {
    MainApi::handle(channel, [handler](IpcMainInvokeEvent& event, const Args& args) {
      attempt([&] { handler(event, args); });
      return handler(event, args);
    });
  }
};

/// Listeners and handlers of a channel are the same to main: both are called.
class CallsBoth : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    RendererApi::send(channel, args);
    invokeToo(channel, args);
    return {};
  }
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    invokeToo(channel, args);
    RendererApi::sendSync(options, channel, args, settled);
  }
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    RendererApi::invoke(options, channel, args, settled);
    attempt([&] { ipcRenderer().send(channel, args); });
  }

 private:
  void invokeToo(std::string_view channel, const Args& args) {
    ipcRenderer().invoke(channel, args).then({}, [](const std::exception_ptr&) {});
  }
};

/// Main takes every message and call for one of the first renderer.
class FirstRendererSends : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [this, listener](IpcMainEvent& event, const Args& args) {
      IpcMainEvent wrong = event;
      wrong.sender = first(event.sender);
      return listener(wrong, args);
    });
  }
  void handle(const std::string& channel, const Handler& handler) override {
    MainApi::handle(channel, [this, handler](IpcMainInvokeEvent& event, const Args& args) {
      IpcMainInvokeEvent wrong = event;
      wrong.sender = first(event.sender);
      return handler(wrong, args);
    });
  }

 private:
  WebContents first(const WebContents& otherwise) {
    const auto all = ipcMain().renderers();
    return all.empty() ? otherwise : all.front();
  }
};

/// What throws the empty string, or nothing, throws an error.
class ThrowsProperErrors : public MainApi {
 public:
  using MainApi::MainApi;
  void handle(const std::string& channel, const Handler& handler) override {
    MainApi::handle(channel, [handler](IpcMainInvokeEvent& event, const Args& args) {
      try {
        return handler(event, args);
      } catch (const JsError& error) {
        if (error.thrown().text.empty()) throw JsError("unknown error");
        throw;
      }
    });
  }
};

}  // namespace

void addHandlerFaults(FaultTable& table) {
  table["serial-handlers"] = mainFault<SerialHandlers>();
  table["promise-is-nothing"] = mainFault<PromiseIsNothing>();
  table["second-handler-replaces"] = mainFault<ReplacesHandler>(false);
  table["refused-handler-replaces"] = mainFault<ReplacesHandler>(true);
  table["handle-once-stays"] = mainFault<HandleOnceStays>();
  table["removal-rejects"] = mainFault<RemovalRejects>();
  table["handler-stays"] = mainFault<KeepsHandler>();
  table["remove-listeners-removes-handler"] = mainFault<RemovesHandlerToo>();
  table["handler-called-twice"] = mainFault<HandlesTwice>();
  table["calls-both"] = rendererFault<CallsBoth>();
  table["first-renderer-sends"] = mainFault<FirstRendererSends>();
  table["throws-proper-errors"] = mainFault<ThrowsProperErrors>();
}

}  // namespace triwire::conformance
