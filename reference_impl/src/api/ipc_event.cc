#include "triwire/ipc_event.h"

#include "api/electron_profile.h"
#include "api/main_impl.h"
#include "wire/codec.h"

namespace triwire {

OutcomeKind detail::Sender::send(std::string_view channel, detail::ValueRefs args) const {
  const std::shared_ptr<IpcMain::Impl> main = main_.lock();
  if (!main || !isConnected_) return OutcomeKind::DISCONNECTED;
  try {
    return main->loop().sendEvent(link_, std::string(channel), wire::encodeValues(args));
  } catch (const UnclonableError&) {
    if (!main->isElectron()) throw;
    main->log(electron::sendFailure());
    return OutcomeKind::VALUE;
  }
}

Promise detail::Sender::drained(std::optional<std::chrono::nanoseconds> deadline) const {
  const Promise::WithResolver made = Promise::withResolver();
  const auto settle = [resolver = made.resolver](OutcomeKind outcome) {
    if (outcome == OutcomeKind::VALUE) return resolver.resolve({});
    const CallError error("drained", "", Outcome::of(outcome));
    resolver.reject(std::make_exception_ptr(error));
  };
  const std::shared_ptr<IpcMain::Impl> main = main_.lock();
  if (main) {
    main->loop().whenRoom(link_, deadline, settle);
  } else {
    settle(OutcomeKind::DISCONNECTED);
  }
  return made.promise;
}

const std::shared_ptr<detail::Scope>& detail::Sender::scope() {
  if (!scope_) {
    const std::shared_ptr<IpcMain::Impl> main = main_.lock();
    scope_ = main ? main->newScope() : std::make_shared<Scope>(std::this_thread::get_id(), nullptr);
    if (!isConnected_) scope_->end();
  }
  return scope_;
}

std::uint32_t WebContents::id() const { return static_cast<std::uint32_t>(sender_->link()); }

bool WebContents::isDestroyed() const { return !sender_->isConnected(); }

IpcScope WebContents::ipc() const { return IpcScope(sender_->scope()); }

void WebContents::sendValues(std::string_view channel, detail::ValueRefs args) const {
  const OutcomeKind outcome = sender_->send(channel, args);
  if (outcome == OutcomeKind::TOO_LARGE || outcome == OutcomeKind::OVERLOADED) {
    throw CallError("send", channel, Outcome::of(outcome));
  }
}

OutcomeKind WebContents::trySendValues(std::string_view channel,
                                       detail::ValueRefs args) const {
  return sender_->send(channel, args);
}

Promise WebContents::drained(std::optional<std::chrono::nanoseconds> deadline) const {
  return sender_->drained(deadline);
}

// NOLINTNEXTLINE(misc-unconventional-assign-operator): the slot of an event, not the object that stands for it.
const ReturnValue& ReturnValue::operator=(const Value& value) const {
  call_->assign(value);
  return *this;
}

IpcMainEvent::IpcMainEvent(std::shared_ptr<detail::MainCall> call)
    : sender(call->sender()), returnValue(std::move(call)) {}

std::uint64_t IpcMainEvent::id() const { return returnValue.call_->number(); }

bool IpcMainEvent::isSync() const {
  return returnValue.call_->kind() == detail::MainCall::Kind::SYNC;
}

bool IpcMainEvent::cancelled() const { return returnValue.call_->isCancelled(); }

void IpcMainEvent::onCancel(std::function<void()> callback) const {
  returnValue.call_->onCancel(std::move(callback));
}

IpcMainInvokeEvent::IpcMainInvokeEvent(std::shared_ptr<detail::MainCall> call)
    : sender(call->sender()), call_(std::move(call)) {}

bool IpcMainInvokeEvent::cancelled() const { return call_->isCancelled(); }

void IpcMainInvokeEvent::onCancel(std::function<void()> callback) const {
  call_->onCancel(std::move(callback));
}

}  // namespace triwire
