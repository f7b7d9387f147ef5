// What must hold of the actions of the renderer's half, whatever it is given.
#pragma once

#include <map>
#include <optional>

#include "protocol/renderer_connection.h"
#include "require.h"

namespace triwire::fuzz {

/// Looks at each action once, in order, and ends the process at the first that is wrong.
class RendererOracle {
 public:
  /// The application makes a call: `id` is yet to settle. Before `look`.
  void made(protocol::CallId id, protocol::CallKind kind) {
    require(id > last_, "ids increase");
    last_ = id;
    calls_.emplace(id, kind);
  }

  /// `actions` are those of one call of `renderer`, since when nothing else was called.
  void look(const protocol::RendererActions& actions,
            const protocol::RendererConnection& renderer) {
    for (const protocol::RendererAction& action : actions) {
      std::visit([&](const auto& one) { on(one); }, action);
    }
    isWaiting_ = renderer.state() == protocol::RendererState::WAITING;
    require(linkClosed_ == (renderer.state() == protocol::RendererState::CLOSED), "CLOSED closes");
    require(!isWaiting_ || hasSync(), "a renderer waits for a call");
    require(isWaiting_ || !hasSync(), "a settled sendSync lets go");
  }

  /// After the end of the link and a turn: everything has ended, once.
  void lookAtEnd() const {
    require(calls_.empty(), "every call settles");
    require(closed_, "the application is told of the end");
  }

  const std::map<protocol::CallId, protocol::CallKind>& calls() const { return calls_; }

 private:
  using Kind = protocol::CallKind;

  bool hasSync() const {
    for (const auto& [id, kind] : calls_) {
      if (kind == Kind::SYNC) return true;
    }
    return false;
  }

  void on(const protocol::SendFrame& sent) {
    require(!linkClosed_, "nothing is sent on a closed link");
    const auto* cancel = std::get_if<protocol::Cancel>(&sent.frame);
    if (cancel != nullptr) require(calls_.count(cancel->id) == 1, "what is cancelled is in flight");
  }
  void on(const protocol::CloseLink&) {
    require(!linkClosed_, "a link is closed once");
    linkClosed_ = true;
  }
  void on(const protocol::Opened&) {
    told();
    require(!opened_, "a link opens once");
    opened_ = true;
  }
  void on(const protocol::DispatchEvent&) {
    told();
    require(opened_, "events come over an open link");
  }
  void on(const protocol::SettleCall& settled) {
    const auto call = calls_.find(settled.id);
    require(call != calls_.end(), "a call settles once");
    if (call->second == Kind::SYNC) {
      isWaiting_ = false;
    } else {
      require(!isWaiting_, "a blocked application is told nothing");
    }
    calls_.erase(call);
  }
  void on(const protocol::Closed&) {
    told();
    require(linkClosed_, "the link is closed before");
    closed_ = true;
  }
  void told() const {
    require(!isWaiting_, "a blocked application is told nothing");
    require(!closed_, "nothing but settlements follow Closed");
  }

  bool opened_ = false, linkClosed_ = false, closed_ = false, isWaiting_ = false;
  protocol::CallId last_{};
  std::map<protocol::CallId, Kind> calls_;
};

}  // namespace triwire::fuzz
