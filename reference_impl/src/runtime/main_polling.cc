// MainLoop's half that looks by itself at the links that are busy.
#include <algorithm>

#include "runtime/main_loop.h"

namespace triwire::runtime {

using transport::Link;

namespace {

constexpr std::size_t HOT_MAX = 4;
constexpr unsigned ALL_EVERY = 4;           // Looks, of those that poll: a system call each.
constexpr unsigned ALL_EVERY_MEMORY = 256;  // And where the others are none.

}  // namespace

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

}  // namespace triwire::runtime
