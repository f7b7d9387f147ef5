// Main's side of `ipcRenderer.sendSync`. Arguments: the socket's path, and how the listener
// answers: "value", "undefined", "twice", "late", "released" (never, the event is let go of),
// "kept" (never), "no-listener".
#include <poll.h>
#include <triwire/ipc_main.h>

#include <iostream>
#include <optional>
#include <string>

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string how = argv[2];
  std::optional<IpcMainEvent> kept;
  bool isRunning = true;

  IpcMain ipcMain;
  const auto listener = [&](IpcMainEvent& event, const Args& args) {
    std::cout << "main received: " << args[0].asString() << std::endl;
    if (how == "value" || how == "twice") event.returnValue = "answer of main";
    if (how == "twice") event.returnValue = "second answer of main";
    if (how == "undefined") event.returnValue = Value();
    if (how == "late" || how == "kept") kept.emplace(event);
  };
  if (how != "no-listener") ipcMain.on("render-send-sync-to-main", listener);
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { isRunning = false; });
  ipcMain.listen(argv[1]);

  while (isRunning) {  // An application's own event loop.
    pollfd waiting{ipcMain.fd(), POLLIN, 0};
    if (poll(&waiting, 1, -1) < 0) return 1;
    ipcMain.dispatch();
    if (how == "late" && kept) {
      std::cout << "main answers after the listener has returned" << std::endl;
      kept->returnValue = "late answer of main";
      kept.reset();
    }
  }
}
