#include "triwire/ipc_main.h"

#include "api/main_impl.h"
#include "transport/socket.h"

namespace triwire {

IpcMain::IpcMain(Options options) : IpcMain(Impl::make(std::move(options))) {}
IpcMain::IpcMain(std::shared_ptr<Impl> impl) : IpcScope(impl->scope()), impl_(std::move(impl)) {}
IpcMain::IpcMain(IpcMain&&) noexcept = default;
IpcMain& IpcMain::operator=(IpcMain&&) noexcept = default;
IpcMain::~IpcMain() = default;

void IpcMain::listen(const std::string& path) { impl_->loop().listen(path); }

void IpcMain::listenOn(int socket) { impl_->loop().listenOn(transport::OwnedFd(socket)); }

void IpcMain::adopt(int socket) { impl_->loop().adopt(transport::adoptSocket(socket)); }

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

int IpcMain::fd() const { return impl_->loop().fd(); }

// A listener may destroy the IpcMain that called it: what it runs in lives until it returns.
void IpcMain::dispatch() { std::shared_ptr(impl_)->dispatch(0); }

void IpcMain::run() { std::shared_ptr(impl_)->run(); }

void IpcMain::stop() { impl_->stop(); }

void IpcMain::post(std::function<void()> task) { impl_->post(std::move(task)); }

void IpcMain::close() { impl_->close(); }

}  // namespace triwire
