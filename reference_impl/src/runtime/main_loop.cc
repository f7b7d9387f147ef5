#include "runtime/main_loop.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace triwire::runtime {

using protocol::MainActions;
using protocol::OutcomeKind;
using transport::Link;

namespace {

constexpr int CLOSE_MS_MAX = 1'000;
constexpr std::size_t READY_MAX = 64;
constexpr std::size_t HOT_MAX = 4;
constexpr unsigned ALL_EVERY = 4;           // Looks, of those that poll: a system call each.
constexpr unsigned ALL_EVERY_MEMORY = 256;  // And where the others are none.

// What a ready descriptor is: the waker, a listener by its place, or a link by its id.
constexpr std::uint64_t WAKER = 0;
constexpr std::uint64_t FIRST_LISTENER = 1;
constexpr std::uint64_t LINKS = std::uint64_t{1} << 32U;

constexpr std::uint64_t BELLS = std::uint64_t{1} << 33U;  // Of links with shared memory.

constexpr std::uint32_t number(LinkId id) { return static_cast<std::uint32_t>(id); }

protocol::Features featuresOf(const MainLoop::Options& options) {
  if (options.settings.sharedMemory == SharedMemory::NEVER) return {};
  return {std::string(protocol::SHARED_MEMORY)};
}

}  // namespace

MainLoop::Peer::Peer(transport::OwnedFd socket, LinkId linkId, const Options& options,
                     std::shared_ptr<wire::ReadSpace> space)
    : id(linkId),
      link(std::move(socket), options.limits.frameBytesMax, options.tap, std::move(space)),
      connection({options.limits, options.implementation, number(linkId), featuresOf(options)}),
      gathering(options.settings.gather) {}

MainLoop::MainLoop(Options options, Application& application)
    : options_(std::move(options)),
      application_(application),
      polling_(options_.settings.pollMax),
      clock_(std::move(options_.clock)) {
  poller_.add(waker_.fd(), WAKER);
}

MainLoop::~MainLoop() = default;

void MainLoop::listen(const std::string& address) {
  listeners_.push_back(std::make_unique<transport::Listener>(address));
  poller_.add(listeners_.back()->fd(), FIRST_LISTENER + listeners_.size() - 1);
}

void MainLoop::listenOn(transport::OwnedFd socket) {
  listeners_.push_back(std::make_unique<transport::Listener>(std::move(socket)));
  poller_.add(listeners_.back()->fd(), FIRST_LISTENER + listeners_.size() - 1);
}

void MainLoop::adopt(transport::OwnedFd socket) {
  const LinkId id{++lastId_};
  auto peer = std::make_unique<Peer>(std::move(socket), id, options_, space_);
  poller_.add(peer->link.fd(), LINKS | number(id));
  peers_.emplace(number(id), std::move(peer));
}

void MainLoop::answer(LinkId link, protocol::CallId id, protocol::Outcome outcome) {
  Peer* peer = find(link);
  if (peer == nullptr) return;
  // One without content comes through: it says that there is no room.
  if (outcome.payload.bytes > 0 && !hasRoomFor(*peer, outcome.payload.bytes)) {
    outcome = {OutcomeKind::OVERLOADED, {}};
  }
  Actions actions(spare_);
  peer->connection.answer(id, std::move(outcome), actions);
  const bool isAwaited = peer->blocking == id;
  perform(*peer, actions);
  if (isAwaited && !peer->isClosed) write(*peer);
  if (isAwaited && !roomWaits_.empty() && !isDispatching_) wake();
}

bool MainLoop::hasRoomFor(Peer& peer, std::uint64_t bytes) {
  const auto fits = [&] {
    return peer.link.outgoingBytes() + bytes <= options_.outgoingBytesMax &&
           peer.link.outgoingFrames() < options_.outgoingMessagesMax;
  };
  if (fits()) return true;
  write(peer);  // What was gathered has perhaps not been tried.
  return fits();
}

bool MainLoop::isLive(LinkId link, protocol::CallId id) const {
  const Peer* peer = find(link);
  return peer != nullptr && peer->connection.isLive(id);
}

OutcomeKind MainLoop::sendEvent(LinkId link, std::string channel, protocol::Payload args) {
  Peer* peer = find(link);
  if (peer == nullptr) return OutcomeKind::DISCONNECTED;
  if (!hasRoomFor(*peer, channel.size() + args.bytes)) return OutcomeKind::OVERLOADED;
  Actions actions(spare_);
  const OutcomeKind outcome =
      peer->connection.sendEvent(std::move(channel), std::move(args), actions);
  perform(*peer, actions);
  return outcome;
}

