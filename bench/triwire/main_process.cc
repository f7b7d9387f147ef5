#include "bench/triwire/main_process.h"

#include <unistd.h>

#include <exception>
#include <functional>
#include <vector>

namespace triwire::bench {

std::string addressOf(const Meeting& meeting) { return meeting.path("main"); }

namespace {

/// Calls `listening(ipcMain)`, and then dispatches until it is stopped.
void runMain(const Setup& setup, const Meeting& meeting,
             const std::function<void(IpcMain&)>& listening) {
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
  listening(ipcMain);
  ipcMain.run();
}

}  // namespace

void runMainProcess(const Setup& setup, const Meeting& meeting, const Ready& ready) {
  runMain(setup, meeting, [&](IpcMain&) { ready(); });
}

MainThread::MainThread(const Setup& setup, const Meeting& meeting)
    : thread_([this, setup, &meeting] {
        try {
          runMain(setup, meeting, [this](IpcMain& ipcMain) { listening_.set_value(&ipcMain); });
        } catch (...) {
          listening_.set_exception(std::current_exception());
        }
      }) {
  try {
    ipcMain_ = listening_.get_future().get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

MainThread::~MainThread() {
  ipcMain_->stop();
  thread_.join();
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
