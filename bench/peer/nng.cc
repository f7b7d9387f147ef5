// nng over ipc: REQ and REP for round trips, PUSH and PULL one way.
#include <nng/nng.h>
#include <nng/protocol/pipeline0/pull.h>
#include <nng/protocol/pipeline0/push.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

void check(int result) {
  if (result != 0) throw std::runtime_error(nng_strerror(result));
}

class Socket {
 public:
  explicit Socket(int (*open)(nng_socket*)) {
    check(open(&socket_));
    check(nng_socket_set_size(socket_, NNG_OPT_RECVMAXSZ, 0));  // No limit.
  }
  ~Socket() {
    drop();
    nng_close(socket_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void listen(const std::string& address) {
    check(nng_listen(socket_, address.c_str(), nullptr, 0));
  }
  void dial(const std::string& address) { check(nng_dial(socket_, address.c_str(), nullptr, 0)); }

  void send(std::string_view bytes) {
    nng_msg* message = nullptr;
    check(nng_msg_alloc(&message, 0));
    check(nng_msg_append(message, bytes.data(), bytes.size()));
    check(nng_sendmsg(socket_, message, 0));
  }

  /// Valid until the next one.
  std::string_view receive() {
    drop();
    check(nng_recvmsg(socket_, &received_, 0));
    return {static_cast<const char*>(nng_msg_body(received_)), nng_msg_len(received_)};
  }

 private:
  void drop() {
    if (received_ != nullptr) nng_msg_free(received_);
    received_ = nullptr;
  }

  nng_socket socket_{};
  nng_msg* received_ = nullptr;
};

std::string requestsAt(const Meeting& meeting) { return "ipc://" + meeting.path("requests"); }
std::string confirmationsAt(const Meeting& meeting) { return "ipc://" + meeting.path("confirmed"); }

void swallow(const Meeting& meeting, const Task& task, const Ready& ready) {
  Socket messages(nng_pull0_open);
  Socket confirmations(nng_push0_open);
  messages.listen(requestsAt(meeting));
  confirmations.listen(confirmationsAt(meeting));
  ready();
  for (;;) {
    for (std::size_t i = messagesPerBatch(task.load); i != 0; --i) messages.receive();
    confirmations.send("!");
  }
}

void serve(const Meeting& meeting, const Task& task, const Ready& ready) {
  if (task.measure == Measure::ONE_WAY) return swallow(meeting, task, ready);
  Socket socket(nng_rep0_open);
  socket.listen(requestsAt(meeting));
  ready();
  for (;;) socket.send(socket.receive());
}

class NngNearEnd : public NearEnd {
 public:
  NngNearEnd(const Meeting& meeting, const Task& task)
      : socket_(task.measure == Measure::ONE_WAY ? nng_push0_open : nng_req0_open),
        content_(contentOf(task.load.bytes)) {
    socket_.dial(requestsAt(meeting));
    if (task.measure != Measure::ONE_WAY) return;
    confirmations_ = std::make_unique<Socket>(nng_pull0_open);
    confirmations_->dial(confirmationsAt(meeting));
  }

  void roundTrip() override {
    socket_.send(content_);
    answer_ = socket_.receive();
  }

  void messages(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) socket_.send(content_);
    confirmations_->receive();
    answer_ = content_;
  }

  bool isAnswerRight() const override { return answer_ == content_; }

 private:
  Socket socket_;
  std::unique_ptr<Socket> confirmations_;
  std::string content_;
  std::string_view answer_;
};

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  using enum Measure;
  Candidate candidate{
      "nng", "nng over ipc: REQ/REP, PUSH/PULL", {ROUND_TRIP, ONE_WAY, CONNECT}, serve};
  candidate.connect = [](const Meeting& meeting, const Task& task) {
    return std::make_unique<NngNearEnd>(meeting, task);
  };
  return runProgram(argc, argv, {candidate});
}
