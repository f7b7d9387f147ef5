#include "peer/peers.h"

#include <stdexcept>
#include <utility>

#include <capnp/serialize.h>
#include <kj/exception.h>

#include "peer/damage.h"
#include "peer/frame_json.h"

namespace triwire::conformance {
namespace {

using Kind = file::PeerEvent::Kind;

// Every frame that the subject may send: it announces no limits here.
capnp::ReaderOptions readerOptions() {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = std::uint64_t{1} << 28U;
  return options;
}

}  // namespace

std::string Peers::listen() {
  listener_.emplace();
  return listener_->address();
}

void Peers::connect(Actor peer, const std::string& address) {
  at(peer) = End{.link = Link::connectedTo(address), .seq = at(peer).seq, .batches = {}, .calls = {}};
  say(peer, Kind::LINKED, "renderer");
}

void Peers::accept() {
  for (unsigned k = 0; listener_ && k < PEERS_MAX; ++k) {
    if (ends_.at(k).link) continue;
    kj::AutoCloseFd socket = listener_->accept();
    if (socket.get() < 0) return;
    ends_.at(k).link.emplace(kj::mv(socket));
    say(conformance::peer(k), Kind::LINKED, "main");
  }
}

void Peers::write(Actor peer, file::Stimulus::Write::Reader write) {
  Link& link = linkOf(peer);
  End& end = at(peer);
  std::string bytes;
  std::vector<Told> batch;
  const auto frames = write.getFrames();
  for (unsigned i = 0; i < frames.size(); ++i) {
    const bool last = i + 1 == frames.size();
    const file::Misdeed misdeed = last ? write.getMisdeed() : file::Misdeed::NONE;
    capnp::MallocMessageBuilder message;
    auto frame = message.initRoot<schema::Frame>();
    readFrame(frames[i], frame);
    if (frame.isReturn() && frame.getReturn().getId() == 0)
      frame.getReturn().setId(end.calls[write.getAnswers().cStr()]);

    Told& told = batch.emplace_back(std::make_unique<capnp::MallocMessageBuilder>());
    auto event = told->initRoot<file::PeerEvent>();
    tell(frame, event);
    event.setMisdeed(std::string(nameOf(misdeed)));
    event.setBreaks(std::string(breaksWhat(misdeed)));
    const std::string own = damagedBytes(misdeed, frame);
    event.setBytes(static_cast<std::uint32_t>(own.size()));
    bytes += own;
  }
  end.batches.push_back(std::move(batch));
  link.write(std::move(bytes), end.batches.size() - 1,
             write.getMisdeed() == file::Misdeed::ONE_BYTE);
  pump();
}

void Peers::deafen(Actor peer) {
  linkOf(peer).deafen();
  say(peer, Kind::DID, "deafen");
}

void Peers::finish(Actor peer) {
  linkOf(peer).finish();
  say(peer, Kind::DID, "finish");
  pump();
}

void Peers::drop(Actor peer) {
  linkOf(peer).drop();
  say(peer, Kind::DID, "drop");
}

void Peers::dropAll() {
  listener_.reset();
  for (End& end : ends_)
    if (end.link) end.link->drop();
}

std::vector<pollfd> Peers::waiting() const {
  std::vector<pollfd> out;
  for (const End& end : ends_)
    if (end.link && end.link->wanted() != 0) out.push_back({end.link->fd(), end.link->wanted(), 0});
  if (listener_) out.push_back({listener_->fd(), POLLIN, 0});
  return out;
}

void Peers::pump() {
  if (listener_) accept();
  for (unsigned k = 0; k < PEERS_MAX; ++k) {
    const Actor peer = conformance::peer(k);
    if (!ends_.at(k).link) continue;
    ends_.at(k).link->pump({.onWritten =
                                [&, peer](std::size_t batch) {
                                  for (const Told& told : at(peer).batches.at(batch))
                                    say(peer, told->getRoot<file::PeerEvent>(), Kind::WROTE);
                                },
                            .onFrame = [&, peer](const std::string& frame) { hear(peer, frame); },
                            .onNoFrame = [&, peer] { say(peer, Kind::READ); },
                            .onEnd = [&, peer] { say(peer, Kind::UNLINKED); }});
  }
}

Link& Peers::linkOf(Actor peer) {
  if (!at(peer).link) throw std::runtime_error(name(peer) + " has no link");
  return *at(peer).link;
}

void Peers::hear(Actor peer, const std::string& bytes) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<file::PeerEvent>();
  try {
    kj::ArrayInputStream stream(
        kj::arrayPtr(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
    capnp::InputStreamMessageReader reader(stream, readerOptions());
    const auto frame = reader.getRoot<schema::Frame>();
    tell(frame, event);
    if (frame.isInvoke() || frame.isSync())
      at(peer).calls[event.getMessage().cStr()] = event.getId();
  } catch (const kj::Exception&) {
    event.setFrame("");  // Said as what it is: no frame.
  }
  say(peer, event, Kind::READ);
}

void Peers::say(Actor peer, Kind kind, const char* what) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<file::PeerEvent>();
  event.setWhat(what);
  say(peer, event, kind);
}

void Peers::say(Actor peer, file::PeerEvent::Builder event, Kind kind) {
  event.setPeer(name(peer));
  event.setSeq(++at(peer).seq);
  event.setEvent(kind);
  tell_(event.asReader());
}

}  // namespace triwire::conformance
