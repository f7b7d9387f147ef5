// A link that carries frames: transport's bytes, wire's codec, and a tap between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "protocol/frame.h"
#include "transport/link.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"
#include "wire/plain_frame.h"

namespace triwire::runtime {

/// Sees every frame of a link, for tests, traces and seeded faults. Each function is given a frame,
/// and appends to `through` what is to go on in its place: the frame itself, nothing, others, or
/// some that it kept. An empty function lets everything through.
struct FrameTap {
  using Function =
      std::function<void(protocol::Frame frame, std::vector<protocol::Frame>& through)>;
  Function outgoing;
  Function incoming;
};

/// One end of a link. Never waits, except in `receiveWaiting` and `drain`.
class FrameLink {
 public:
  FrameLink(transport::OwnedFd socket, std::uint32_t frameBytesMax, FrameTap tap,
            std::shared_ptr<wire::ReadSpace> space = std::make_shared<wire::ReadSpace>());

  int fd() const { return link_.fd(); }

  /// In place of the one that there was. Not from inside a tap, and not while one keeps frames.
  void setTap(FrameTap tap) { tap_ = std::move(tap); }
  /// Since the link began; sent includes what waits to be written.
  std::uint64_t bytesSent() const { return appended_; }
  std::uint64_t bytesReceived() const { return received_; }

  /// Appends a frame to what waits to be written.
  void send(protocol::Frame&& frame);
  void send(const protocol::Frame& frame) { send(protocol::Frame(frame)); }
  /// The same of what is plain, which is encoded where it waits: a message, a call, an answer.
  void sendMessage(const wire::PlainDraft& message);
  void sendCall(protocol::CallKind kind, protocol::CallId id, const wire::PlainDraft& call);
  void sendReturn(protocol::CallId id, const wire::PlainDraft& value);
  /// Writes what the socket takes. True if nothing waits any more.
  bool flush() {
    const bool isEmpty = link_.flush();
    if (link_.outgoingBytes() == 0) forgetEnds();
    return isEmpty;
  }
  std::size_t outgoingBytes() const { return link_.outgoingBytes(); }
  /// Frames not written whole.
  std::size_t outgoingFrames();
  /// The peer takes nothing more; there may be frames to read.
  bool isBroken() const { return link_.isBroken(); }
  void drain(int milliseconds) { link_.drain(milliseconds); }

  /// Reads once. END: the peer is gone, and `next` yields what it sent before.
  transport::Link::Read receive() {
    const auto space = reader_.space();
    return take(awaitsMemory_ ? link_.receiveWithDescriptors(space) : link_.receive(space));
  }
  /// As `receive`; waits until there is something to be read. What waits to be written waits on.
  transport::Link::Read receiveWaiting() { return take(link_.receiveWaiting(reader_.space())); }
  /// Shared memory was asked for: descriptors may come with the next bytes, until `onWelcome`.
  void awaitMemory() { awaitsMemory_ = true; }
  /// False: main grants the memory, and it has not come.
  bool onWelcome(bool isGranted) {
    awaitsMemory_ = false;
    return !isGranted || link_.useMemory();
  }
  /// Whether `receiveWaiting` may be called: it can neither take descriptors nor wait for memory.
  bool canWait() const { return !awaitsMemory_ && !link_.hasMemory(); }
  transport::Link& bytes() { return link_; }
  bool hasMemory() const { return link_.hasMemory(); }

  /// As FrameReader has them. Nothing if there is a tap: it is shown frames.
  std::optional<wire::PlainView> peek() {
    return tap_.incoming ? std::nullopt : reader_.peek();
  }
  void dropPeeked() { reader_.dropPeeked(); }

  /// The next frame that has been read.
  std::variant<wire::NeedMore, protocol::Frame, wire::Failure> next();

 private:
  transport::Link::Read take(transport::Link::Received received);
  void append(const protocol::Frame& frame);
  template <class Append>
  void appendPlain(const Append& append);
  void noteEnd(std::size_t bytesBefore);
  void forgetEnds() {
    ends_.clear();
    passed_ = 0;
  }

  transport::Link link_;
  wire::FrameReader reader_;
  FrameTap tap_;
  bool awaitsMemory_ = false;
  // Where each frame that waits ends, counted from the first byte ever; those before `passed_` have
  // been written.
  std::vector<std::uint64_t> ends_;
  std::size_t passed_ = 0;
  std::uint64_t appended_ = 0;
  std::uint64_t received_ = 0;
  std::deque<protocol::Frame> tapped_;  // Incoming, let through and not yet yielded.
};

}  // namespace triwire::runtime
