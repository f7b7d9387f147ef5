#include <stdexcept>

#include "bench/triwire/cases.h"
#include "bench/triwire/near.h"

namespace triwire::bench {
namespace {

class Send : public RendererNearEnd {
 public:
  using RendererNearEnd::RendererNearEnd;

  void messages(std::size_t count) override {
    send(count);
    if (ipcRenderer().sendSync("count").asNumber() != sent_) {
      throw std::runtime_error("main has not had as many messages as were sent");
    }
    keepAnswer(load());
  }

 protected:
  void send(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) ipcRenderer().send("message", load());
    sent_ += static_cast<double>(count);
  }

 private:
  double sent_ = 0;
};

/// As a program that lives in its loop does: a listener sends them, of a message that is asked for.
class SendInListener : public Send {
 public:
  SendInListener(const Setup& setup, const Meeting& meeting, const Task& task)
      : Send(setup, meeting, task) {
    ipcRenderer().on("reply", [this](IpcRendererEvent& event, const Args&) {
      send(count_);
      event.sender.stop();
    });
  }

  void messages(std::size_t count) override {
    count_ = count;
    ipcRenderer().send("reply", load());
    ipcRenderer().run();
    Send::messages(0);
  }

 private:
  std::size_t count_ = 0;
};

}  // namespace

Candidate sendCandidate(const Setup& setup) {
  return rendererCandidate<Send>(setup, "send", "send to a listener that counts",
                                 {Measure::ONE_WAY});
}

Candidate sendInListenerCandidate(const Setup& setup) {
  return rendererCandidate<SendInListener>(
      setup, "sendInListener", "send by a listener to a listener that counts", {Measure::ONE_WAY});
}

}  // namespace triwire::bench
