// What must hold of the actions of main's half, whatever it is given.
#pragma once

#include <algorithm>
#include <set>
#include <utility>

#include "protocol/main_connection.h"
#include "require.h"

namespace triwire::fuzz {

/// Looks at each action once, in order, and ends the process at the first that is wrong.
class MainOracle {
 public:
  /// `actions` are those of one call of `main`, since when nothing else was called.
  void look(const protocol::MainActions& actions, const protocol::MainConnection& main) {
    for (const protocol::MainAction& action : actions) {
      require(!closed_, "nothing follows Closed");
      std::visit([&](const auto& one) { on(one); }, action);
    }
    require(cancelled_ == protocol::CallId{}, "who gave up is told, in the same turn");
    require(closed_ == (main.state() == protocol::MainState::CLOSED), "CLOSED tells of it");
    for (const auto& [id, kind] : live_) require(main.isLive(id), "a call lives until it ends");
    require(!main.isLive(last_) || live_.lower_bound({last_, Kind::SYNC}) != live_.end(),
            "a call that has ended is not live");
    require(!closed_ || live_.empty(), "no call outlives its link");
  }

  /// Of the calls that live: (id, kind).
  const std::set<std::pair<protocol::CallId, protocol::CallKind>>& live() const { return live_; }
  /// The last that was dispatched.
  protocol::CallId last() const { return last_; }

 private:
  using Kind = protocol::CallKind;

  void on(const protocol::SendFrame& sent) {
    require(!linkClosed_, "nothing is sent on a closed link");
    if (const auto* answer = std::get_if<protocol::Return>(&sent.frame)) answered(*answer);
    require(opened_ || !std::holds_alternative<protocol::Event>(sent.frame), "welcome comes first");
    if (std::holds_alternative<protocol::Welcome>(sent.frame)) {
      require(!opened_, "one welcome");
      opened_ = true;
    }
  }
  void on(const protocol::CloseLink&) {
    require(!linkClosed_, "a link is closed once");
    linkClosed_ = true;
  }
  void on(const protocol::Connected&) { require(opened_, "welcome is sent before"); }
  void on(const protocol::DispatchMessage&) { require(opened_ && !linkClosed_, "an open link"); }
  void on(const protocol::DispatchSync& call) { begin(call.id, Kind::SYNC); }
  void on(const protocol::DispatchInvoke& call) { begin(call.id, Kind::INVOKE); }
  void on(const protocol::CancelCall& call) {
    require(call.id == std::exchange(cancelled_, {}), "main has answered CANCELLED");
  }
  void on(const protocol::AbandonCall& call) {
    require(linkClosed_, "calls are abandoned with their link");
    end(call.id);
  }
  void on(const protocol::Closed&) {
    require(linkClosed_, "the link is closed before");
    closed_ = true;
  }

  void begin(protocol::CallId id, Kind kind) {
    require(opened_ && !linkClosed_, "calls come over an open link");
    require(id > last_, "ids increase");
    last_ = id;
    live_.insert({id, kind});
  }
  void answered(const protocol::Return& answer) {
    const bool isCancelled = answer.outcome.kind == protocol::OutcomeKind::CANCELLED;
    const Kind kind = end(answer.id);
    require(mayAnswer(answer.outcome.kind, kind, isCancelled), "the outcome may answer the call");
    if (isCancelled) cancelled_ = answer.id;
  }
  Kind end(protocol::CallId id) {
    const auto call = live_.lower_bound({id, Kind::SYNC});
    require(call != live_.end() && call->first == id, "a call ends once");
    const Kind kind = call->second;
    live_.erase(call);
    return kind;
  }

  bool opened_ = false, linkClosed_ = false, closed_ = false;
  protocol::CallId last_{}, cancelled_{};
  std::set<std::pair<protocol::CallId, Kind>> live_;
};

}  // namespace triwire::fuzz
