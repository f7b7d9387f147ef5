// ZeroMQ over ipc: REQ and REP for round trips, DEALERs for many in flight, PUSH and PULL one way.
#include <zmq.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

int check(int result) {
  if (result < 0) throw std::runtime_error(zmq_strerror(zmq_errno()));
  return result;
}

/// A socket with a context of its own.
class Socket {
 public:
  explicit Socket(int type) : context_(zmq_ctx_new()), socket_(zmq_socket(context_, type)) {
    const int atOnce = 0;  // Nothing is kept for a peer that is gone.
    check(zmq_setsockopt(socket_, ZMQ_LINGER, &atOnce, sizeof atOnce));
  }
  ~Socket() {
    zmq_close(socket_);
    zmq_ctx_term(context_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void bind(const std::string& address) { check(zmq_bind(socket_, address.c_str())); }
  void connect(const std::string& address) { check(zmq_connect(socket_, address.c_str())); }
  void send(std::string_view bytes) { check(zmq_send(socket_, bytes.data(), bytes.size(), 0)); }
  /// Valid until the next one.
  std::string_view receive() {
    message_ = std::make_unique<Message>();
    check(zmq_msg_recv(&message_->message, socket_, 0));
    return {static_cast<const char*>(zmq_msg_data(&message_->message)),
            zmq_msg_size(&message_->message)};
  }

 private:
  struct Message {
    zmq_msg_t message;
    Message() { zmq_msg_init(&message); }
    ~Message() { zmq_msg_close(&message); }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;
  };

  void* context_;
  void* socket_;
  std::unique_ptr<Message> message_;
};

std::string requestsAt(const Meeting& meeting) { return "ipc://" + meeting.path("requests"); }
std::string confirmationsAt(const Meeting& meeting) { return "ipc://" + meeting.path("confirmed"); }

/// The sockets' types, near and far.
int typeOf(const Task& task, bool isNear) {
  if (task.measure == Measure::ONE_WAY) return isNear ? ZMQ_PUSH : ZMQ_PULL;
  if (task.measure == Measure::IN_FLIGHT) return ZMQ_DEALER;
  return isNear ? ZMQ_REQ : ZMQ_REP;
}

void swallow(Socket& messages, const Meeting& meeting, const Task& task) {
  Socket confirmations(ZMQ_PUSH);
  confirmations.connect(confirmationsAt(meeting));
  for (;;) {
    for (std::size_t i = messagesPerBatch(task.load); i != 0; --i) messages.receive();
    confirmations.send("!");
  }
}

void serve(const Meeting& meeting, const Task& task, const Ready& ready) {
  Socket socket(typeOf(task, false));
  socket.bind(requestsAt(meeting));
  ready();
  if (task.measure == Measure::ONE_WAY) swallow(socket, meeting, task);
  for (;;) socket.send(socket.receive());
}

class ZeroMqNearEnd : public NearEnd {
 public:
  ZeroMqNearEnd(const Meeting& meeting, const Task& task)
      : socket_(typeOf(task, true)),
        confirmations_(ZMQ_PULL),
        content_(contentOf(task.load.bytes)) {
    if (task.measure == Measure::ONE_WAY) confirmations_.bind(confirmationsAt(meeting));
    socket_.connect(requestsAt(meeting));
  }

  void roundTrip() override {
    socket_.send(content_);
    answer_ = socket_.receive();
  }

  void requests(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) socket_.send(content_);
    for (std::size_t i = 0; i < count; ++i) answer_ = socket_.receive();
  }

  void messages(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) socket_.send(content_);
    confirmations_.receive();
    answer_ = content_;
  }

  bool isAnswerRight() const override { return answer_ == content_; }

 private:
  Socket socket_;
  Socket confirmations_;
  std::string content_;
  std::string_view answer_;
};

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  using enum Measure;
  Candidate candidate{"zeromq",
                      "ZeroMQ over ipc: REQ/REP, DEALERs, PUSH/PULL",
                      {ROUND_TRIP, IN_FLIGHT, ONE_WAY, CONNECT},
                      serve};
  candidate.connect = [](const Meeting& meeting, const Task& task) {
    return std::make_unique<ZeroMqNearEnd>(meeting, task);
  };
  return runProgram(argc, argv, {candidate});
}
