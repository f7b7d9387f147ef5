// Worlds that share one main: the channels of each are its own, by what stands in front of their names.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "subject/fault/main_api.h"
#include "subject/fault/renderer_api.h"

namespace triwire::conformance {

/// Where renderers of the world say who they are, before anything else: a `sendSync` with their name.
inline std::string joinChannel(const std::string& scope) { return scope + "triwire:join"; }
/// Where main tells them that the world has ended: after everything else.
inline std::string leaveChannel(const std::string& scope) { return scope + "triwire:leave"; }

/// What an actor says, as it would without a scope: that is in texts of the library that name a channel.
std::string withoutScope(std::string line, const std::string& scope);

/// `scope` in front of the channels that `inner` is given. Forgets them all at its end.
class ScopedMainApi : public MainApi {
 public:
  ScopedMainApi(IpcMain& ipcMain, std::string scope, std::unique_ptr<MainApi> inner);
  ~ScopedMainApi() override;

  ListenerId on(const std::string& channel, const std::string& name,
                const Listener& listener) override;
  ListenerId once(const std::string& channel, const std::string& name,
                  const Listener& listener) override;
  bool off(const std::string& channel, ListenerId id) override;
  void removeAllListeners(const std::string& channel) override;
  void handle(const std::string& channel, const Handler& handler) override;
  void handleOnce(const std::string& channel, const Handler& handler) override;
  void removeHandler(const std::string& channel) override;
  void sendTo(const WebContents& to, std::string_view channel, const Args& args) override;
  void reply(const IpcMainEvent& event, std::string_view channel, const Args& args) override;
  void assign(const IpcMainEvent& event, const Value& value) override;
  void resolve(const IpcMainInvokeEvent& event, const Resolver& resolver,
               const Value& value) override;
  void reject(const IpcMainInvokeEvent& event, const Resolver& resolver,
              const std::exception_ptr& error) override;
  void held(const IpcMainInvokeEvent& event, const Resolver& resolver) override;
  void releasing(const IpcMainEvent& event) override;
  void rendererGone(const WebContents& renderer) override;
  void turnEnded() override;

 private:
  /// The channel's name on the link.
  const std::string& scoped(const std::string& channel);

  std::string scope_;
  std::unique_ptr<MainApi> inner_;
  std::set<std::string> used_;
};

/// The same in a renderer.
class ScopedRendererApi : public RendererApi {
 public:
  ScopedRendererApi(IpcRenderer& ipcRenderer, std::string scope, std::unique_ptr<RendererApi> inner);
  ~ScopedRendererApi() override;

  Value send(std::string_view channel, const Args& args) override;
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override;
  ListenerId on(const std::string& channel, const std::string& name,
                const Listener& listener) override;
  ListenerId once(const std::string& channel, const std::string& name,
                  const Listener& listener) override;
  bool off(const std::string& channel, ListenerId id) override;
  void removeAllListeners(const std::string& channel) override;
  bool noticesClose() const override { return inner_->noticesClose(); }
  void scriptEnded() override { inner_->scriptEnded(); }
  void turnEnded() override { inner_->turnEnded(); }

  /// Invokes whose promises have not settled.
  unsigned pending() const { return *pending_; }

 private:
  const std::string& scoped(std::string_view channel);

  std::string scope_;
  std::unique_ptr<RendererApi> inner_;
  std::set<std::string, std::less<>> used_;
  std::shared_ptr<unsigned> pending_ = std::make_shared<unsigned>(0);
};

}  // namespace triwire::conformance
