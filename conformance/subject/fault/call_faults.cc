// Faults in what a renderer sends: channels, arguments, results. TW-SEND and what calls share.
#include <algorithm>
#include <cctype>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "subject/attempt.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// Sends other arguments than it was given.
class ChangesArguments : public RendererApi {
 public:
  using Change = void (*)(Args& args);
  ChangesArguments(IpcRenderer& ipcRenderer, Change change) : RendererApi(ipcRenderer), change_(change) {}
  Value send(std::string_view channel, const Args& args) override {
    return RendererApi::send(channel, changed(args));
  }
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    RendererApi::sendSync(options, channel, changed(args), settled);
  }
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    RendererApi::invoke(options, channel, changed(args), settled);
  }

 private:
  Args changed(Args args) const {
    change_(args);
    return args;
  }
  Change change_;
};

void trimUndefined(Args& args) {
  while (!args.empty() && args.back().isUndefined()) args.pop_back();
}
void undefinedToNull(Args& args) {
  for (Value& value : args)
    if (value.isUndefined()) value = Value(nullptr);
}

bool isUnclonable(const Value& value) { return value.kind() == ValueKind::UNCLONABLE; }

/// What cannot be cloned is left out, without a word.
class LeavesOut : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    if (attempt([&] { RendererApi::send(channel, args); })) RendererApi::send(channel, {});
    return {};
  }
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    try {
      RendererApi::sendSync(options, channel, args, settled);
    } catch (const UnclonableError&) {
      RendererApi::sendSync(options, channel, {}, settled);
    }
  }
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    const bool cannot = std::any_of(args.begin(), args.end(), isUnclonable);
    RendererApi::invoke(options, channel, cannot ? Args() : args, settled);
  }
};

/// Channels are the same in capitals and small letters.
std::string lowered(std::string_view channel) {
  std::string out(channel);
  for (char& letter : out) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out;
}
class LowersSent : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    return RendererApi::send(lowered(channel), args);
  }
};
class LowersHeard : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(lowered(channel), name, listener);
  }
};

/// `send` tells whether it could send.
class SendReturnsTrue : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    RendererApi::send(channel, args);
    return true;
  }
};

/// A message to nobody is an error of its sender.
class NobodyListensThrows : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    const CallOptions atOnce;
    if (ipcRenderer().trySendSync(atOnce, channel, args).kind == OutcomeKind::NO_LISTENER)
      throw JsError("nobody listens on " + std::string(channel));
    return {};
  }
};

/// Messages are kept, and sent once more with the next script, for those who listen by then.
class SendsAgain : public RendererApi {
 public:
  using RendererApi::RendererApi;
  Value send(std::string_view channel, const Args& args) override {
    for (const auto& [keptChannel, keptArgs] : kept_) RendererApi::send(keptChannel, keptArgs);
    if (kept_.size() < KEPT_MAX) kept_.emplace_back(channel, args);
    return RendererApi::send(channel, args);
  }

 private:
  static constexpr std::size_t KEPT_MAX = 8;
  std::vector<std::pair<std::string, Args>> kept_;
};

/// A call that fails before it is made throws, though it should reject.
class InvokeThrows : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    if (std::any_of(args.begin(), args.end(), isUnclonable))
      throw JsError("An object could not be cloned.");
    RendererApi::invoke(options, channel, args, settled);
  }
};

/// What ends a call ends it twice.
class InvokeTwice : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    RendererApi::invoke(options, channel, args, [settled](const Value& value, const std::exception_ptr& error) {
      settled(value, error);
      settled(value, error);
    });
  }
};
class SyncTwice : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    const std::exception_ptr error =
        attempt([&] { RendererApi::sendSync(options, channel, args, settled); });
    if (error) settled({}, error);
    settled({}, std::make_exception_ptr(JsError("and again")));
  }
};

/// Every second promise is forgotten.
class ForgetsPromises : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    const bool forgets = ++count_ % 2 == 0;
    RendererApi::invoke(options, channel, args, [=](const Value& value, const std::exception_ptr& error) {
      if (!forgets) settled(value, error);
    });
  }

 private:
  int count_ = 0;
};

/// A `sendSync` that fails ends its renderer's link.
class ClosesOnFailure : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    const std::exception_ptr failure =
        attempt([&] { RendererApi::sendSync(options, channel, args, settled); });
    if (failure == nullptr) return;
    ipcRenderer().close();
    std::rethrow_exception(failure);
  }
};

}  // namespace

void addCallFaults(FaultTable& table) {
  table["trims-undefined"] = rendererFault<ChangesArguments>(&trimUndefined);
  table["undefined-argument-is-null"] = rendererFault<ChangesArguments>(&undefinedToNull);
  table["leaves-out-unclonable"] = rendererFault<LeavesOut>();
  table["channels-in-any-case"] = {mainFault<LowersHeard>().main, rendererFault<LowersSent>().renderer};
  table["send-returns-true"] = rendererFault<SendReturnsTrue>();
  table["nobody-listens-throws"] = rendererFault<NobodyListensThrows>();
  table["sends-again"] = rendererFault<SendsAgain>();
  table["invoke-throws"] = rendererFault<InvokeThrows>();
  table["invoke-twice"] = rendererFault<InvokeTwice>();
  table["sync-twice"] = rendererFault<SyncTwice>();
  table["forgets-promises"] = rendererFault<ForgetsPromises>();
  table["closes-on-failure"] = rendererFault<ClosesOnFailure>();
}

}  // namespace triwire::conformance
