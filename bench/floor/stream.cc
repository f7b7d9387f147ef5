#include "bench/floor/stream.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bench/floor/socket.h"

namespace triwire::bench {
namespace {

constexpr std::size_t CHUNK = 64 << 10;

std::size_t bytesOf(const Load& load) { return std::max<std::size_t>(load.bytes, 1); }

class StreamNearEnd : public NearEnd {
 public:
  StreamNearEnd(std::unique_ptr<Stream> stream, const Load& load)
      : stream_(std::move(stream)), content_(contentOf(bytesOf(load))), answer_(content_.size()) {}

  void roundTrip() override {
    stream_->write(content_);
    stream_->flush();
    read(answer_);
  }

  bool isAnswerRight() const override {
    return std::equal(answer_.begin(), answer_.end(), content_.begin(), content_.end());
  }

  void requests(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) stream_->write(content_);
    stream_->flush();
    for (std::size_t i = 0; i < count; ++i) read(answer_);
  }

  void messages(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) stream_->write(content_);
    stream_->flush();
    char confirmation = 0;
    read({&confirmation, 1});
    // The far end counts bytes. That nothing stood in another's place is seen by round trips.
    std::copy(content_.begin(), content_.end(), answer_.begin());
  }

 private:
  void read(std::span<char> bytes) {
    if (!stream_->readAll(bytes)) throw std::runtime_error("the far end is gone");
  }

  std::unique_ptr<Stream> stream_;
  std::string content_;
  std::vector<char> answer_;
};

void echo(Stream& stream, std::size_t bytes) {
  std::vector<char> message(bytes);
  while (stream.readAll(message)) {
    stream.write(message);
    stream.flush();
  }
}

/// Takes what it finds, and confirms each batch with one byte.
void swallow(Stream& stream, std::size_t batch) {
  std::vector<char> chunk(CHUNK);
  for (std::size_t missing = batch; const std::size_t count = stream.readSome(chunk);) {
    missing -= count;
    if (missing != 0) continue;
    stream.write({chunk.data(), 1});
    stream.flush();
    missing = batch;
  }
}

void serve(Stream& stream, const Task& task) {
  const std::size_t bytes = bytesOf(task.load);
  if (task.measure == Measure::ONE_WAY) return swallow(stream, bytes * messagesPerBatch(task.load));
  echo(stream, bytes);
}

}  // namespace

bool Stream::readAll(std::span<char> bytes) {
  while (!bytes.empty()) {
    const std::size_t count = readSome(bytes);
    if (count == 0) return false;
    bytes = bytes.subspan(count);
  }
  return true;
}

Candidate streamCandidate(std::string name, std::string about, std::vector<Measure> measures,
                          StreamEnds ends) {
  Candidate candidate{std::move(name), std::move(about), std::move(measures)};
  candidate.serve = [ends](const Meeting& meeting, const Task& task, const Ready& ready) {
    const std::unique_ptr<Stream> stream = ends(meeting, false);
    ready();
    serve(*stream, task);
  };
  candidate.connect = [ends](const Meeting& meeting, const Task& task) {
    return std::make_unique<StreamNearEnd>(ends(meeting, true), task.load);
  };
  return candidate;
}

Candidate socketCandidate(std::string name, std::string about, std::vector<Measure> measures,
                          Streams streams) {
  Candidate candidate{std::move(name), std::move(about), std::move(measures)};
  candidate.serve = [streams](const Meeting& meeting, const Task& task, const Ready& ready) {
    const int listener = listenAt(meeting.path("socket"));
    ready();
    for (;;) serve(*streams(acceptAt(listener)), task);
  };
  candidate.connect = [streams](const Meeting& meeting, const Task& task) {
    return std::make_unique<StreamNearEnd>(streams(connectTo(meeting.path("socket"))), task.load);
  };
  return candidate;
}

}  // namespace triwire::bench
