// The listeners and handlers of one scope.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "api/listener_table.h"
#include "protocol/registry.h"
#include "triwire/ipc_scope.h"

namespace triwire::detail {

/// What is registered for all renderers, or for one. Nothing once it has ended.
class Scope {
 public:
  using Listener = IpcScope::Listener;
  using SharedHandler = std::shared_ptr<const IpcScope::Handler>;
  using Report = std::function<void(const std::exception_ptr&)>;

  /// `report`: what a listener's promise rejected with goes there.
  Scope(std::thread::id owner, Report report) : owner_(owner), report_(std::move(report)) {}

  ListenerId addListener(std::string_view channel, Listener listener, bool once);
  bool off(std::string_view channel, ListenerId listener);
  void removeAllListeners(std::string_view channel);
  void removeAllListeners();
  /// Throws std::logic_error if there is one.
  void addHandler(std::string_view channel, IpcScope::Handler handler, bool once);
  void removeHandler(std::string_view channel);

  using Listeners = ListenerTable<Listener>::Snapshot;
  /// Those registered now; null if there are none.
  Listeners listenersOn(std::string_view channel) const { return listeners_.snapshot(channel); }
  /// Calls them. What one throws ends it, and is thrown.
  void call(const Listeners& listeners, std::string_view channel, IpcMainEvent& event,
            const Args& args);
  std::optional<SharedHandler> takeHandler(std::string_view channel) {
    return handlers_.take(channel);
  }

  /// Lets go of everything: its renderer, or its IpcMain, is gone.
  void end();
  const Report& report() const { return report_; }

 private:
  void assertThread() const;

  std::thread::id owner_;
  Report report_;
  ListenerTable<Listener> listeners_;
  protocol::Handlers<SharedHandler> handlers_;
  bool isEnded_ = false;
};

}  // namespace triwire::detail
