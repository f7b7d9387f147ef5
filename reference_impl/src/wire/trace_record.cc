#include "wire/trace_record.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/io.h>

#include <trace.capnp.h>

#include <variant>

#include "wire/codec.h"
#include "wire/frame_translation.h"

namespace triwire::wire {

namespace {

/// A record around what `fill` puts into it.
template <class Fill>
void appendRecord(TraceHead head, const Fill& fill, Bytes& outgoing) {
  capnp::MallocMessageBuilder message;
  auto record = message.initRoot<schema::TraceRecord>();
  record.setTimeNs(head.timeNs);
  record.setLost(head.lost);
  fill(record);
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = words.asBytes();
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.begin());
  outgoing.insert(outgoing.end(), begin, begin + bytes.size());
}

protocol::Frame withoutPayload(protocol::Frame frame) {
  std::visit(
      [](auto& each) {
        if constexpr (requires { each.args; }) each.args = {};
        if constexpr (requires { each.outcome; }) each.outcome.payload = {};
      },
      frame);
  return frame;
}

/// With what is known of its payload. What a peer put into fields that nobody here knows has not been
/// checked: it may lead nowhere, or to the same words again and again.
protocol::Frame withKnownPayload(protocol::Frame frame) {
  std::visit(
      [](auto& each) {
        if constexpr (requires { each.args; }) each.args = encodeArgs(decodeArgs(each.args));
        if constexpr (requires { each.outcome; }) {
          each.outcome = encodeOutcome(decodeOutcome(each.outcome));
        }
      },
      frame);
  return frame;
}

}  // namespace

std::uint64_t payloadBytesOf(const protocol::Frame& frame) {
  const protocol::Payload* payload = payloadOf(frame);
  return payload == nullptr ? 0 : payload->bytes;
}

void appendLink(TraceHead head, const TracedLink& link, Bytes& outgoing) {
  const auto fill = [&](schema::TraceRecord::Builder record) {
    auto out = record.initLink();
    out.setRendererId(link.rendererId);
    out.setProcessId(link.processId);
    out.setState(static_cast<schema::LinkState>(link.state));
    out.setSharedMemory(link.sharedMemory);
    out.setCallsLive(link.callsLive);
    out.setBytesWaiting(link.bytesWaiting);
    out.setFramesWaiting(link.framesWaiting);
    out.setBytesSent(link.bytesSent);
    out.setBytesReceived(link.bytesReceived);
  };
  appendRecord(head, fill, outgoing);
}

void appendListed(TraceHead head, Bytes& outgoing) {
  appendRecord(head, [](schema::TraceRecord::Builder record) { record.setListed(); }, outgoing);
}

void appendEnded(TraceHead head, std::uint32_t rendererId, Bytes& outgoing) {
  const auto fill = [&](schema::TraceRecord::Builder record) { record.setEnded(rendererId); };
  appendRecord(head, fill, outgoing);
}

void appendTraced(TraceHead head, const TracedFrame& traced, bool withPayload, Bytes& outgoing) {
  Bytes bytes;
  appendFrame(withPayload ? withKnownPayload(traced.frame) : withoutPayload(traced.frame), bytes);
  const auto fill = [&](schema::TraceRecord::Builder record) {
    auto out = record.initFrame();
    out.setRendererId(traced.rendererId);
    out.setFromMain(traced.fromMain);
    out.setPayloadBytes(payloadBytesOf(traced.frame));
    out.setIsWithheld(!withPayload);
    out.setFrame(kj::arrayPtr(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
  };
  appendRecord(head, fill, outgoing);
}

}  // namespace triwire::wire