void MainLoop::dispatch(int milliseconds) {
  if (isDispatching_) throw std::logic_error("dispatch() inside a listener or a handler");
  isDispatching_ = true;
  struct Done {
    bool& flag;
    ~Done() { flag = false; }
  } done{isDispatching_};

  writeUnsent();
  const bool mayPoll = milliseconds != 0 && !hot_.empty();
  if (!mayPoll || !poll()) {
    sleepOnBells();
    hot_.clear();
    serveReady(milliseconds);
  }
  tellRoom();
  writeUnsent();
  sleepOnBells();
  gone_.clear();
}

/// Looks at the links that were busy last; less often, at all.
bool MainLoop::poll() {
  bool isMemory = true;
  for (const LinkId id : hot_) {
    Peer* peer = find(id);
    if (peer == nullptr) continue;
    if (peer->link.hasMemory()) peer->link.bytes().memory().wake();
    isMemory = isMemory && peer->link.hasMemory();
  }
  return polling_.poll([&] {
    if (++looks_ % (isMemory ? ALL_EVERY_MEMORY : ALL_EVERY) == 0) return serveReady(0);
    bool isFound = false;
    for (std::size_t i = 0; i < hot_.size(); ++i) isFound = look(hot_[i]) || isFound;
    return isFound;
  });
}

/// False if there is nothing.
bool MainLoop::look(LinkId id) {
  Peer* peer = find(id);
  if (peer == nullptr) return false;
  if (peer->link.hasMemory() && peer->link.outgoingBytes() > 0) write(*peer);
  const Link::Read read = peer->link.receive();
  if (read == Link::Read::NOTHING) return false;
  takeIn(*peer, read);
  return true;
}

void MainLoop::heat(LinkId id) {
  if (std::find(hot_.begin(), hot_.end(), id) != hot_.end()) return;
  if (hot_.size() == HOT_MAX) {
    sleepOnBells();
    hot_.erase(hot_.begin());
  }
  hot_.push_back(id);
}

void MainLoop::sleepOnBells() {
  for (const LinkId id : hot_) {
    Peer* peer = find(id);
    if (peer != nullptr && peer->link.hasMemory()) peer->link.bytes().memory().sleep();
  }
}

/// The renderer has written, or made room.
void MainLoop::onBell(Peer& peer) {
  peer.link.bytes().memory().silence();
  heat(peer.id);  // Who rang has taken the flag down: it is put up again when this dispatch ends.
  write(peer);
  readLink(peer);
}

/// False if there was nothing to do.
bool MainLoop::serveReady(int milliseconds) {
  std::array<transport::Poller::Ready, READY_MAX> all;
  const std::span<transport::Poller::Ready> ready = poller_.wait(all, milliseconds);
  for (const transport::Poller::Ready& each : ready) {
    if (each.key == WAKER) {
      waker_.reset();
    } else if (each.key == CLOCK) {
      // `tellRoom` looks whose deadline has come.
    } else if (each.key >= BELLS) {
      if (Peer* peer = find(LinkId{static_cast<std::uint32_t>(each.key)})) onBell(*peer);
    } else if (each.key >= LINKS) {
      // It may have been closed on behalf of another that was ready before it.
      if (Peer* peer = find(LinkId{static_cast<std::uint32_t>(each.key)})) serve(*peer, each);
    } else if (each.key - FIRST_LISTENER < listeners_.size()) {
      accept(*listeners_[each.key - FIRST_LISTENER]);
    }
  }
  return !ready.empty();
}

