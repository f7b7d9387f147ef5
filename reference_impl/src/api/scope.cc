#include "api/scope.h"

#include <cassert>
#include <stdexcept>
#include <utility>

namespace triwire {

namespace detail {

void Scope::assertThread() const {
  assert(std::this_thread::get_id() == owner_ && "IpcMain belongs to the thread that made it");
}

ListenerId Scope::addListener(std::string_view channel, Listener listener, bool once) {
  assertThread();
  const ListenerId id = listeners_.add(channel, std::move(listener), once);
  if (isEnded_) off(channel, id);
  return id;
}

bool Scope::off(std::string_view channel, ListenerId listener) {
  assertThread();
  return listeners_.off(channel, protocol::ListenerId{static_cast<std::uint64_t>(listener)});
}

void Scope::removeAllListeners(std::string_view channel) {
  assertThread();
  listeners_.removeAll(channel);
}

void Scope::removeAllListeners() {
  assertThread();
  listeners_.removeAll();
}

void Scope::addHandler(std::string_view channel, IpcScope::Handler handler, bool once) {
  assertThread();
  if (isEnded_) return;
  auto shared = std::make_shared<const IpcScope::Handler>(std::move(handler));
  const bool isFirst = once ? handlers_.handleOnce(std::string(channel), std::move(shared))
                            : handlers_.handle(std::string(channel), std::move(shared));
  if (isFirst) return;
  throw std::logic_error("Attempted to register a second handler for '" + std::string(channel) +
                         "'");
}

void Scope::removeHandler(std::string_view channel) {
  assertThread();
  handlers_.remove(channel);
}

void Scope::call(const Listeners& listeners, std::string_view channel, IpcMainEvent& event,
                 const Args& args) {
  for (const auto& registration : *listeners) {
    if (listeners_.begin(channel, registration)) (*registration.listener)(event, args);
  }
}

void Scope::end() {
  isEnded_ = true;
  // They may hold what holds this, or register again while they go.
  const auto listeners = std::exchange(listeners_, {});
  const auto handlers = std::exchange(handlers_, {});
}

}  // namespace detail

ListenerId IpcScope::addListener(std::string_view channel, Listener listener, bool once) {
  return scope_->addListener(channel, std::move(listener), once);
}

bool IpcScope::off(std::string_view channel, ListenerId listener) {
  return scope_->off(channel, listener);
}

void IpcScope::removeAllListeners(std::string_view channel) { scope_->removeAllListeners(channel); }

void IpcScope::removeAllListeners() { scope_->removeAllListeners(); }

void IpcScope::addHandler(std::string_view channel, Handler handler, bool once) {
  scope_->addHandler(channel, std::move(handler), once);
}

void IpcScope::removeHandler(std::string_view channel) { scope_->removeHandler(channel); }

std::function<void(const std::exception_ptr&)> IpcScope::reporter() const {
  return scope_->report();
}

}  // namespace triwire
