#include <vector>

#include "bench/triwire/cases.h"
#include "bench/triwire/near.h"

namespace triwire::bench {
namespace {

class Invoke : public RendererNearEnd {
 public:
  using RendererNearEnd::RendererNearEnd;

  void roundTrip() override {
    keepAnswer(ipcRenderer().wait(ipcRenderer().invoke("echo", load())));
  }

  void requests(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i)
      promises_.push_back(ipcRenderer().invoke("echo", load()));
    for (const Promise& promise : promises_) keepAnswer(ipcRenderer().wait(promise));
    promises_.clear();
  }

 private:
  std::vector<Promise> promises_;
};

}  // namespace

Candidate invokeCandidate(const Setup& setup) {
  return rendererCandidate<Invoke>(setup, "invoke", "invoke; the handler returns its argument",
                                   {Measure::ROUND_TRIP, Measure::IN_FLIGHT});
}

}  // namespace triwire::bench
