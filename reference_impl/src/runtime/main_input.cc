// MainLoop's half that takes in what comes: renderers, and what they write.
#include <array>
#include <new>
#include <utility>

#include "runtime/main_loop.h"

namespace triwire::runtime {

using protocol::MainActions;
using transport::Link;

namespace {

constexpr std::size_t READY_MAX = 64;

}  // namespace

/// False if there was nothing to do.
bool MainLoop::serveReady(int milliseconds) {
  std::array<transport::Poller::Ready, READY_MAX> all;
  const std::span<transport::Poller::Ready> ready = poller_.wait(all, milliseconds);
  for (const transport::Poller::Ready& each : ready) {
    if (each.key == WAKER) {
      waker_.reset();
    } else if (each.key == CLOCK) {
      // `tellRoom` looks whose deadline has come.
    } else if (each.key == CONTROL) {
      serveWatchers();
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

void MainLoop::accept(transport::Listener& listener) {
  while (std::optional<transport::OwnedFd> socket = listener.accept()) adopt(std::move(*socket));
}

void MainLoop::serve(Peer& peer, const transport::Poller::Ready& ready) {
  if (ready.writable) write(peer);
  if (peer.link.hasMemory() && ready.readable) peer.link.bytes().onSocketReadable();
  if (ready.readable || peer.link.isBroken()) readLink(peer);
}

void MainLoop::readLink(Peer& peer) { takeIn(peer, peer.link.receive()); }

/// Without memory for what came, the link is given up, and the other renderers go on.
void MainLoop::takeIn(Peer& peer, Link::Read read) {
  Actions actions(spare_);
  try {
    takeIn(peer, read, actions);
  } catch (const std::bad_alloc&) {
    peer.isReading = false;
    if (peer.isClosed) throw;
    actions->clear();
    peer.connection.onDisconnect(actions);
    perform(peer, actions);
  }
}

void MainLoop::takeIn(Peer& peer, Link::Read read, MainActions& actions) {
  if (read == Link::Read::BYTES) heat(peer.id);
  peer.isReading = true;
  while (!peer.isClosed) {
    if (!tellPlain(peer)) {
      auto next = peer.link.next();
      if (std::holds_alternative<wire::NeedMore>(next)) break;
      if (auto* failure = std::get_if<wire::Failure>(&next)) {
        peer.connection.onMalformed(failure->reason, std::move(failure->text), actions);
      } else {
        peer.connection.onFrame(std::move(std::get<protocol::Frame>(next)), actions);
      }
      if (peer.gathering.isOverdue()) write(peer);
      perform(peer, actions);
    }
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

/// Most of what comes is plain, and the machine only wants to be asked: it is told from where it was read.
/// False if the next frame is something else.
bool MainLoop::tellPlain(Peer& peer) {
  const std::optional<wire::PlainView> frame = peer.link.peek();
  if (!frame) return false;
  using protocol::CallKind;
  using protocol::FrameKind;
  const bool isMessage = frame->kind == FrameKind::MESSAGE;
  const CallKind call = frame->kind == FrameKind::SYNC ? CallKind::SYNC : CallKind::INVOKE;
  if (isMessage ? !peer.connection.passes(frame->channel)
                : !peer.connection.takes(call, frame->id, frame->channel)) {
    return false;
  }
  peer.link.dropPeeked();
  if (peer.gathering.isOverdue()) write(peer);
  const wire::EncodedArgs args(frame->args);
  if (isMessage) {
    application_.onMessage(peer.id, frame->channel, args);
  } else if (call == CallKind::SYNC) {
    peer.blocking = frame->id;
    application_.onSync(peer.id, frame->id, frame->channel, args);
  } else {
    application_.onInvoke(peer.id, frame->id, frame->channel, args);
  }
  return true;
}

}  // namespace triwire::runtime
