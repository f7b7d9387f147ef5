// Faults in the events that main sends: TW-REPLY, and their place in TW-ORDER.
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "subject/attempt.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// Every event that main sends, whether by `reply` or by `sendTo`.
class Events : public MainApi {
 public:
  using MainApi::MainApi;
  void sendTo(const WebContents& to, std::string_view channel, const Args& args) override {
    event(to, channel, args);
  }
  void reply(const IpcMainEvent& from, std::string_view channel, const Args& args) override {
    event(from.sender, channel, args);
  }

 protected:
  virtual void event(const WebContents& to, std::string_view channel, const Args& args) = 0;
};

/// Events that wait.
class WaitingEvents : public Events {
 public:
  using Events::Events;
  void turnEnded() override { flush(); }

 protected:
  void wait(const WebContents& to, std::string_view channel, const Args& args) {
    waiting_.push_back([to, channel = std::string(channel), args] { to.send(channel, args); });
  }
  void flush() {
    for (const auto& event : std::exchange(waiting_, {})) event();
  }
  std::vector<std::function<void()>> waiting_;
};

/// Of two events, the second goes first.
class SwapEvents : public WaitingEvents {
 public:
  using WaitingEvents::WaitingEvents;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    if (waiting_.empty()) return wait(to, channel, args);
    to.send(channel, args);
    flush();
  }
};

/// Results go at once, events when main has nothing else to do.
class LazyEvents : public WaitingEvents {
 public:
  using WaitingEvents::WaitingEvents;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    wait(to, channel, args);
  }
};

/// A result waits for the next event, or until main has had nothing to do for a while.
class LazyResults : public Events {
 public:
  using Events::Events;
  void resolve(const IpcMainInvokeEvent& event, const Resolver& resolver, const Value& value) override {
    waiting_.push_back([=, this] { Events::resolve(event, resolver, value); });
    turns_ = 0;
  }
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    to.send(channel, args);
    flush();
  }
  void turnEnded() override {
    if (++turns_ > TURNS_MAX) flush();
  }

 private:
  static constexpr int TURNS_MAX = 4;
  void flush() {
    for (const auto& result : std::exchange(waiting_, {})) result();
  }
  std::vector<std::function<void()>> waiting_;
  int turns_ = 0;
};

/// Every renderer gets every event.
class Broadcast : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    to.send(channel, args);
    for (const WebContents& other : ipcMain().renderers())
      if (other != to) other.send(channel, args);
  }
};

/// The number of the event is added to its arguments.
class MoreArguments : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    Args more = args;
    more.emplace_back(++count_);
    to.send(channel, more);
  }

 private:
  int count_ = 0;
};

/// Every second event is lost, without a word.
class DropEvents : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    if (++count_ % 2 != 0) to.send(channel, args);
  }

 private:
  int count_ = 0;
};

/// Only the first reply to a message is sent.
class RepliesOnce : public MainApi {
 public:
  using MainApi::MainApi;
  void reply(const IpcMainEvent& event, std::string_view channel, const Args& args) override {
    if (std::exchange(last_, event.id()) != event.id()) MainApi::reply(event, channel, args);
  }

 private:
  std::uint64_t last_ = 0;
};

/// Nothing is sent when the listener has returned.
class LateReplyIsLost : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [this, listener](IpcMainEvent& event, const Args& args) {
      runs_ = true;
      Value value;
      const std::exception_ptr error = attempt([&] { value = listener(event, args); });
      runs_ = false;
      if (error) std::rethrow_exception(error);
      return value;
    });
  }
  void reply(const IpcMainEvent& event, std::string_view channel, const Args& args) override {
    if (runs_) MainApi::reply(event, channel, args);
  }

 private:
  bool runs_ = false;
};

class GoneThrows : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    if (to.isDestroyed()) throw JsError("Object has been destroyed");
    to.send(channel, args);
  }
};

/// What cannot be cloned is not sent, without a word.
class SilentEvents : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    attempt([&] { to.send(channel, args); });
  }
};

/// What cannot be cloned is an error of main's, also where it should not be.
class LoudEvents : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    for (const Value& value : args)
      if (value.kind() == ValueKind::UNCLONABLE) throw JsError("An object could not be cloned.");
    to.send(channel, args);
  }
};

/// An event is sent again with the next, for those who listen by then.
class SendsEventsAgain : public Events {
 public:
  using Events::Events;
  void event(const WebContents& to, std::string_view channel, const Args& args) override {
    for (const auto& again : kept_) again();
    to.send(channel, args);
    if (kept_.size() < KEPT_MAX)
      kept_.push_back([to, channel = std::string(channel), args] { to.send(channel, args); });
  }

 private:
  static constexpr std::size_t KEPT_MAX = 8;
  std::vector<std::function<void()>> kept_;
};

/// A renderer's listener is there from the end of the next script on.
class ListensLate : public RendererApi {
 public:
  using RendererApi::RendererApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return RendererApi::on(channel, name, [this, listener, from = scripts_ + 2](const Args& args) {
      if (scripts_ >= from) listener(args);
    });
  }
  void scriptEnded() override { ++scripts_; }

 private:
  int scripts_ = 0;
};

/// When a renderer has died, main calls nobody any more.
class DeafAfterDeath : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [this, listener](IpcMainEvent& event, const Args& args) {
      return isDeaf_ ? Value() : listener(event, args);
    });
  }
  void rendererGone(const WebContents&) override { isDeaf_ = true; }

 private:
  bool isDeaf_ = false;
};

}  // namespace

void addEventFaults(FaultTable& table) {
  table["swap-events"] = mainFault<SwapEvents>();
  table["lazy-events"] = mainFault<LazyEvents>();
  table["lazy-results"] = mainFault<LazyResults>();
  table["broadcast"] = mainFault<Broadcast>();
  table["events-with-more-arguments"] = mainFault<MoreArguments>();
  table["drop-reply"] = mainFault<DropEvents>();
  table["replies-once"] = mainFault<RepliesOnce>();
  table["late-reply-is-lost"] = mainFault<LateReplyIsLost>();
  table["event-to-gone-throws"] = mainFault<GoneThrows>();
  table["unclonable-event-is-silent"] = mainFault<SilentEvents>();
  table["unclonable-event-is-loud"] = mainFault<LoudEvents>();
  table["events-again"] = mainFault<SendsEventsAgain>();
  table["listens-late"] = rendererFault<ListensLate>();
  table["deaf-after-death"] = mainFault<DeafAfterDeath>();
}

}  // namespace triwire::conformance
