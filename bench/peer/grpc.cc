// gRPC over AF_UNIX: unary calls for round trips, one client stream a batch one way.
#include <echo.grpc.pb.h>
#include <grpcpp/grpcpp.h>

#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

std::string addressOf(const Meeting& meeting) { return "unix:" + meeting.path("grpc"); }

void check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

class EchoService final : public peer::Echo::Service {
 public:
  grpc::Status Call(grpc::ServerContext*, const peer::Load* request, peer::Load* answer) override {
    answer->set_content(request->content());
    return grpc::Status::OK;
  }

  grpc::Status Put(grpc::ServerContext*, grpc::ServerReader<peer::Load>* messages,
                   peer::Count* answer) override {
    std::uint64_t count = 0;
    for (peer::Load message; messages->Read(&message);) ++count;
    answer->set_count(count);
    return grpc::Status::OK;
  }
};

void serve(const Meeting& meeting, const Task&, const Ready& ready) {
  EchoService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(addressOf(meeting), grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server) throw std::runtime_error("gRPC does not listen");
  ready();
  server->Wait();
}

class GrpcNearEnd : public NearEnd {
 public:
  GrpcNearEnd(const Meeting& meeting, const Task& task)
      : stub_(peer::Echo::NewStub(
            grpc::CreateChannel(addressOf(meeting), grpc::InsecureChannelCredentials()))) {
    load_.set_content(contentOf(task.load.bytes));
  }

  void roundTrip() override {
    grpc::ClientContext context;
    check(stub_->Call(&context, load_, &answer_));
  }

  void requests(std::size_t count) override {
    struct Request {
      grpc::ClientContext context{};
      peer::Load answer{};
      grpc::Status status{};
    };
    std::vector<Request> asked(count);
    std::latch answered(static_cast<std::ptrdiff_t>(count));
    for (Request& request : asked) {
      stub_->async()->Call(&request.context, &load_, &request.answer, [&](grpc::Status status) {
        request.status = std::move(status);
        answered.count_down();
      });
    }
    answered.wait();
    for (const Request& request : asked) check(request.status);
    answer_ = asked.back().answer;
  }

  void messages(std::size_t count) override {
    grpc::ClientContext context;
    peer::Count answer;
    const auto writer = stub_->Put(&context, &answer);
    for (std::size_t i = 0; i < count; ++i) writer->Write(load_);
    writer->WritesDone();
    check(writer->Finish());
    if (answer.count() != count) throw std::runtime_error("a message was lost");
    answer_ = load_;
  }

  bool isAnswerRight() const override { return answer_.content() == load_.content(); }

 private:
  std::unique_ptr<peer::Echo::Stub> stub_;
  peer::Load load_;
  peer::Load answer_;
};

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  using enum Measure;
  Candidate candidate{"grpc",
                      "gRPC over AF_UNIX: unary calls, a client stream",
                      {ROUND_TRIP, IN_FLIGHT, ONE_WAY, CONNECT},
                      serve};
  candidate.connect = [](const Meeting& meeting, const Task& task) {
    return std::make_unique<GrpcNearEnd>(meeting, task);
  };
  return runProgram(argc, argv, {candidate});
}
