#include "subject/fault.h"

#include <chrono>
#include <optional>
#include <utility>

#include "triwire/outcome.h"

namespace triwire::conformance {
namespace {

/// Of two messages sent one after the other, the second goes first (TW-ORDER-1).
class SwapSends : public Calls {
 public:
  using Calls::Calls;

  void send(std::string_view channel, const Args& args) override {
    if (!waiting_) {
      waiting_ = {std::string(channel), args};
      return;
    }
    Calls::send(channel, args);
    scriptEnded();
  }
  Value sendSync(const CallOptions& options, std::string_view channel, const Args& args) override {
    scriptEnded();
    return Calls::sendSync(options, channel, args);
  }
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    scriptEnded();
    Calls::invoke(options, channel, args, settled);
  }
  void scriptEnded() override {
    const auto message = std::exchange(waiting_, std::nullopt);
    if (message) Calls::send(message->first, message->second);
  }

 private:
  std::optional<std::pair<std::string, Args>> waiting_;
};

/// `sendSync` sends and does not wait (TW-BLOCK-1, TW-SYNC-1).
class SyncEarly : public Calls {
 public:
  using Calls::Calls;

  Value sendSync(const CallOptions&, std::string_view channel, const Args& args) override {
    ipcRenderer().trySendSync({std::chrono::nanoseconds(0)}, channel, args);
    return {};
  }
};

/// An assigned `undefined` is taken for no answer (TW-SYNC-4).
class UndefinedIsNoReply : public Calls {
 public:
  using Calls::Calls;

  Value sendSync(const CallOptions& options, std::string_view channel, const Args& args) override {
    Value answer = Calls::sendSync(options, channel, args);
    if (!answer.isUndefined()) return answer;
    throw CallError("sendSync", channel, Outcome::of(OutcomeKind::NO_REPLY));
  }
};

/// What an invoke gives is given twice (TW-INVOKE-27).
class InvokeTwice : public Calls {
 public:
  using Calls::Calls;

  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    Calls::invoke(options, channel, args, [settled](const Value& value, const std::exception_ptr& error) {
                    settled(value, error);
                    settled(value, error);
                  });
  }
};

}  // namespace

void Calls::send(std::string_view channel, const Args& args) { ipcRenderer_.send(channel, args); }

Value Calls::sendSync(const CallOptions& options, std::string_view channel, const Args& args) {
  return ipcRenderer_.sendSync(options, channel, args);
}

void Calls::invoke(const CallOptions& options, std::string_view channel, const Args& args,
                   const Settled& settled) {
  ipcRenderer_.invoke(options, channel, args)
      .then([settled](const Value& value) { settled(value, nullptr); },
            [settled](const std::exception_ptr& error) { settled({}, error); });
}

const std::vector<std::string>& faultNames() {
  static const std::vector<std::string> NAMES = {"swap-sends", "sync-early", "undefined-is-no-reply",
                                                 "drop-reply", "invoke-twice"};
  return NAMES;
}

std::unique_ptr<Calls> makeCalls(std::string_view fault, IpcRenderer& ipcRenderer) {
  if (fault == "swap-sends") return std::make_unique<SwapSends>(ipcRenderer);
  if (fault == "sync-early") return std::make_unique<SyncEarly>(ipcRenderer);
  if (fault == "undefined-is-no-reply") return std::make_unique<UndefinedIsNoReply>(ipcRenderer);
  if (fault == "invoke-twice") return std::make_unique<InvokeTwice>(ipcRenderer);
  return std::make_unique<Calls>(ipcRenderer);
}

Reply makeReply(std::string_view fault) {
  // Every second reply is lost, without a word (TW-REPLY-2).
  if (fault == "drop-reply")
    return [count = 0](const IpcMainEvent& event, std::string_view channel,
                       const Args& args) mutable {
      if (++count % 2 != 0) event.reply(channel, args);
    };
  return [](const IpcMainEvent& event, std::string_view channel, const Args& args) {
    event.reply(channel, args);
  };
}

}  // namespace triwire::conformance
