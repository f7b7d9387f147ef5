#include "bench/triwire/cases.h"
#include "bench/triwire/near.h"

namespace triwire::bench {
namespace {

class Reply : public RendererNearEnd {
 public:
  Reply(const Setup& setup, const Meeting& meeting, const Task& task)
      : RendererNearEnd(setup, meeting, task) {
    ipcRenderer().on("reply", [this](IpcRendererEvent& event, const Args& args) {
      keepAnswer(args[0]);
      event.sender.stop();
    });
  }

  void roundTrip() override {
    ipcRenderer().send("reply", load());
    ipcRenderer().run();
  }
};

}  // namespace

Candidate replyCandidate(const Setup& setup) {
  return rendererCandidate<Reply>(setup, "reply", "send, and event.reply with the same argument",
                                  {Measure::ROUND_TRIP});
}

}  // namespace triwire::bench
