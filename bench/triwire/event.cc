#include "bench/triwire/cases.h"
#include "bench/triwire/near.h"

namespace triwire::bench {
namespace {

class Event : public RendererNearEnd {
 public:
  Event(const Setup& setup, const Meeting& meeting, const Task& task)
      : RendererNearEnd(setup, meeting, task) {
    ipcRenderer().on("event", [this](IpcRendererEvent& event, const Args& args) {
      if (--missing_ != 0) return;
      keepAnswer(args[0]);
      event.sender.stop();
    });
  }

  void messages(std::size_t count) override {
    missing_ = count;
    ipcRenderer().send("burst", count, load());
    ipcRenderer().run();
  }

 private:
  std::size_t missing_ = 0;
};

}  // namespace

Candidate eventCandidate(const Setup& setup) {
  return rendererCandidate<Event>(setup, "event", "webContents.send to a listener that counts",
                                  {Measure::ONE_WAY});
}

}  // namespace triwire::bench
