// Main's side of `ipcRenderer.send`. Arguments: the socket's path, and "reply" or "silent".
#include <triwire/ipc_main.h>

#include <iostream>
#include <string>

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const bool replies = std::string(argv[2]) == "reply";

  IpcMain ipcMain;
  ipcMain.on("render-send-to-main", [&](IpcMainEvent& event, const Args& args) {
    std::cout << "main received: " << args[0].asString() << std::endl;
    if (replies) event.reply("main-reply-to-render", "answer of main through reply");
  });
  ipcMain.handle("render-is-done", [](IpcMainInvokeEvent&, const Args&) {});
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });

  ipcMain.listen(argv[1]);
  ipcMain.run();
}
