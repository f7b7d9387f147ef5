#include "bench/link/ipc.h"

#include <triwire/ipc_main.h>
#include <triwire/ipc_renderer.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "bench/peer.h"

namespace triwire::bench {
namespace {

/// The main process: answers on "sync" and "invoke" with the first argument, counts on "message",
/// tells on "count". Ends with its renderer.
void serve(int fd) {
  double messages = 0;
  IpcMain ipcMain;
  ipcMain.on("sync", [](IpcMainEvent& event, const Args& args) { event.returnValue = args[0]; });
  ipcMain.handle("invoke", [](IpcMainInvokeEvent&, const Args& args) { return args[0]; });
  ipcMain.on("message", [&](IpcMainEvent&, const Args&) { ++messages; });
  ipcMain.on("count", [&](IpcMainEvent& event, const Args&) { event.returnValue = messages; });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
  ipcMain.adopt(fd);
  ipcMain.run();
}

/// Times `iteration(renderer, argument)`; what it throws ends the benchmark as an error.
void timeRenderer(benchmark::State& state,
                  const std::function<void(IpcRenderer&, const Value&)>& iteration) {
  Peer main(serve);
  IpcRenderer ipcRenderer(main.takeFd());
  const Value argument(std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  try {
    for (auto _ : state) iteration(ipcRenderer, argument);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}

}  // namespace

void sendSyncRoundTrip(benchmark::State& state) {
  timeRenderer(state, [](IpcRenderer& ipcRenderer, const Value& argument) {
    benchmark::DoNotOptimize(ipcRenderer.sendSync("sync", argument));
  });
  state.SetItemsProcessed(state.iterations());
}

void invokeRoundTrip(benchmark::State& state) {
  timeRenderer(state, [](IpcRenderer& ipcRenderer, const Value& argument) {
    benchmark::DoNotOptimize(ipcRenderer.wait(ipcRenderer.invoke("invoke", argument)));
  });
  state.SetItemsProcessed(state.iterations());
}

void sendOneWay(benchmark::State& state) {
  const std::int64_t batch = state.range(1);
  double sent = 0;
  timeRenderer(state, [&](IpcRenderer& ipcRenderer, const Value& argument) {
    for (std::int64_t i = 0; i < batch; ++i) ipcRenderer.send("message", argument);
    sent += static_cast<double>(batch);
    if (ipcRenderer.sendSync("count").asNumber() != sent) state.SkipWithError("a message was lost");
  });
  state.SetItemsProcessed(state.iterations() * batch);
}

}  // namespace triwire::bench
