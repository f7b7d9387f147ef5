#include "bench/triwire/cases.h"
#include "bench/triwire/near.h"

namespace triwire::bench {
namespace {

class SendSync : public RendererNearEnd {
 public:
  using RendererNearEnd::RendererNearEnd;

  void roundTrip() override { keepAnswer(ipcRenderer().sendSync("echo", load())); }
};

}  // namespace

Candidate sendSyncCandidate(const Setup& setup) {
  return rendererCandidate<SendSync>(setup, "sendSync",
                                     "sendSync; the listener assigns its argument",
                                     {Measure::ROUND_TRIP, Measure::CONNECT, Measure::QUIET});
}

}  // namespace triwire::bench
