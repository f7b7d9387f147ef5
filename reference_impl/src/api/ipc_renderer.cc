#include "triwire/ipc_renderer.h"

#include <chrono>

#include "api/renderer_impl.h"
#include "transport/socket.h"

namespace triwire {

IpcRenderer::IpcRenderer(const std::string& path, Options options) {
  const auto deadline = std::chrono::steady_clock::now() + options.connectDeadline;
  impl_ = std::make_shared<Impl>(transport::connectSocket(path, deadline), std::move(options));
  impl_->awaitWelcome(deadline.time_since_epoch());
}

IpcRenderer::IpcRenderer(int socket, Options options)
    : impl_(std::make_shared<Impl>(transport::adoptSocket(socket), std::move(options))) {}

IpcRenderer::IpcRenderer(IpcRenderer&&) noexcept = default;
IpcRenderer& IpcRenderer::operator=(IpcRenderer&&) noexcept = default;
IpcRenderer::~IpcRenderer() = default;

void IpcRenderer::sendValues(const CallOptions& options, std::string_view channel, Values args) {
  const OutcomeKind outcome = impl_->send(options, channel, args);
  if (outcome != OutcomeKind::VALUE) throw CallError("send", channel, Outcome::of(outcome));
}

OutcomeKind IpcRenderer::trySendValues(const CallOptions& options, std::string_view channel,
                                       Values args) {
  return impl_->send(options, channel, args);
}

Value IpcRenderer::sendSyncValues(const CallOptions& options, std::string_view channel,
                                  Values args) {
  return impl_->sendSync(options, channel, args);
}

Outcome IpcRenderer::trySendSync(const CallOptions& options, std::string_view channel,
                                 const Args& args) {
  try {
    return impl_->trySendSync(options, channel, detail::ArgRefs(args));
  } catch (const UnclonableError& error) {
    Outcome outcome = Outcome::of(OutcomeKind::UNCLONABLE);
    outcome.path = error.path();
    return outcome;
  }
}

Promise IpcRenderer::invokeValues(const CallOptions& options, std::string_view channel,
                                  Values args) {
  return impl_->invoke(options, channel, args);
}

ListenerId IpcRenderer::on(std::string_view channel, Listener listener) {
  return impl_->addListener(channel, std::move(listener), false);
}

ListenerId IpcRenderer::once(std::string_view channel, Listener listener) {
  return impl_->addListener(channel, std::move(listener), true);
}

bool IpcRenderer::off(std::string_view channel, ListenerId listener) {
  impl_->assertThread();
  return impl_->listeners().off(channel,
                                protocol::ListenerId{static_cast<std::uint64_t>(listener)});
}

void IpcRenderer::removeAllListeners(std::string_view channel) {
  impl_->assertThread();
  impl_->listeners().removeAll(channel);
}

void IpcRenderer::removeAllListeners() {
  impl_->assertThread();
  impl_->listeners().removeAll();
}

void IpcRenderer::onClose(std::function<void(std::string_view)> callback) {
  impl_->closed = std::move(callback);
}

void IpcRenderer::onUncaughtException(std::function<void(std::exception_ptr)> callback) {
  impl_->uncaught = std::move(callback);
}

std::uint32_t IpcRenderer::id() const { return impl_->loop().rendererId(); }

std::uint64_t IpcRenderer::lateAnswers() const { return impl_->loop().lateAnswers(); }

void IpcRenderer::post(std::function<void()> task) { impl_->post(std::move(task)); }

bool IpcRenderer::isClosed() const { return impl_->loop().isClosed(); }

int IpcRenderer::fd() const { return impl_->loop().fd(); }

// A listener may destroy the IpcRenderer that called it: what it runs in lives until it returns.
void IpcRenderer::dispatch() { std::shared_ptr(impl_)->dispatch(0); }

void IpcRenderer::run() {
  std::shared_ptr(impl_)->runUntil([] { return false; });
}

void IpcRenderer::stop() { impl_->stop(); }

Value IpcRenderer::wait(const Promise& promise) {
  std::shared_ptr(impl_)->runUntil([&] { return promise.state() != Promise::State::PENDING; });
  if (promise.state() == Promise::State::PENDING) {
    throw CallError("wait", "", Outcome::of(OutcomeKind::DISCONNECTED));
  }
  if (promise.error()) std::rethrow_exception(promise.error());
  return promise.value();
}

void IpcRenderer::close() { impl_->loop().close(); }

}  // namespace triwire
