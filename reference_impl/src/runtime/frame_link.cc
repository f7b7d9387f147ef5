#include "runtime/frame_link.h"

#include <string>
#include <utility>

namespace triwire::runtime {

using protocol::Frame;
using transport::Link;

namespace {

struct OutgoingSink : wire::FrameSink {
  explicit OutgoingSink(transport::Outgoing& outgoing) : into(outgoing) {}
  wire::Bytes& bytes() override { return into.bytes(); }
  void refer(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) override {
    into.append(bytes, std::move(owner));
  }
  transport::Outgoing& into;
};

}  // namespace

FrameLink::FrameLink(transport::OwnedFd socket, std::uint32_t frameBytesMax, FrameTap tap,
                     std::shared_ptr<wire::ReadSpace> space)
    : link_(std::move(socket)), reader_(frameBytesMax, std::move(space)), tap_(std::move(tap)) {}

void FrameLink::send(Frame&& frame) {
  if (link_.isBroken()) return;
  if (!tap_.outgoing) return append(frame);
  std::vector<Frame> through;
  tap_.outgoing(std::move(frame), through);
  for (const Frame& each : through) append(each);
}

template <class Append>
void FrameLink::appendPlain(const Append& append) {
  if (link_.isBroken()) return;
  const std::size_t before = link_.outgoingBytes();
  append(link_.outgoing().bytes());
  noteEnd(before);
}

void FrameLink::sendMessage(const wire::PlainDraft& message) {
  if (tap_.outgoing) {
    return send(protocol::Message{std::string(message.channel()), message.payload()});
  }
  appendPlain([&](wire::Bytes& outgoing) { message.appendMessage(outgoing); });
}

void FrameLink::sendCall(protocol::CallKind kind, protocol::CallId id,
                         const wire::PlainDraft& call) {
  if (tap_.outgoing) {
    std::string channel(call.channel());
    if (kind == protocol::CallKind::SYNC) {
      return send(protocol::SyncCall{id, std::move(channel), call.payload()});
    }
    return send(protocol::InvokeCall{id, std::move(channel), call.payload()});
  }
  appendPlain([&](wire::Bytes& outgoing) { call.appendCall(kind, id, outgoing); });
}

void FrameLink::sendReturn(protocol::CallId id, const wire::PlainDraft& value) {
  if (tap_.outgoing) {
    return send(protocol::Return{id, {protocol::OutcomeKind::VALUE, value.payload()}});
  }
  appendPlain([&](wire::Bytes& outgoing) { value.appendReturn(id, outgoing); });
}

void FrameLink::append(const Frame& frame) {
  const std::size_t before = link_.outgoingBytes();
  OutgoingSink sink(link_.outgoing());
  wire::writeFrame(frame, sink);
  noteEnd(before);
}

void FrameLink::noteEnd(std::size_t bytesBefore) {
  appended_ += link_.outgoingBytes() - bytesBefore;
  ends_.push_back(appended_);
}

std::size_t FrameLink::outgoingFrames() {
  const std::uint64_t written = appended_ - link_.outgoingBytes();
  while (passed_ < ends_.size() && ends_[passed_] <= written) ++passed_;
  if (2 * passed_ > ends_.size()) {
    ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(passed_));
    passed_ = 0;
  }
  return ends_.size() - passed_;
}

Link::Read FrameLink::take(Link::Received received) {
  if (received.kind == Link::Read::BYTES) reader_.commit(received.bytes);
  received_ += received.bytes;
  // A peer that reads no more has gone, once everything it sent has been read.
  if (received.kind == Link::Read::NOTHING && link_.isBroken()) return Link::Read::END;
  return received.kind;
}

std::variant<wire::NeedMore, Frame, wire::Failure> FrameLink::next() {
  if (!tap_.incoming) return reader_.next();
  while (tapped_.empty()) {
    auto read = reader_.next();
    auto* frame = std::get_if<Frame>(&read);
    if (frame == nullptr) return read;
    std::vector<Frame> through;
    tap_.incoming(std::move(*frame), through);
    for (Frame& each : through) tapped_.push_back(std::move(each));
  }
  Frame frame = std::move(tapped_.front());
  tapped_.pop_front();
  return frame;
}

}  // namespace triwire::runtime
