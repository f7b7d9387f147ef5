#include <stdexcept>

#include "bench/triwire/cases.h"
#include "bench/triwire/near.h"

namespace triwire::bench {
namespace {

class Send : public RendererNearEnd {
 public:
  using RendererNearEnd::RendererNearEnd;

  void messages(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) ipcRenderer().send("message", load());
    sent_ += static_cast<double>(count);
    if (ipcRenderer().sendSync("count").asNumber() != sent_) {
      throw std::runtime_error("main has not had as many messages as were sent");
    }
    keepAnswer(load());
  }

 private:
  double sent_ = 0;
};

}  // namespace

Candidate sendCandidate(const Setup& setup) {
  return rendererCandidate<Send>(setup, "send", "send to a listener that counts",
                                 {Measure::ONE_WAY});
}

}  // namespace triwire::bench
