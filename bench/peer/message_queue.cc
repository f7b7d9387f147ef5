// Boost.Interprocess: two message queues in shared memory, one each way.
#include <boost/interprocess/ipc/message_queue.hpp>

#include <algorithm>
#include <memory>
#include <string>

#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

using boost::interprocess::message_queue;

constexpr std::size_t DEPTH = REQUESTS_IN_FLIGHT;

std::size_t slotBytes(const Task& task) { return std::max<std::size_t>(task.load.bytes, 1); }

/// Both directions. The queues' names go with the object of the far end, or with the next restart:
/// Boost keeps them in /dev/shm.
class Queues {
 public:
  Queues(const std::string& name, const Task& task, bool isNear)
      : toFar_(boost::interprocess::open_or_create, (name + ".far").c_str(), DEPTH,
               slotBytes(task)),
        toNear_(boost::interprocess::open_or_create, (name + ".near").c_str(), DEPTH,
                slotBytes(task)),
        isNear_(isNear),
        buffer_(slotBytes(task), '\0') {
    // Both ends have it open now, and nobody else is to find it.
    if (!isNear) return;
    message_queue::remove((name + ".far").c_str());
    message_queue::remove((name + ".near").c_str());
  }

  void send(const std::string& bytes) { out().send(bytes.data(), bytes.size(), 0); }
  /// Valid until the next one.
  const std::string& receive() {
    message_queue::size_type size = 0;
    unsigned int priority = 0;
    buffer_.resize(buffer_.capacity());
    in().receive(buffer_.data(), buffer_.size(), size, priority);
    buffer_.resize(size);
    return buffer_;
  }

 private:
  message_queue& in() { return isNear_ ? toNear_ : toFar_; }
  message_queue& out() { return isNear_ ? toFar_ : toNear_; }

  message_queue toFar_;
  message_queue toNear_;
  bool isNear_;
  std::string buffer_;
};

void serve(const Meeting& meeting, const Task& task, const Ready& ready) {
  Queues queues(meeting.uniqueName(), task, false);
  ready();
  if (task.measure != Measure::ONE_WAY) {
    for (;;) queues.send(queues.receive());
  }
  for (;;) {
    for (std::size_t i = messagesPerBatch(task.load); i != 0; --i) queues.receive();
    queues.send("!");
  }
}

class QueueNearEnd : public NearEnd {
 public:
  QueueNearEnd(const Meeting& meeting, const Task& task)
      : queues_(meeting.uniqueName(), task, true), content_(contentOf(task.load.bytes)) {}

  void roundTrip() override {
    queues_.send(content_);
    isRight_ = queues_.receive() == content_;
  }

  void requests(std::size_t count) override {
    // As many as fit: a sender that fills the queue would wait for an answer that it must fetch.
    for (std::size_t i = 0; i < count; ++i) queues_.send(content_);
    for (std::size_t i = 0; i < count; ++i) isRight_ = queues_.receive() == content_;
  }

  void messages(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) queues_.send(content_);
    queues_.receive();
    isRight_ = true;
  }

  bool isAnswerRight() const override { return isRight_; }

 private:
  Queues queues_;
  std::string content_;
  bool isRight_ = false;
};

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  using enum Measure;
  Candidate candidate{"boost",
                      "Boost.Interprocess message_queue, one each way",
                      {ROUND_TRIP, IN_FLIGHT, ONE_WAY},
                      serve};
  candidate.connect = [](const Meeting& meeting, const Task& task) {
    return std::make_unique<QueueNearEnd>(meeting, task);
  };
  return runProgram(argc, argv, {candidate});
}
