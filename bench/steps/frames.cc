// The bare steps of a sendSync: its frames over a floor's stream, encoded, read and decoded by the
// library's codec, with no protocol core, loop, listener or limit around them.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "bench/floor/epoll_socket.h"
#include "bench/floor/ring.h"
#include "bench/harness/program.h"
#include "bench/triwire/load_value.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"
#include "wire/plain_frame.h"

namespace triwire::bench {
namespace {

using protocol::CallKind;
using std::chrono::microseconds;

constexpr microseconds POLL_FOR{50};  // As the floors.
constexpr protocol::CallId ID{1};

class Frames {
 public:
  explicit Frames(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

  void call(const Value& value) {
    const wire::PlainDraft draft("echo", detail::refsTo(value));
    if (draft.isPlain()) {
      draft.appendCall(CallKind::SYNC, ID, outgoing_);
    } else {
      wire::appendFrame(protocol::SyncCall{ID, "echo", wire::encodeValues(detail::refsTo(value))},
                        outgoing_);
    }
    flush();
  }
  Value awaitReturn() { return wire::decodeValue(std::get<protocol::Return>(next()).outcome); }

  /// False if the near end has ended.
  bool answer() {
    while (!readCall()) {
      if (!read()) return false;
    }
    const wire::PlainDraft draft(args_[0]);
    if (draft.isPlain()) {
      draft.appendReturn(ID, outgoing_);
    } else {
      wire::appendFrame(protocol::Return{ID, wire::encodeValue(args_[0])}, outgoing_);
    }
    flush();
    return true;
  }

 private:
  bool readCall() {
    if (const std::optional<wire::PlainView> call = reader_.peek()) {
      wire::decodeArgs(wire::EncodedArgs(call->args), args_);
      reader_.dropPeeked();
      return true;
    }
    auto frame = reader_.next();
    if (std::holds_alternative<wire::NeedMore>(frame)) return false;
    wire::decodeArgs(std::get<protocol::SyncCall>(std::get<protocol::Frame>(frame)).args, args_);
    return true;
  }
  protocol::Frame next() {
    for (;;) {
      auto frame = reader_.next();
      if (!std::holds_alternative<wire::NeedMore>(frame)) return std::get<protocol::Frame>(frame);
      if (!read()) throw std::runtime_error("the far end is gone");
    }
  }
  bool read() {
    const std::span<std::byte> space = reader_.space();
    const std::size_t count =
        stream_->readSome({reinterpret_cast<char*>(space.data()), space.size()});
    reader_.commit(count);
    return count > 0;
  }
  void flush() {
    stream_->write({reinterpret_cast<const char*>(outgoing_.data()), outgoing_.size()});
    stream_->flush();
    outgoing_.clear();
  }

  std::unique_ptr<Stream> stream_;
  wire::FrameReader reader_{64U << 20U};
  wire::Bytes outgoing_;
  Args args_;
};

class FramesNearEnd : public NearEnd {
 public:
  FramesNearEnd(std::unique_ptr<Stream> stream, const Load& load)
      : frames_(std::move(stream)), load_(valueOf(load)) {}

  void roundTrip() override {
    frames_.call(load_);
    answer_ = frames_.awaitReturn();
  }
  bool isAnswerRight() const override { return answer_ == load_; }

 private:
  Frames frames_;
  Value load_;
  Value answer_;
};

using Ends = std::function<std::unique_ptr<Stream>(const Meeting&, bool isNear, const Ready&)>;

Candidate candidate(std::string name, const std::string& way, const Ends& ends) {
  Candidate made{std::move(name), "frames of a sendSync and their codec alone, over " + way,
                 {Measure::ROUND_TRIP}};
  made.serve = [ends](const Meeting& meeting, const Task&, const Ready& ready) {
    Frames frames(ends(meeting, false, ready));
    while (frames.answer()) {
    }
  };
  made.connect = [ends](const Meeting& meeting, const Task& task) {
    return std::make_unique<FramesNearEnd>(ends(meeting, true, {}), task.load);
  };
  return made;
}

std::unique_ptr<Stream> socketEnd(const Meeting& meeting, bool isNear, const Ready& ready) {
  const std::string path = meeting.path("socket");
  if (isNear) return std::make_unique<EpollSocketStream>(connectTo(path), POLL_FOR);
  const int listener = listenAt(path);
  ready();
  return std::make_unique<EpollSocketStream>(acceptAt(listener), POLL_FOR);
}

std::unique_ptr<Stream> ringEnd(const Meeting& meeting, bool isNear, const Ready& ready) {
  auto end = std::make_unique<RingStream>(meeting.path("ring"), isNear, POLL_FOR);
  if (ready) ready();
  return end;
}

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  return runProgram(argc, argv,
                    {candidate("socket.polling.frames", "the polling socket", socketEnd),
                     candidate("ring.polling.frames", "the polling ring", ringEnd)});
}
