#include "api/renderer_impl.h"

#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "api/electron_profile.h"
#include "api/traced.h"
#include "api/uncaught.h"
#include "wire/codec.h"
#include "wire/plain_frame.h"

namespace triwire {

using protocol::CallId;

IpcRenderer::Impl::Impl(transport::OwnedFd socket, Options options)
    : options_(std::move(options)),
      loop_(std::move(socket),
            {options_.limits, TRIWIRE_IMPLEMENTATION, nullptr, tap(), options_.settings,
             options_.outgoingBytesMax, options_.outgoingMessagesMax},
            *this) {}

runtime::FrameTap IpcRenderer::Impl::tap() {
  if (!options_.trace) return {};
  const auto shown = [this](bool fromMain) {
    return [this, fromMain](protocol::Frame frame, std::vector<protocol::Frame>& through) {
      if (const auto* welcome = std::get_if<protocol::Welcome>(&frame)) traced_ = welcome->rendererId;
      detail::show(options_.trace, traced_, fromMain, frame);
      through.push_back(std::move(frame));
    };
  };
  return {shown(false), shown(true)};
}

IpcRenderer::Impl::~Impl() {
  if (process_ == ::getpid()) loop_.close();
  pending_.takeAll().forEach([](CallId, const Pending& pending) {
    const CallError error("invoke", pending.channel, Outcome::of(OutcomeKind::DISCONNECTED));
    pending.resolver.reject(std::make_exception_ptr(error));
  });
}

void IpcRenderer::Impl::awaitWelcome(protocol::Time deadline) {
  if (loop_.waitOpen(deadline)) return;
  const protocol::CloseReason reason = loop_.closed().reason;
  const int error = !loop_.isClosed()                       ? ETIMEDOUT
                    : reason == protocol::CloseReason::LOST ? ECONNRESET
                                                            : ECONNREFUSED;
  const std::string what = loop_.isClosed() ? loop_.closed().text : "no welcome from main";
  throw std::system_error(error, std::generic_category(), what);
}

void IpcRenderer::Impl::assertThread() const {
  assert(std::this_thread::get_id() == owner_ && "IpcRenderer belongs to the thread that made it");
}

void IpcRenderer::Impl::dispatch(int milliseconds) {
  loop().dispatch(milliseconds);
  posted_.runAll([this](const auto& task) {
    try {
      task();
    } catch (...) {
      reportUncaught(std::current_exception());
    }
  });
}

void IpcRenderer::Impl::post(std::function<void()> task) {
  posted_.add(std::move(task));
  loop_.wake();
}

/// VALUE if the message or call may be sent now, as far as the link is concerned.
OutcomeKind IpcRenderer::Impl::awaitRoom(const CallOptions& options,
                                         std::optional<protocol::Time> deadline,
                                         std::string_view channel, const protocol::Payload& args) {
  if (options.whenFull == WhenFull::FAIL || loop_.isClosed()) return OutcomeKind::VALUE;
  if (!loop_.waitOpen(deadline)) {
    return loop_.isClosed() ? OutcomeKind::DISCONNECTED : OutcomeKind::DEADLINE_EXCEEDED;
  }
  return loop_.waitForRoom(channel.size() + args.bytes, deadline);
}

OutcomeKind IpcRenderer::Impl::send(const CallOptions& options, std::string_view channel,
                                    Values args) {
  assertThread();
  if (loop_.isOpen() && options.whenFull == WhenFull::FAIL) {
    const wire::PlainDraft message(channel, args);
    if (message.isPlain()) return loop_.send(message);
  }
  protocol::Payload payload = wire::encodeValues(args);
  const OutcomeKind room = awaitRoom(options, moment(options), channel, payload);
  if (room != OutcomeKind::VALUE) return room;
  if (!loop_.isOpen() && !loop_.isClosed()) {
    return sendWhenOpen(std::string(channel), std::move(payload));
  }
  return loop_.send(std::string(channel), std::move(payload));
}

/// What waits for the welcome is bounded as what waits for main to read.
bool IpcRenderer::Impl::hasRoomBeforeWelcome(std::string_view channel,
                                             const protocol::Payload& args) {
  const std::uint64_t bytes = channel.size() + args.bytes;
  if (bytesBeforeWelcome_ + bytes > options_.outgoingBytesMax) return false;
  if (messagesBeforeWelcome_ >= options_.outgoingMessagesMax) return false;
  bytesBeforeWelcome_ += bytes;
  ++messagesBeforeWelcome_;
  return true;
}

OutcomeKind IpcRenderer::Impl::sendWhenOpen(std::string channel, protocol::Payload args) {
  if (!hasRoomBeforeWelcome(channel, args)) return OutcomeKind::OVERLOADED;
  loop_.whenOpen([this, channel = std::move(channel), args = std::move(args)] {
    const OutcomeKind outcome = loop_.send(channel, args);
    if (outcome == OutcomeKind::VALUE || outcome == OutcomeKind::DISCONNECTED) return;
    const CallError error("send", channel, Outcome::of(outcome));
    // Not now: perhaps a sendSync blocks.
    loop_.post([this, failure = std::make_exception_ptr(error)] { reportUncaught(failure); });
  });
  return OutcomeKind::VALUE;
}

IpcRenderer::Impl::SyncCall IpcRenderer::Impl::callSync(const CallOptions& options,
                                                        std::string_view channel, Values args) {
  assertThread();
  const std::optional<protocol::Time> deadline = moment(options);
  if (loop_.isOpen() && options.whenFull == WhenFull::FAIL) {
    const wire::PlainDraft call(channel, args);
    const bool isMade = !loop_.isClosed();
    if (call.isPlain()) return {loop_.sendSync(call, deadline), isMade};
  }
  protocol::Payload payload = wire::encodeValues(args);
  if (!loop_.isOpen() && !loop_.waitOpen(deadline)) {
    const bool isClosed = loop_.isClosed();
    return {{isClosed ? OutcomeKind::DISCONNECTED : OutcomeKind::DEADLINE_EXCEEDED, {}}, false};
  }
  const OutcomeKind room = awaitRoom(options, deadline, channel, payload);
  if (room != OutcomeKind::VALUE && room != OutcomeKind::DISCONNECTED) return {{room, {}}, false};
  const bool isMade = !loop_.isClosed();
  return {loop_.sendSync(std::string(channel), std::move(payload), deadline), isMade};
}

Outcome IpcRenderer::Impl::rendered(const SyncCall& call) const {
  Outcome outcome = wire::decodeOutcome(call.settled);
  if (isElectron() && call.isMade) return electron::renderSync(std::move(outcome));
  return outcome;
}

Value IpcRenderer::Impl::sendSync(const CallOptions& options, std::string_view channel,
                                  Values args) {
  const SyncCall call = callSync(options, channel, args);
  if (call.settled.kind == OutcomeKind::VALUE) return wire::decodeValue(call.settled);
  Outcome outcome = rendered(call);
  if (outcome.kind == OutcomeKind::VALUE) return std::move(outcome.value);
  throw CallError("sendSync", channel, std::move(outcome));
}

Outcome IpcRenderer::Impl::trySendSync(const CallOptions& options, std::string_view channel,
                                       Values args) {
  return rendered(callSync(options, channel, args));
}

Promise IpcRenderer::Impl::invoke(const CallOptions& options, std::string_view channel,
                                  Values args) {
  assertThread();
  const Promise::WithResolver made = Promise::withResolver();
  if (loop_.isOpen() && options.whenFull == WhenFull::FAIL) {
    const wire::PlainDraft call(channel, args);
    if (call.isPlain()) {
      const CallId id = loop_.invoke(call, moment(options));
      started(id, std::string(channel), made.resolver);
      return made.promise;
    }
  }
  protocol::Payload payload;
  try {
    payload = wire::encodeValues(args);
  } catch (const UnclonableError& error) {
    // Not now: no reaction runs before the script has ended (TW-BLOCK-9).
    loop_.post([resolver = made.resolver, rejection = std::make_exception_ptr(error)] {
      resolver.reject(rejection);
    });
    return made.promise;
  }
  const std::optional<protocol::Time> deadline = moment(options);
  const OutcomeKind room = awaitRoom(options, deadline, channel, payload);
  if (room != OutcomeKind::VALUE && room != OutcomeKind::DISCONNECTED) {
    const CallError error("invoke", channel, Outcome::of(room));
    loop_.post([resolver = made.resolver, rejection = std::make_exception_ptr(error)] {
      resolver.reject(rejection);
    });
  } else if (loop_.isOpen() || loop_.isClosed()) {
    start(std::string(channel), std::move(payload), deadline, made.resolver);
  } else {
    startWhenOpen(std::string(channel), payload, deadline, made.resolver);
  }
  return made.promise;
}

void IpcRenderer::Impl::startWhenOpen(const std::string& channel, const protocol::Payload& args,
                                      std::optional<protocol::Time> deadline,
                                      const Resolver& resolver) {
  if (!hasRoomBeforeWelcome(channel, args)) {
    const CallError error("invoke", channel, Outcome::of(OutcomeKind::OVERLOADED));
    return loop_.post([resolver, rejection = std::make_exception_ptr(error)] {
      resolver.reject(rejection);
    });
  }
  const auto isCancelled = std::make_shared<bool>(false);
  resolver.onCancel([impl = weak_from_this(), isCancelled, resolver, channel] {
    *isCancelled = true;
    const CallError error("invoke", channel, Outcome::of(OutcomeKind::CANCELLED));
    const auto reject = [resolver, rejection = std::make_exception_ptr(error)] {
      resolver.reject(rejection);
    };
    if (const auto alive = impl.lock()) alive->loop().post(reject);
  });
  loop_.whenOpen([this, isCancelled, channel, args, deadline, resolver] {
    if (!*isCancelled) start(channel, args, deadline, resolver);
  });
}

void IpcRenderer::Impl::start(std::string channel, protocol::Payload args,
                              std::optional<protocol::Time> deadline, const Resolver& resolver) {
  const CallId id = loop_.invoke(channel, std::move(args), deadline);
  started(id, std::move(channel), resolver);
}

void IpcRenderer::Impl::started(CallId id, std::string channel, const Resolver& resolver) {
  // A promise that is pending is in `pending_`: this object settles it when it goes, if not before.
  resolver.onCancel([this, id] { loop().cancel(id); });
  pending_.add(id, {resolver, std::move(channel)});
}

ListenerId IpcRenderer::Impl::addListener(std::string_view channel, Listener listener, bool once) {
  assertThread();
  return listeners_.add(channel, std::move(listener), once);
}

void IpcRenderer::Impl::runUntil(const std::function<bool()>& isDone) {
  const runtime::Resting resting(loop_);
  while (!isDone() && !loop().isDone() && !isStopped_.exchange(false)) dispatch(-1);
}

void IpcRenderer::Impl::stop() {
  isStopped_ = true;
  loop_.wake();
}

void IpcRenderer::Impl::onEvent(const std::string& channel, const protocol::Payload& payload) {
  const auto snapshot = listeners_.snapshot(channel);
  if (!snapshot) return;
  IpcRenderer sender(shared_from_this());
  IpcRendererEvent event{sender};
  // One that throws stops the rest (TW-REPLY-10).
  try {
    SpareArgs::Loan args(spareArgs_);
    wire::decodeArgs(payload, args);
    for (const auto& registration : *snapshot) {
      if (listeners_.begin(channel, registration)) (*registration.listener)(event, args);
    }
  } catch (...) {
    reportUncaught(std::current_exception());
  }
}

void IpcRenderer::Impl::onSettled(CallId id, const protocol::Outcome& settled) {
  Pending* found = pending_.find(id);
  if (found == nullptr) return;
  if (settled.kind == OutcomeKind::VALUE) {
    const Resolver resolver = std::move(found->resolver);
    pending_.remove(id);
    return resolver.resolve(wire::decodeValue(settled));
  }
  std::optional<Outcome> outcome = wire::decodeOutcome(settled);
  if (isElectron()) outcome = electron::renderInvoke(std::move(*outcome));
  if (!outcome) return;  // It stays pending until this object goes.

  const Pending pending = std::move(*found);
  pending_.remove(id);
  if (outcome->kind == OutcomeKind::VALUE) {
    pending.resolver.resolve(std::move(outcome->value));
  } else {
    const CallError error("invoke", pending.channel, std::move(*outcome));
    pending.resolver.reject(std::make_exception_ptr(error));
  }
}

void IpcRenderer::Impl::onClosed(const protocol::Closed& end) {
  if (!closed) return;
  try {
    closed(end.text);
  } catch (...) {
    reportUncaught(std::current_exception());
  }
}

std::optional<protocol::Time> IpcRenderer::Impl::moment(const CallOptions& options) const {
  if (!options.deadline) return std::nullopt;
  return loop_.now() + *options.deadline;
}

void IpcRenderer::Impl::reportUncaught(const std::exception_ptr& error) const {
  if (!uncaught) return printUncaught(error);
  try {
    uncaught(error);
  } catch (...) {
    printUncaught(std::current_exception());
  }
}

}  // namespace triwire
