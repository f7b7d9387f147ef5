#include "runtime/main_loop.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace triwire::runtime {

using protocol::MainActions;
using protocol::OutcomeKind;

namespace {

constexpr int CLOSE_MS_MAX = 1'000;

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
      clock_(std::move(options_.clock)),
      isTapped_(isTraced()) {
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
  if (isTapped_) tapIfTraced(*peer);
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
  perform(*peer, actions);
  afterAnswer(*peer, id);
}

void MainLoop::answer(LinkId link, protocol::CallId id, const wire::PlainDraft& value) {
  Peer* peer = find(link);
  if (peer == nullptr) return;
  const std::uint64_t bytes = value.payloadBytes();
  if (!hasRoomFor(*peer, bytes) || !peer->connection.concludes(id, {nullptr, bytes})) {
    return answer(link, id, {OutcomeKind::VALUE, value.payload()});
  }
  peer->link.sendReturn(id, value);
  afterOutput(*peer);
  afterAnswer(*peer, id);
}

/// Whoever blocks is not kept waiting.
void MainLoop::afterAnswer(Peer& peer, protocol::CallId id) {
  if (peer.blocking != id) return;
  if (!peer.isClosed) write(peer);
  if (!roomWaits_.empty() && !isDispatching_) wake();
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
  const struct Done {
    bool& flag;
    ~Done() { flag = false; }
  } done{isDispatching_};

  writeUnsent();
  const bool mayPoll = milliseconds != 0 && !hot_.empty();
  if (!mayPoll || !poll()) {
    if (sleepOnBells() || milliseconds == 0) {
      hot_.clear();
      serveReady(milliseconds);
    } else {
      look(hasMemoryOnly());
    }
  }
  tellRoom();
  writeUnsent();
  if (milliseconds == 0) rest();
  gone_.clear();
}

void MainLoop::close() {
  for (const auto& listener : listeners_) poller_.remove(listener->fd());
  listeners_.clear();

  std::vector<std::uint32_t> ids;
  ids.reserve(peers_.size());
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
  closeControlSocket();
  tellRoom();
  if (!isDispatching_) gone_.clear();
}

MainLoop::Peer* MainLoop::find(LinkId id) const {
  const auto found = peers_.find(number(id));
  return found == peers_.end() ? nullptr : found->second.get();
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
  writing_.swap(unsent_);
  for (const LinkId id : writing_) {
    Peer* peer = find(id);
    if (peer == nullptr) continue;
    peer->isUnsent = false;
    write(*peer);
  }
  writing_.clear();
}

void MainLoop::write(Peer& peer) {
  if (peer.link.outgoingBytes() == 0 && !peer.isWatchingWritable && !peer.link.isBroken()) return;
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
    poller_.addBell(peer.link.bytes().memory().bell(), BELLS | number(peer.id));
  }
}

void MainLoop::on(Peer& peer, protocol::CloseLink&) {
  if (peer.isClosed) return;
  gone_.reserve(gone_.size() + 1);
  peer.isClosed = true;
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
  if (watchers_) watchers_->onEnded(number(peer.id));
  application_.onDisconnected(peer.id, action);
}

}  // namespace triwire::runtime
