#include "triwire/ipc_main.h"

#include "api/main_impl.h"
#include "transport/socket.h"

namespace triwire {

IpcMain::IpcMain(Options options) : impl_(std::make_shared<Impl>(std::move(options))) {}
IpcMain::IpcMain(IpcMain&&) noexcept = default;
IpcMain& IpcMain::operator=(IpcMain&&) noexcept = default;
IpcMain::~IpcMain() = default;

void IpcMain::listen(const std::string& path) { impl_->loop().listen(path); }

void IpcMain::listenOn(int socket) { impl_->loop().listenOn(transport::OwnedFd(socket)); }

void IpcMain::adopt(int socket) { impl_->loop().adopt(transport::adoptSocket(socket)); }

ListenerId IpcMain::addListener(std::string_view channel, Listener listener, bool once) {
  return impl_->addListener(channel, std::move(listener), once);
}

bool IpcMain::off(std::string_view channel, ListenerId listener) {
  impl_->assertThread();
  return impl_->listeners().off(channel,
                                protocol::ListenerId{static_cast<std::uint64_t>(listener)});
}

void IpcMain::removeAllListeners(std::string_view channel) {
  impl_->assertThread();
  impl_->listeners().removeAll(channel);
}

void IpcMain::removeAllListeners() {
  impl_->assertThread();
  impl_->listeners().removeAll();
}

void IpcMain::addHandler(std::string_view channel, Handler handler, bool once) {
  impl_->addHandler(channel, std::move(handler), once);
}

void IpcMain::removeHandler(std::string_view channel) {
  impl_->assertThread();
  impl_->handlers().remove(channel);
}

std::vector<WebContents> IpcMain::renderers() const { return impl_->renderers(); }

std::optional<WebContents> IpcMain::fromId(std::uint32_t id) const {
  for (const WebContents& each : impl_->renderers()) {
    if (each.id() == id) return each;
  }
  return std::nullopt;
}

void IpcMain::onConnect(std::function<void(const WebContents&)> callback) {
  impl_->connected = std::move(callback);
}

void IpcMain::onDisconnect(std::function<void(const WebContents&, std::string_view)> callback) {
  impl_->disconnected = std::move(callback);
}

void IpcMain::onUncaughtException(std::function<void(std::exception_ptr)> callback) {
  impl_->uncaught = std::move(callback);
}

void IpcMain::reportRejection(const std::weak_ptr<Impl>& impl, const std::exception_ptr& error) {
  if (const std::shared_ptr<Impl> alive = impl.lock()) alive->reportUncaught(error);
}

int IpcMain::fd() const { return impl_->loop().fd(); }

// A listener may destroy the IpcMain that called it: what it runs in lives until it returns.
void IpcMain::dispatch() { std::shared_ptr(impl_)->loop().dispatch(0); }

void IpcMain::run() { std::shared_ptr(impl_)->run(); }

void IpcMain::stop() { impl_->stop(); }

void IpcMain::close() { impl_->close(); }

}  // namespace triwire
