#include "api/main_impl.h"

#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "api/electron_profile.h"
#include "api/traced.h"
#include "api/uncaught.h"
#include "value/printable.h"
#include "wire/codec.h"
#include "wire/recycled.h"

namespace triwire {

using detail::MainCall;
using detail::Sender;
using runtime::LinkId;

namespace {

constexpr std::size_t LOGGED_CHANNELS_MAX = 100;  // Of one renderer: each name is kept,
constexpr std::size_t LOGGED_BYTES_MAX = 200;     // and shown, as far as this.

}  // namespace

IpcMain::Impl::Impl(Options options)
    : options_(std::move(options)),
      loop_({options_.limits, TRIWIRE_IMPLEMENTATION, {}, options_.settings,
             options_.outgoingBytesMax, options_.outgoingMessagesMax, {}, onFrame()},
            *this) {}

std::function<void(LinkId, bool, const protocol::Frame&)> IpcMain::Impl::onFrame() const {
  if (!options_.trace) return {};
  return [this](LinkId link, bool fromMain, const protocol::Frame& frame) {
    detail::show(options_.trace, static_cast<std::uint32_t>(link), fromMain, frame);
  };
}

/// Who set the variable is not who wrote the program, which goes on without.
void IpcMain::Impl::openControlSocket() {
  if (!options_.controlSocket.empty()) return loop_.openControlSocket(options_.controlSocket);
  const char* address = ::secure_getenv("TRIWIRE_CONTROL_SOCKET");
  if (address == nullptr || *address == '\0') return;
  try {
    loop_.openControlSocket(address);
  } catch (const std::system_error& error) {
    log(std::string("TRIWIRE_CONTROL_SOCKET: nobody can look on: ") + error.what());
  }
}

std::shared_ptr<IpcMain::Impl> IpcMain::Impl::make(Options options) {
  auto made = std::make_shared<Impl>(std::move(options));
  made->scope_ = made->newScope();
  made->openControlSocket();
  return made;
}

IpcMain::Impl::~Impl() {
  connected = nullptr;
  disconnected = nullptr;
  if (!isForked()) loop_.close();
  scope_->end();
}

void IpcMain::Impl::assertThread() const {
  assert(std::this_thread::get_id() == owner_ && "IpcMain belongs to the thread that made it");
}

void IpcMain::Impl::run() {
  const runtime::Resting resting(loop_);
  while (!isStopped_.exchange(false)) dispatch(-1);
}

void IpcMain::Impl::dispatch(int milliseconds) {
  loop().dispatch(milliseconds);
  posted_.runAll([this](const auto& task) { guarded(task); });
}

void IpcMain::Impl::post(std::function<void()> task) {
  posted_.add(std::move(task));
  loop_.wake();
}

void IpcMain::Impl::stop() {
  isStopped_ = true;
  loop_.wake();
}

void IpcMain::Impl::close() { loop().close(); }

std::shared_ptr<detail::Scope> IpcMain::Impl::newScope() {
  const auto report = [main = weak_from_this()](const std::exception_ptr& error) {
    if (const std::shared_ptr<Impl> alive = main.lock()) alive->reportUncaught(error);
  };
  return std::make_shared<detail::Scope>(owner_, report);
}

std::vector<WebContents> IpcMain::Impl::renderers() const {
  assertThread();
  std::vector<WebContents> connectedOnes;
  connectedOnes.reserve(senders_.size());
  for (const auto& [link, sender] : senders_) connectedOnes.emplace_back(sender);
  return connectedOnes;
}

void IpcMain::Impl::log(std::string_view text) const {
  const std::string line = detail::printable(text);  // TW-SEC-5
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
  sender->connect();
  senders_.emplace(link, sender);
  if (connected) guarded([&] { connected(WebContents(sender)); });
}

void IpcMain::Impl::onMessage(LinkId link, std::string_view channel,
                              const wire::EncodedArgs& args) {
  if (!mayUse(link, channel)) return;
  const std::shared_ptr<Sender>& sender = senderOf(link);
  const Listening listening = listenersFor(*sender, channel);
  if (!listening) return;
  std::shared_ptr<Sent> sent = takeSent(sender, channel);
  callListeners(listening, channel, sent->event, args);
  giveBack(std::move(sent));
}

void IpcMain::Impl::onSync(LinkId link, protocol::CallId id, std::string_view channel,
                           const wire::EncodedArgs& args) {
  if (!mayUse(link, channel)) return loop_.answer(link, id, {OutcomeKind::REFUSED, {}});
  const std::shared_ptr<Sender>& sender = senderOf(link);
  if (const Listening listening = listenersFor(*sender, channel)) {
    IpcMainEvent event(makeCall(sender, Kind::SYNC, id, channel));
    return callListeners(listening, channel, event, args);
  }
  if (isElectron()) {
    log(electron::noListenerWarning(static_cast<std::uint32_t>(link), channel));
  }
  loop_.answer(link, id, {OutcomeKind::NO_LISTENER, {}});
}

bool IpcMain::Impl::mayUse(LinkId link, std::string_view channel) {
  if (!options_.mayUse) return true;
  const std::shared_ptr<Sender> sender = senderOf(link);
  bool isAllowed = false;
  guarded([&] { isAllowed = options_.mayUse(WebContents(sender), channel); });
  if (!isAllowed) logRefusal(*sender, channel);
  return isAllowed;
}

void IpcMain::Impl::logRefusal(Sender& sender, std::string_view channel) const {
  auto& logged = sender.refusedChannels_;
  const std::string shown = detail::printable(channel, LOGGED_BYTES_MAX);
  if (logged.size() >= LOGGED_CHANNELS_MAX || !logged.insert(shown).second) return;
  log("Renderer " + std::to_string(static_cast<std::uint32_t>(sender.link())) +
      " may not use the channel '" + shown + "'.");
}

IpcMain::Impl::Listening IpcMain::Impl::listenersFor(const Sender& sender,
                                                     std::string_view channel) const {
  detail::Scope* own = sender.scopeIfAny();
  Listening found{own, own == nullptr ? nullptr : own->listenersOn(channel), nullptr};
  if (found.first == nullptr) found.all = scope_->listenersOn(channel);
  return found;
}

void IpcMain::Impl::callListeners(const Listening& listening, std::string_view channel,
                                  IpcMainEvent& event, const wire::EncodedArgs& encoded) {
  SpareArgs::Loan args(spareArgs_);
  wire::decodeArgs(encoded, args);
  // One that throws stops the rest (TW-SEND-5, TW-SYNC-15).
  guarded([&] {
    if (listening.all != nullptr) return scope_->call(listening.all, channel, event, args);
    listening.own->call(listening.first, channel, event, args);  // TW-EMIT-7
    if (const auto all = scope_->listenersOn(channel)) scope_->call(all, channel, event, args);
  });
}

/// Messages are many, and mostly nobody keeps their event.
std::shared_ptr<IpcMain::Impl::Sent> IpcMain::Impl::takeSent(
    const std::shared_ptr<Sender>& sender, std::string_view channel) {
  const bool isSpare = spareSent_ != nullptr && spareSent_->call->sender() == sender;
  if (!isSpare) return wire::makeRecycled<Sent>(makeCall(sender, Kind::SEND, {}, channel));
  spareSent_->call->renew(channel, ++lastCall_);
  return std::move(spareSent_);
}

void IpcMain::Impl::giveBack(std::shared_ptr<Sent> sent) {
  constexpr long OURS = 2;
  const bool isAsMade = sent->event.sender == sent->sender && sent->call.use_count() == OURS;
  if (wire::RECYCLES && isAsMade && !sent->sender.isDestroyed()) spareSent_ = std::move(sent);
}

/// The renderer's own, else that of all (TW-EMIT-9).
std::optional<detail::Scope::SharedHandler> IpcMain::Impl::takeHandler(LinkId link,
                                                                       std::string_view channel) {
  if (detail::Scope* own = senderOf(link)->scopeIfAny()) {
    if (auto handler = own->takeHandler(channel)) return handler;
  }
  return scope_->takeHandler(channel);
}

void IpcMain::Impl::onInvoke(LinkId link, protocol::CallId id, std::string_view channel,
                             const wire::EncodedArgs& encoded) {
  if (!mayUse(link, channel)) return loop_.answer(link, id, {OutcomeKind::REFUSED, {}});
  const auto handler = takeHandler(link, channel);
  if (!handler) {
    const Outcome outcome = Outcome::of(OutcomeKind::NO_HANDLER);
    if (isElectron()) log(electron::handlerFailure(channel, outcome));
    return loop_.answer(link, id, wire::encodeOutcome(outcome));
  }
  const std::shared_ptr<MainCall> call = makeCall(senderOf(link), Kind::INVOKE, id, channel);
  try {
    IpcMainInvokeEvent event(call);
    SpareArgs::Loan args(spareArgs_);
    wire::decodeArgs(encoded, args);
    const Result result = (**handler)(event, args);
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
  if (spareSent_ != nullptr && spareSent_->call->sender() == sender) spareSent_ = nullptr;
  sender->disconnect();
  if (disconnected) guarded([&] { disconnected(WebContents(sender), closed.text); });
}

const std::shared_ptr<Sender>& IpcMain::Impl::senderOf(LinkId link) { return senders_.at(link); }

std::shared_ptr<MainCall> IpcMain::Impl::makeCall(std::shared_ptr<Sender> sender, Kind kind,
                                                  protocol::CallId id, std::string_view channel) {
  return wire::makeRecycled<MainCall>(weak_from_this(), std::move(sender), kind, id,
                                      std::string(channel), ++lastCall_);
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