void MainLoop::close() {
  for (const auto& listener : listeners_) poller_.remove(listener->fd());
  listeners_.clear();

  std::vector<std::uint32_t> ids;
  for (const auto& [id, peer] : peers_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(CLOSE_MS_MAX);
  for (const std::uint32_t id : ids) {
    Peer* peer = find(LinkId{id});
    if (peer == nullptr) continue;
    drainMs_ = transport::millisecondsUntil(deadline);
    Actions actions(spare_);
    peer->connection.close(protocol::CloseReason::GOING_AWAY, "main closes", actions);
    perform(*peer, actions);
  }
  drainMs_ = 0;
  tellRoom();
  if (!isDispatching_) gone_.clear();
}

MainLoop::Peer* MainLoop::find(LinkId id) const {
  const auto found = peers_.find(number(id));
  return found == peers_.end() ? nullptr : found->second.get();
}

void MainLoop::accept(transport::Listener& listener) {
  while (std::optional<transport::OwnedFd> socket = listener.accept()) adopt(std::move(*socket));
}

void MainLoop::serve(Peer& peer, const transport::Poller::Ready& ready) {
  if (ready.writable) write(peer);
  if (peer.link.hasMemory() && ready.readable) peer.link.bytes().onSocketReadable();
  if (ready.readable || peer.link.isBroken()) readLink(peer);
}

void MainLoop::readLink(Peer& peer) { takeIn(peer, peer.link.receive()); }

void MainLoop::takeIn(Peer& peer, Link::Read read) {
  if (read == Link::Read::BYTES) heat(peer.id);
  peer.isReading = true;
  Actions actions(spare_);
  while (!peer.isClosed) {
    auto next = peer.link.next();
    if (std::holds_alternative<wire::NeedMore>(next)) break;
    if (auto* failure = std::get_if<wire::Failure>(&next)) {
      peer.connection.onMalformed(failure->reason, std::move(failure->text), actions);
    } else {
      peer.connection.onFrame(std::move(std::get<protocol::Frame>(next)), actions);
    }
    if (peer.gathering.isOverdue()) write(peer);
    perform(peer, actions);
    // Answers without content, which nothing else bounds: it calls and calls, and reads nothing.
    if (peer.link.outgoingBytes() <= options_.outgoingBytesMax + protocol::OUTGOING_RESERVE_BYTES) {
      continue;
    }
    peer.connection.close(protocol::CloseReason::LIMIT_EXCEEDED, "too many answers are left unread",
                          actions);
    perform(peer, actions);
  }
  peer.isReading = false;
  if (!peer.isClosed) write(peer);
  if (peer.isClosed || read != Link::Read::END) return;
  peer.connection.onDisconnect(actions);
  perform(peer, actions);
}

void MainLoop::perform(Peer& peer, MainActions& actions) {
  for (protocol::MainAction& action : actions) {
    std::visit([&](auto& each) { on(peer, each); }, action);
  }
  actions.clear();
  afterOutput(peer);
}

void MainLoop::afterOutput(Peer& peer) {
  if (peer.isClosed) return;
  if (!peer.gathering.waits(peer.link.outgoingBytes(), peer.isReading)) return write(peer);
  if (peer.isReading || std::exchange(peer.isUnsent, true)) return;
  unsent_.push_back(peer.id);
  if (!isDispatching_) wake();
}

void MainLoop::writeUnsent() {
  for (const LinkId id : std::exchange(unsent_, {})) {
    Peer* peer = find(id);
    if (peer == nullptr) continue;
    peer->isUnsent = false;
    write(*peer);
  }
}

void MainLoop::write(Peer& peer) {
  const bool waits = !peer.link.flush() && !peer.link.hasMemory();
  peer.gathering.onWritten();
  if (std::exchange(peer.isWatchingWritable, waits) != waits || peer.link.isBroken()) {
    // A broken link may have something to read, and nothing else that would wake us.
    const bool watch = waits || peer.link.isBroken();
    poller_.watchWritable(peer.link.fd(), LINKS | number(peer.id), watch);
  }
}

void MainLoop::on(Peer& peer, protocol::SendFrame& action) {
  const auto* welcome = std::get_if<protocol::Welcome>(&action.frame);
  const bool shares =
      welcome != nullptr && protocol::hasFeature(welcome->features, protocol::SHARED_MEMORY);
  peer.link.send(std::move(action.frame));
  if (!shares) return;
  peer.link.bytes().shareMemory();
  if (peer.link.hasMemory()) {
    poller_.add(peer.link.bytes().memory().bell(), BELLS | number(peer.id));
  }
}

void MainLoop::on(Peer& peer, protocol::CloseLink&) {
  if (std::exchange(peer.isClosed, true)) return;
  if (drainMs_ > 0) {
    peer.link.drain(drainMs_);
  } else {
    peer.link.flush();
  }
  poller_.remove(peer.link.fd());
  if (peer.link.hasMemory()) poller_.remove(peer.link.bytes().memory().bell());
  const auto found = peers_.find(number(peer.id));
  gone_.push_back(std::move(found->second));
  peers_.erase(found);
}

void MainLoop::on(Peer& peer, protocol::Connected&) { application_.onConnected(peer.id); }

void MainLoop::on(Peer& peer, protocol::DispatchMessage& action) {
  application_.onMessage(peer.id, action.channel, action.args);
}

void MainLoop::on(Peer& peer, protocol::DispatchSync& action) {
  peer.blocking = action.id;
  application_.onSync(peer.id, action.id, action.channel, action.args);
}

void MainLoop::on(Peer& peer, protocol::DispatchInvoke& action) {
  application_.onInvoke(peer.id, action.id, action.channel, action.args);
}

void MainLoop::on(Peer& peer, protocol::CancelCall& action) {
  application_.onCancelled(peer.id, action.id);
}

void MainLoop::on(Peer& peer, protocol::AbandonCall& action) {
  application_.onCancelled(peer.id, action.id);
}

void MainLoop::on(Peer& peer, protocol::Closed& action) {
  application_.onDisconnected(peer.id, action);
}

}  // namespace triwire::runtime
