// A call and its return inside the two halves of the protocol core: no codec, link or thread. What
// the core adds to a round trip. Time is per call.
#include <benchmark/benchmark.h>

#include <utility>

#include "protocol/main_connection.h"
#include "protocol/renderer_connection.h"

namespace {

using namespace triwire::protocol;

template <class Action, class Actions>
const Action& first(const Actions& actions) {
  for (const auto& action : actions) {
    if (const auto* found = std::get_if<Action>(&action)) return *found;
  }
  throw std::logic_error("the core did not ask for what a call needs");
}

/// Both halves, open.
struct Halves {
  RendererConnection renderer{{}};
  MainConnection main{{}};
  RendererActions rendererActions;  // Kept: in the steady state nothing is allocated for them.
  MainActions mainActions;

  Halves() {
    renderer.open(rendererActions);
    main.onFrame(first<SendFrame>(rendererActions).frame, mainActions);
    rendererActions.clear();
    renderer.onFrame(first<SendFrame>(mainActions).frame, rendererActions);
  }

  void answer(CallId id) {
    mainActions.clear();
    main.onFrame(first<SendFrame>(rendererActions).frame, mainActions);
    mainActions.clear();
    main.answer(id, Outcome(), mainActions);
    rendererActions.clear();
    renderer.onFrame(first<SendFrame>(mainActions).frame, rendererActions);
  }
};

void coreSendSync(benchmark::State& state) {
  Halves halves;
  for (auto _ : state) {
    halves.rendererActions.clear();
    const CallId id = halves.renderer.sendSync("echo", {}, std::nullopt, halves.rendererActions);
    halves.answer(id);
    benchmark::DoNotOptimize(first<SettleCall>(halves.rendererActions));
  }
}
BENCHMARK(coreSendSync);

void coreInvoke(benchmark::State& state) {
  Halves halves;
  for (auto _ : state) {
    halves.rendererActions.clear();
    const CallId id = halves.renderer.invoke("echo", {}, std::nullopt, halves.rendererActions);
    halves.answer(id);
    benchmark::DoNotOptimize(first<SettleCall>(halves.rendererActions));
  }
}
BENCHMARK(coreInvoke);

}  // namespace

BENCHMARK_MAIN();
