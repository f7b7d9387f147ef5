#include "api/main_impl.h"

#include <cassert>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "api/electron_profile.h"
#include "api/uncaught.h"
#include "wire/codec.h"

namespace triwire {

using detail::MainCall;
using detail::Sender;
using runtime::LinkId;

namespace {

constexpr std::size_t LOGGED_CHANNELS_MAX = 100;  // Of one renderer: each name is kept.

}  // namespace

IpcMain::Impl::Impl(Options options)
    : options_(std::move(options)), loop_({{}, TRIWIRE_IMPLEMENTATION, {}, options_.settings, options_.outgoingBytesMax}, *this) {}

IpcMain::Impl::~Impl() {
  connected = nullptr;
  disconnected = nullptr;
  loop_.close();
}

void IpcMain::Impl::assertThread() const {
  assert(std::this_thread::get_id() == owner_ && "IpcMain belongs to the thread that made it");
}

void IpcMain::Impl::run() {
  while (!isStopped_.exchange(false)) loop().dispatch(-1);
}

void IpcMain::Impl::stop() {
  isStopped_ = true;
  loop_.wake();
}

void IpcMain::Impl::close() { loop().close(); }

ListenerId IpcMain::Impl::addListener(std::string_view channel, Listener listener, bool once) {
  assertThread();
  return listeners_.add(channel, std::move(listener), once);
}

void IpcMain::Impl::addHandler(std::string_view channel, Handler handler, bool once) {
  assertThread();
  auto shared = std::make_shared<const Handler>(std::move(handler));
  const bool isFirst = once ? handlers_.handleOnce(std::string(channel), std::move(shared))
                            : handlers_.handle(std::string(channel), std::move(shared));
  if (isFirst) return;
  throw std::logic_error("Attempted to register a second handler for '" + std::string(channel) +
                         "'");
}

std::vector<WebContents> IpcMain::Impl::renderers() const {
  assertThread();
  std::vector<WebContents> connectedOnes;
  for (const auto& [link, sender] : senders_) connectedOnes.emplace_back(sender);
  return connectedOnes;
}

void IpcMain::Impl::log(std::string_view line) const {
  if (options_.log) return options_.log(line);
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void IpcMain::Impl::reportUncaught(const std::exception_ptr& error) const {
  if (!uncaught) return printUncaught(error);
  try {
    uncaught(error);
  } catch (...) {
    printUncaught(std::current_exception());
  }
}

void IpcMain::Impl::onConnected(LinkId link) {
  const auto sender = std::make_shared<Sender>(weak_from_this(), link);
  sender->setConnected(true);
  senders_.emplace(link, sender);
  if (connected) guarded([&] { connected(WebContents(sender)); });
}

void IpcMain::Impl::onMessage(LinkId link, const std::string& channel,
                              const protocol::Payload& args) {
  if (mayUse(link, channel)) callListeners(link, Kind::SEND, {}, channel, args);
}

void IpcMain::Impl::onSync(LinkId link, protocol::CallId id, const std::string& channel,
                           const protocol::Payload& args) {
  if (!mayUse(link, channel)) return loop_.answer(link, id, {OutcomeKind::REFUSED, {}});
  if (listeners_.count(channel) > 0) return callListeners(link, Kind::SYNC, id, channel, args);
  if (isElectron()) {
    log(electron::noListenerWarning(static_cast<std::uint32_t>(link), channel));
  }
  loop_.answer(link, id, {OutcomeKind::NO_LISTENER, {}});
}

bool IpcMain::Impl::mayUse(LinkId link, const std::string& channel) {
  if (!options_.mayUse) return true;
  const std::shared_ptr<Sender> sender = senderOf(link);
  bool isAllowed = false;
  guarded([&] { isAllowed = options_.mayUse(WebContents(sender), channel); });
  auto& logged = sender->refusedChannels_;
  if (!isAllowed && logged.size() < LOGGED_CHANNELS_MAX && logged.insert(channel).second) {
    log("Renderer " + std::to_string(static_cast<std::uint32_t>(link)) +
        " may not use the channel '" + channel + "'.");
  }
  return isAllowed;
}

void IpcMain::Impl::callListeners(LinkId link, Kind kind, protocol::CallId id,
                                  const std::string& channel, const protocol::Payload& payload) {
  const auto snapshot = listeners_.snapshot(channel);
  if (!snapshot) return;
  IpcMainEvent event(makeCall(link, kind, id, channel));
  const Args args = wire::decodeArgs(payload);
  // One that throws stops the rest (TW-SEND-5, TW-SYNC-15).
  guarded([&] {
    for (const auto& registration : *snapshot) {
      if (listeners_.begin(channel, registration)) (*registration.listener)(event, args);
    }
  });
}

void IpcMain::Impl::onInvoke(LinkId link, protocol::CallId id, const std::string& channel,
                             const protocol::Payload& payload) {
  if (!mayUse(link, channel)) return loop_.answer(link, id, {OutcomeKind::REFUSED, {}});
  const std::optional<SharedHandler> handler = handlers_.take(channel);
  if (!handler) {
    const Outcome outcome = Outcome::of(OutcomeKind::NO_HANDLER);
    if (isElectron()) log(electron::handlerFailure(channel, outcome));
    return loop_.answer(link, id, wire::encodeOutcome(outcome));
  }
  const std::shared_ptr<MainCall> call = makeCall(link, Kind::INVOKE, id, channel);
  try {
    IpcMainInvokeEvent event(call);
    const Result result = (**handler)(event, wire::decodeArgs(payload));
    if (const auto* value = std::get_if<Value>(&result)) return call->fulfil(*value);
    // The handler lives as long as its coroutine, which uses the captures of its lambda.
    std::get<Promise>(result).then(
        [call, kept = *handler](const Value& value) { call->fulfil(value); },
        [call](const std::exception_ptr& error) { call->fail(error); });
  } catch (...) {
    call->fail(std::current_exception());
  }
}

void IpcMain::Impl::onCancelled(LinkId link, protocol::CallId id) {
  MainCall** call = senderOf(link)->calls().find(id);
  if (call != nullptr) (*call)->cancel();
}

void IpcMain::Impl::onDisconnected(LinkId link, const protocol::Closed& closed) {
  const auto found = senders_.find(link);
  if (found == senders_.end()) return;
  const std::shared_ptr<Sender> sender = found->second;
  senders_.erase(found);
  sender->setConnected(false);
  if (disconnected) guarded([&] { disconnected(WebContents(sender), closed.text); });
}

const std::shared_ptr<Sender>& IpcMain::Impl::senderOf(LinkId link) { return senders_.at(link); }

std::shared_ptr<MainCall> IpcMain::Impl::makeCall(LinkId link, Kind kind, protocol::CallId id,
                                                  const std::string& channel) {
  return std::make_shared<MainCall>(weak_from_this(), senderOf(link), kind, id, channel,
                                    ++lastCall_);
}

template <class Callback>
void IpcMain::Impl::guarded(const Callback& callback) const {
  try {
    callback();
  } catch (...) {
    reportUncaught(std::current_exception());
  }
}

}  // namespace triwire
