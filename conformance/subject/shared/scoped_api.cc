#include "subject/shared/scoped_api.h"

#include <utility>

namespace triwire::conformance {

std::string withoutScope(std::string line, const std::string& scope) {
  if (scope.empty()) return line;
  for (std::size_t at = 0; (at = line.find(scope, at)) != std::string::npos;)
    line.erase(at, scope.size());
  return line;
}

// Main

ScopedMainApi::ScopedMainApi(IpcMain& ipcMain, std::string scope, std::unique_ptr<MainApi> inner)
    : MainApi(ipcMain), scope_(std::move(scope)), inner_(std::move(inner)) {}

ScopedMainApi::~ScopedMainApi() {
  for (const std::string& channel : used_) {
    ipcMain().removeAllListeners(channel);
    ipcMain().removeHandler(channel);
  }
}

const std::string& ScopedMainApi::scoped(const std::string& channel) {
  return *used_.insert(scope_ + channel).first;
}

ListenerId ScopedMainApi::on(const std::string& channel, const std::string& name,
                             const Listener& listener) {
  return inner_->on(scoped(channel), name, listener);
}
ListenerId ScopedMainApi::once(const std::string& channel, const std::string& name,
                               const Listener& listener) {
  return inner_->once(scoped(channel), name, listener);
}
bool ScopedMainApi::off(const std::string& channel, ListenerId id) {
  return inner_->off(scoped(channel), id);
}
void ScopedMainApi::removeAllListeners(const std::string& channel) {
  inner_->removeAllListeners(scoped(channel));
}
void ScopedMainApi::handle(const std::string& channel, const Handler& handler) {
  inner_->handle(scoped(channel), handler);
}
void ScopedMainApi::handleOnce(const std::string& channel, const Handler& handler) {
  inner_->handleOnce(scoped(channel), handler);
}
void ScopedMainApi::removeHandler(const std::string& channel) {
  inner_->removeHandler(scoped(channel));
}
void ScopedMainApi::sendTo(const WebContents& to, std::string_view channel, const Args& args) {
  inner_->sendTo(to, scope_ + std::string(channel), args);
}
void ScopedMainApi::reply(const IpcMainEvent& event, std::string_view channel, const Args& args) {
  inner_->reply(event, scope_ + std::string(channel), args);
}
void ScopedMainApi::assign(const IpcMainEvent& event, const Value& value) {
  inner_->assign(event, value);
}
void ScopedMainApi::resolve(const IpcMainInvokeEvent& event, const Resolver& resolver,
                            const Value& value) {
  inner_->resolve(event, resolver, value);
}
void ScopedMainApi::reject(const IpcMainInvokeEvent& event, const Resolver& resolver,
                           const std::exception_ptr& error) {
  inner_->reject(event, resolver, error);
}
void ScopedMainApi::held(const IpcMainInvokeEvent& event, const Resolver& resolver) {
  inner_->held(event, resolver);
}
void ScopedMainApi::releasing(const IpcMainEvent& event) { inner_->releasing(event); }
void ScopedMainApi::rendererGone(const WebContents& renderer) { inner_->rendererGone(renderer); }
void ScopedMainApi::turnEnded() { inner_->turnEnded(); }

// Renderer

ScopedRendererApi::ScopedRendererApi(IpcRenderer& ipcRenderer, std::string scope,
                                     std::unique_ptr<RendererApi> inner)
    : RendererApi(ipcRenderer), scope_(std::move(scope)), inner_(std::move(inner)) {}

ScopedRendererApi::~ScopedRendererApi() {
  for (const std::string& channel : used_) ipcRenderer().removeAllListeners(channel);
}

const std::string& ScopedRendererApi::scoped(std::string_view channel) {
  return *used_.insert(scope_ + std::string(channel)).first;
}

Value ScopedRendererApi::send(std::string_view channel, const Args& args) {
  return inner_->send(scoped(channel), args);
}
void ScopedRendererApi::sendSync(const CallOptions& options, std::string_view channel,
                                 const Args& args, const Settled& settled) {
  inner_->sendSync(options, scoped(channel), args, settled);
}
void ScopedRendererApi::invoke(const CallOptions& options, std::string_view channel,
                               const Args& args, const Settled& settled) {
  // A promise that settles twice still counts once.
  const auto counted = std::make_shared<bool>(true);
  ++*pending_;
  inner_->invoke(options, scoped(channel), args,
                 [pending = pending_, counted, settled](const Value& value,
                                                        const std::exception_ptr& error) {
                   if (std::exchange(*counted, false)) --*pending;
                   settled(value, error);
                 });
}
ListenerId ScopedRendererApi::on(const std::string& channel, const std::string& name,
                                 const Listener& listener) {
  return inner_->on(scoped(channel), name, listener);
}
ListenerId ScopedRendererApi::once(const std::string& channel, const std::string& name,
                                   const Listener& listener) {
  return inner_->once(scoped(channel), name, listener);
}
bool ScopedRendererApi::off(const std::string& channel, ListenerId id) {
  return inner_->off(scoped(channel), id);
}
void ScopedRendererApi::removeAllListeners(const std::string& channel) {
  inner_->removeAllListeners(scoped(channel));
}

}  // namespace triwire::conformance
