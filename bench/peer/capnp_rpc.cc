// Cap'n Proto's own RPC, two parties over AF_UNIX, one process an event loop: what someone with a
// Cap'n Proto schema would take first.
#include <capnp/ez-rpc.h>
#include <echo.capnp.h>
#include <kj/async.h>
#include <kj/vector.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

class EchoServer final : public peer::Echo::Server {
 public:
  kj::Promise<void> echo(EchoContext context) override {
    context.getResults().setLoad(context.getParams().getLoad());
    return kj::READY_NOW;
  }

  kj::Promise<void> put(PutContext) override {
    ++count_;
    return kj::READY_NOW;
  }

  kj::Promise<void> count(CountContext context) override {
    context.getResults().setCount(count_);
    return kj::READY_NOW;
  }

 private:
  std::uint64_t count_ = 0;
};

std::string addressOf(const Meeting& meeting) { return "unix:" + meeting.path("capnp"); }

void serve(const Meeting& meeting, const Task&, const Ready& ready) {
  capnp::EzRpcServer server(kj::heap<EchoServer>(), addressOf(meeting));
  server.getPort().wait(server.getWaitScope());
  ready();
  kj::NEVER_DONE.wait(server.getWaitScope());
}

class CapnpNearEnd : public NearEnd {
 public:
  CapnpNearEnd(const Meeting& meeting, const Task& task)
      : client_(addressOf(meeting)),
        echo_(client_.getMain<peer::Echo>()),
        content_(contentOf(task.load.bytes)) {}

  ~CapnpNearEnd() noexcept override = default;  // Those of Cap'n Proto's objects may throw.

  void roundTrip() override { keepAnswer(ask().wait(client_.getWaitScope())); }

  void requests(std::size_t count) override {
    kj::Vector<capnp::RemotePromise<peer::Echo::EchoResults>> asked(count);
    for (std::size_t i = 0; i < count; ++i) asked.add(ask());
    for (auto& request : asked) keepAnswer(request.wait(client_.getWaitScope()));
  }

  void messages(std::size_t count) override {
    kj::Vector<kj::Promise<void>> sent(count);
    for (std::size_t i = 0; i < count; ++i) {
      auto request = echo_.putRequest();
      request.setLoad(load());
      sent.add(request.send().ignoreResult());
    }
    kj::joinPromises(sent.releaseAsArray()).wait(client_.getWaitScope());
    sent_ += count;
    if (echo_.countRequest().send().wait(client_.getWaitScope()).getCount() != sent_) {
      throw std::runtime_error("a message was lost");
    }
    isRight_ = true;
  }

  bool isAnswerRight() const override { return isRight_; }

 private:
  capnp::Data::Reader load() const {
    return kj::StringPtr(content_.c_str(), content_.size()).asBytes();
  }

  capnp::RemotePromise<peer::Echo::EchoResults> ask() {
    auto request = echo_.echoRequest();
    request.setLoad(load());
    return request.send();
  }

  void keepAnswer(const capnp::Response<peer::Echo::EchoResults>& response) {
    isRight_ = response.getLoad() == load();
  }

  capnp::EzRpcClient client_;
  peer::Echo::Client echo_;
  std::string content_;
  std::uint64_t sent_ = 0;
  bool isRight_ = false;
};

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  using enum Measure;
  Candidate candidate{"capnp",
                      "Cap'n Proto RPC, two parties over AF_UNIX",
                      {ROUND_TRIP, IN_FLIGHT, ONE_WAY, CONNECT},
                      serve};
  candidate.connect = [](const Meeting& meeting, const Task& task) {
    return std::make_unique<CapnpNearEnd>(meeting, task);
  };
  return runProgram(argc, argv, {candidate});
}
