// sd-bus from process to process, with no bus daemon between: method calls that carry bytes.
#include <systemd/sd-bus.h>
#include <systemd/sd-id128.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "bench/floor/socket.h"
#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

constexpr const char* OBJECT = "/echo";
constexpr const char* INTERFACE = "triwire.bench.Echo";

int check(int result) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), "sd-bus");
  return result;
}

struct Unref {
  void operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using Bus = std::unique_ptr<sd_bus, Unref>;
using Message = std::unique_ptr<sd_bus_message, Unref>;

Bus newBus() {
  sd_bus* bus = nullptr;
  check(sd_bus_new(&bus));
  return Bus(bus);
}

std::string_view bytesOf(sd_bus_message* message) {
  const void* bytes = nullptr;
  std::size_t size = 0;
  check(sd_bus_message_read_array(message, 'y', &bytes, &size));
  return {static_cast<const char*>(bytes), size};
}

int onEcho(sd_bus_message* call, void*, sd_bus_error*) {
  const std::string_view bytes = bytesOf(call);
  sd_bus_message* answer = nullptr;
  check(sd_bus_message_new_method_return(call, &answer));
  const Message owned(answer);
  check(sd_bus_message_append_array(answer, 'y', bytes.data(), bytes.size()));
  return sd_bus_send(nullptr, answer, nullptr);
}

int onPut(sd_bus_message*, void* count, sd_bus_error*) {
  ++*static_cast<std::uint64_t*>(count);
  return 1;
}

int onCount(sd_bus_message* call, void* count, sd_bus_error*) {
  return sd_bus_reply_method_return(call, "t", *static_cast<std::uint64_t*>(count));
}

void serveOne(int socket) {
  static const sd_bus_vtable METHODS[] = {
      SD_BUS_VTABLE_START(0), SD_BUS_METHOD("Echo", "ay", "ay", onEcho, SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_METHOD("Put", "ay", "", onPut, SD_BUS_VTABLE_UNPRIVILEGED),
      SD_BUS_METHOD("Count", "", "t", onCount, SD_BUS_VTABLE_UNPRIVILEGED), SD_BUS_VTABLE_END};
  std::uint64_t count = 0;
  const Bus bus = newBus();
  sd_id128_t id;
  check(sd_id128_randomize(&id));
  check(sd_bus_set_fd(bus.get(), socket, socket));
  check(sd_bus_set_server(bus.get(), 1, id));
  check(sd_bus_start(bus.get()));
  check(sd_bus_add_object_vtable(bus.get(), nullptr, OBJECT, INTERFACE, METHODS, &count));
  for (;;) {
    const int did = sd_bus_process(bus.get(), nullptr);
    if (did < 0) return;  // The near end has closed.
    if (did == 0) check(sd_bus_wait(bus.get(), UINT64_MAX));
  }
}

void serve(const Meeting& meeting, const Task&, const Ready& ready) {
  const int listener = listenAt(meeting.path("bus"));
  ready();
  for (;;) serveOne(acceptAt(listener));
}

class SdBusNearEnd : public NearEnd {
 public:
  SdBusNearEnd(const Meeting& meeting, const Task& task)
      : bus_(newBus()), content_(contentOf(task.load.bytes)) {
    const int socket = connectTo(meeting.path("bus"));
    check(sd_bus_set_fd(bus_.get(), socket, socket));
    check(sd_bus_start(bus_.get()));
  }

  void roundTrip() override {
    answer_ = ask(method("Echo", content_).get());
    received_ = bytesOf(answer_.get());
  }

  void messages(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) {
      const Message message = method("Put", content_);
      check(sd_bus_message_set_expect_reply(message.get(), 0));
      check(sd_bus_send(bus_.get(), message.get(), nullptr));
    }
    sent_ += count;
    sd_bus_message* asked = nullptr;
    check(sd_bus_message_new_method_call(bus_.get(), &asked, nullptr, OBJECT, INTERFACE, "Count"));
    const Message owned(asked);
    std::uint64_t had = 0;
    check(sd_bus_message_read(ask(asked).get(), "t", &had));
    if (had != sent_) throw std::runtime_error("a message was lost");
    received_ = content_;
  }

  bool isAnswerRight() const override { return received_ == content_; }

 private:
  Message method(const char* name, std::string_view bytes) {
    sd_bus_message* message = nullptr;
    check(sd_bus_message_new_method_call(bus_.get(), &message, nullptr, OBJECT, INTERFACE, name));
    Message owned(message);
    check(sd_bus_message_append_array(message, 'y', bytes.data(), bytes.size()));
    return owned;
  }

  Message ask(sd_bus_message* call) {
    sd_bus_message* answer = nullptr;
    check(sd_bus_call(bus_.get(), call, 0, nullptr, &answer));
    return Message(answer);
  }

  Bus bus_;
  std::string content_;
  Message answer_;
  std::string_view received_;
  std::uint64_t sent_ = 0;
};

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  using namespace triwire::bench;
  using enum Measure;
  Candidate candidate{
      "sd-bus", "sd-bus, method calls without a bus daemon", {ROUND_TRIP, ONE_WAY, CONNECT}, serve};
  candidate.connect = [](const Meeting& meeting, const Task& task) {
    return std::make_unique<SdBusNearEnd>(meeting, task);
  };
  return runProgram(argc, argv, {candidate});
}
