// What a watcher at the control socket is told: schema/trace.capnp.
#pragma once

#include <cstdint>

#include "protocol/frame.h"
#include "protocol/main_connection.h"
#include "wire/frame_writer.h"

namespace triwire::wire {

/// Of every record.
struct TraceHead {
  std::uint64_t timeNs = 0;
  std::uint64_t lost = 0;
};

/// A link, with its counters.
struct TracedLink {
  std::uint32_t rendererId = 0;
  std::uint32_t processId = 0;
  protocol::MainState state{};
  bool sharedMemory = false;
  std::uint64_t callsLive = 0;
  std::uint64_t bytesWaiting = 0;
  std::uint64_t framesWaiting = 0;
  std::uint64_t bytesSent = 0;
  std::uint64_t bytesReceived = 0;
};

/// A frame that has come or goes out.
struct TracedFrame {
  std::uint32_t rendererId;
  bool fromMain;
  const protocol::Frame& frame;
};

/// Bytes of the payload of a frame; 0 if it has none.
std::uint64_t payloadBytesOf(const protocol::Frame& frame);

/// Each appends one record.
void appendLink(TraceHead head, const TracedLink& link, Bytes& outgoing);
void appendListed(TraceHead head, Bytes& outgoing);
void appendEnded(TraceHead head, std::uint32_t rendererId, Bytes& outgoing);
/// Without `withPayload` the arguments, the value, the thrown or the path are left out.
void appendTraced(TraceHead head, const TracedFrame& traced, bool withPayload, Bytes& outgoing);

}  // namespace triwire::wire
