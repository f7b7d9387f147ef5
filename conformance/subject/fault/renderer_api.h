// What a renderer's actor does with the library: the API's own calls. A fault replaces some of them.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "triwire/ipc_renderer.h"

namespace triwire::conformance {

class RendererApi {
 public:
  /// A call ended: with an error if there is one, else with a value.
  using Settled = std::function<void(const Value& value, const std::exception_ptr& error)>;
  using Listener = std::function<void(const Args& args)>;

  explicit RendererApi(IpcRenderer& ipcRenderer) : ipcRenderer_(ipcRenderer) {}
  RendererApi(const RendererApi&) = delete;
  RendererApi& operator=(const RendererApi&) = delete;
  virtual ~RendererApi() = default;

  /// Returns what the application sees.
  virtual Value send(std::string_view channel, const Args& args);
  /// May throw instead of calling `settled`.
  virtual void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                        const Settled& settled);
  virtual void invoke(const CallOptions& options, std::string_view channel, const Args& args,
                      const Settled& settled);

  /// `name` is the listener's: the same name is the same function.
  virtual ListenerId on(const std::string& channel, const std::string& name,
                        const Listener& listener);
  virtual ListenerId once(const std::string& channel, const std::string& name,
                          const Listener& listener);
  virtual bool off(const std::string& channel, ListenerId id);
  virtual void removeAllListeners(const std::string& channel);

  /// Whether the application is told that the link has ended.
  virtual bool noticesClose() const { return true; }
  /// A script, or the program of a listener, has ended.
  virtual void scriptEnded() {}
  /// Everything that had arrived was dispatched.
  virtual void turnEnded() {}

 protected:
  IpcRenderer& ipcRenderer() { return ipcRenderer_; }

 private:
  IpcRenderer& ipcRenderer_;
};

}  // namespace triwire::conformance
