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

bool MainLoop::poll() {
  for (const LinkId id : hot_) {
    Peer* peer = find(id);
    if (peer != nullptr && peer->link.hasMemory()) peer->link.bytes().memory().wake();
  }
  return polling_.poll([&, isMemory = hasMemoryOnly()] { return look(isMemory); });
}

/// Of the links that were busy last, all have memory.
bool MainLoop::hasMemoryOnly() const {
  return std::all_of(hot_.begin(), hot_.end(), [&](LinkId id) {
    const Peer* peer = find(id);
    return peer == nullptr || peer->link.hasMemory();
  });
}

/// Looks at the links that were busy last; less often, at all. False if there is nothing.
bool MainLoop::look(bool isMemory) {
  if (++looks_ % (isMemory ? ALL_EVERY_MEMORY : ALL_EVERY) == 0) return serveReady(0);
  bool isFound = false;
  for (std::size_t i = 0; i < hot_.size(); ++i) isFound = look(hot_[i]) || isFound;
  return isFound;
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
    rest();
    hot_.erase(hot_.begin());
  }
  hot_.push_back(id);
}

/// False if there is something to read.
bool MainLoop::sleepOnBells() {
  bool isQuiet = true;
  for (const LinkId id : hot_) {
    Peer* peer = find(id);
    if (peer == nullptr || !peer->link.hasMemory()) continue;
    isQuiet = peer->link.bytes().memory().sleep() && isQuiet;
  }
  return isQuiet;
}

void MainLoop::rest() {
  for (const LinkId id : hot_) {
    Peer* peer = find(id);
    if (peer != nullptr && peer->link.hasMemory()) peer->link.bytes().memory().sleepOrRing();
  }
}

/// The renderer has written, or made room.
void MainLoop::onBell(Peer& peer) {
  heat(peer.id);  // Who rang has taken the flag down: it is put up again when main sleeps or rests.
  write(peer);
  readLink(peer);
}

}  // namespace triwire::runtime
