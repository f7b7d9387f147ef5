#include "bench/triwire/main_process.h"

#include <unistd.h>

#include <vector>

namespace triwire::bench {

std::string addressOf(const Meeting& meeting) { return meeting.path("main"); }

void runMainProcess(const Setup& setup, const Meeting& meeting, const Ready& ready) {
  double messages = 0;
  IpcMain ipcMain(setup.main);
  ipcMain.on("echo", [](IpcMainEvent& event, const Args& args) { event.returnValue = args[0]; });
  ipcMain.handle("echo", [](IpcMainInvokeEvent&, const Args& args) { return args[0]; });
  ipcMain.on("reply", [](IpcMainEvent& event, const Args& args) { event.reply("reply", args[0]); });
  ipcMain.on("message", [&](IpcMainEvent&, const Args&) { ++messages; });
  ipcMain.on("count", [&](IpcMainEvent& event, const Args&) { event.returnValue = messages; });
  ipcMain.on("burst", [](IpcMainEvent& event, const Args& args) {
    const double count = args[0].asNumber();
    for (double sent = 0; sent < count; ++sent) event.sender.send("event", args[1]);
  });
  ipcMain.listen(addressOf(meeting));
  ready();
  ipcMain.run();
}

void runIdleRenderers(const Setup& setup, const Meeting& meeting, std::size_t count,
                      const Ready& ready) {
  std::vector<IpcRenderer> renderers;
  for (std::size_t i = 0; i < count; ++i)
    renderers.emplace_back(addressOf(meeting), setup.renderer);
  ready();
  for (;;) pause();
}

}  // namespace triwire::bench
