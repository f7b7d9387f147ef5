// What the actor "main" does with the library: the API's own calls. A fault replaces some of them.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "triwire/ipc_main.h"

namespace triwire::conformance {

class MainApi {
 public:
  /// Returns what the listener's program returned; the API has no use for it.
  using Listener = std::function<Value(IpcMainEvent& event, const Args& args)>;
  using Handler = IpcMain::Handler;

  explicit MainApi(IpcMain& ipcMain) : ipcMain_(ipcMain) {}
  MainApi(const MainApi&) = delete;
  MainApi& operator=(const MainApi&) = delete;
  virtual ~MainApi() = default;

  /// `name` is the listener's: the same name is the same function.
  virtual ListenerId on(const std::string& channel, const std::string& name,
                        const Listener& listener);
  virtual ListenerId once(const std::string& channel, const std::string& name,
                          const Listener& listener);
  virtual bool off(const std::string& channel, ListenerId id);
  virtual void removeAllListeners(const std::string& channel);
  virtual void handle(const std::string& channel, const Handler& handler);
  virtual void handleOnce(const std::string& channel, const Handler& handler);
  virtual void removeHandler(const std::string& channel);

  virtual void sendTo(const WebContents& to, std::string_view channel, const Args& args);
  virtual void reply(const IpcMainEvent& event, std::string_view channel, const Args& args);
  virtual void assign(const IpcMainEvent& event, const Value& value);
  virtual void resolve(const IpcMainInvokeEvent& event, const Resolver& resolver, const Value& value);
  virtual void reject(const IpcMainInvokeEvent& event, const Resolver& resolver,
                      const std::exception_ptr& error);

  /// The actor keeps an event, or is about to let go of it.
  virtual void held(const IpcMainInvokeEvent&, const Resolver&) {}
  virtual void releasing(const IpcMainEvent&) {}
  /// A renderer has gone.
  virtual void rendererGone(const WebContents&) {}
  /// A script has ended, or everything that had arrived was dispatched.
  virtual void turnEnded() {}

 protected:
  IpcMain& ipcMain() { return ipcMain_; }

 private:
  IpcMain& ipcMain_;
};

}  // namespace triwire::conformance
