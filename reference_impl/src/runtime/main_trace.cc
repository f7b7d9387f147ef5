// MainLoop's half that lets others look on: the application's hook, and the control socket.
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "runtime/main_loop.h"

namespace triwire::runtime {

namespace {

std::uint32_t processAt(int socket) {
  ucred peer{};
  socklen_t length = sizeof peer;
  const bool isKnown = ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0;
  return isKnown && peer.pid > 0 ? static_cast<std::uint32_t>(peer.pid) : 0;
}

}  // namespace

void MainLoop::openControlSocket(const std::string& address) {
  watchers_ = std::make_unique<Watchers>(address, [this] { return listLinks(); });
  poller_.add(watchers_->fd(), CONTROL);
}

void MainLoop::closeControlSocket() {
  if (!watchers_) return;
  watchers_->serve();  // What it still takes.
  poller_.remove(watchers_->fd());
  watchers_.reset();
  tapAll();
}

void MainLoop::serveWatchers() {
  if (!watchers_) return;  // Closed by who was ready before it.
  watchers_->serve();
  if (isTraced() != isTapped_) tapAll();
}

bool MainLoop::isTraced() const {
  return options_.onFrame || (watchers_ && watchers_->wantFrames());
}

/// While nobody looks on a link has no tap, and costs what it would without all this.
void MainLoop::tapAll() {
  isTapped_ = isTraced();
  for (const auto& [id, peer] : peers_) tapIfTraced(*peer);
}

void MainLoop::tapIfTraced(Peer& peer) {
  if (!isTapped_) return peer.link.setTap(options_.tap);
  const auto tap = [this, link = peer.id](bool fromMain, const FrameTap::Function& next) {
    return [this, link, fromMain, next](protocol::Frame frame, std::vector<protocol::Frame>& through) {
      trace(link, fromMain, frame);
      if (next) return next(std::move(frame), through);
      through.push_back(std::move(frame));
    };
  };
  peer.link.setTap({tap(true, options_.tap.outgoing), tap(false, options_.tap.incoming)});
}

void MainLoop::trace(LinkId link, bool fromMain, const protocol::Frame& frame) {
  if (options_.onFrame) options_.onFrame(link, fromMain, frame);
  if (watchers_) watchers_->onFrame({number(link), fromMain, frame});
}

std::vector<wire::TracedLink> MainLoop::listLinks() {
  std::vector<wire::TracedLink> links;
  for (const auto& [id, peer] : peers_) {
    FrameLink& link = peer->link;
    links.push_back({id, processAt(link.fd()), peer->connection.state(), link.hasMemory(),
                     peer->connection.liveCalls(), link.outgoingBytes(), link.outgoingFrames(),
                     link.bytesSent(), link.bytesReceived()});
  }
  std::sort(links.begin(), links.end(), [](const auto& one, const auto& other) {
    return one.rendererId < other.rendererId;
  });
  return links;
}

}  // namespace triwire::runtime
