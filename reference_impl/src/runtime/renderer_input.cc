// RendererLoop's half that takes in what comes: from main, from the clock, from other threads.
#include <array>
#include <new>
#include <utility>

#include "runtime/renderer_loop.h"

namespace triwire::runtime {

using protocol::RendererActions;
using transport::Link;

/// False if there was nothing to do.
bool RendererLoop::serveReady(transport::Poller& poller, int milliseconds) {
  std::array<transport::Poller::Ready, 4> all;
  const std::span<transport::Poller::Ready> ready = poller.wait(all, milliseconds);
  for (const transport::Poller::Ready& each : ready) {
    switch (static_cast<Source>(each.key)) {
      case Source::LINK:
        onSocket(each.readable, each.writable);
        break;
      case Source::BELL:
        onBell();
        break;
      case Source::CLOCK:
        onTime();
        break;
      case Source::WAKER:
        waker_.reset();
        isWoken_ = false;
        break;
    }
  }
  return !ready.empty();
}

/// Main has written, or made room.
void RendererLoop::onBell() {
  if (!link_) return;
  write();
  readLink();
}

void RendererLoop::onSocket(bool readable, bool writable) {
  if (writable) write();
  if (!readable) return;
  if (link_ && link_->hasMemory()) link_->bytes().onSocketReadable();
  readLink();
}

/// False if there is nothing.
bool RendererLoop::lookAtLink() {
  if (link_ && link_->hasMemory() && link_->outgoingBytes() > 0) write();
  const Link::Read read = link_ ? link_->receive() : Link::Read::NOTHING;
  if (read == Link::Read::NOTHING) return false;
  takeIn(read);
  return true;
}

void RendererLoop::readLink() {
  if (link_) takeIn(link_->receive());
}

/// Without memory for what came, the link is given up: whoever waits in a `sendSync` comes back.
void RendererLoop::takeIn(Link::Read read) {
  Actions actions(spare_);
  try {
    takeIn(read, actions);
  } catch (const std::bad_alloc&) {
    actions->clear();
    connection_.onDisconnect(actions);
    finishInput(actions);
  }
}

void RendererLoop::takeIn(Link::Read read, RendererActions& actions) {
  isHot_ = true;
  while (link_) {
    auto next = link_->next();
    if (std::holds_alternative<wire::NeedMore>(next)) break;
    if (auto* failure = std::get_if<wire::Failure>(&next)) {
      connection_.onMalformed(failure->reason, std::move(failure->text), actions);
    } else {
      connection_.onFrame(std::move(std::get<protocol::Frame>(next)), actions);
    }
    perform(actions);
  }
  if (link_ && read == Link::Read::END) connection_.onDisconnect(actions);
  finishInput(actions);
}

void RendererLoop::onTime() {
  Actions actions(spare_);
  connection_.onTime(now(), actions);
  finishInput(actions);
}

void RendererLoop::finishInput(RendererActions& actions) {
  if (!waitingFor_) connection_.turn(actions);
  perform(actions);
}

}  // namespace triwire::runtime
