// Main's side of `ipcRenderer.invoke`. Arguments: the socket's path, and "result" or "nothing":
// what the handler returns.
//
// The work takes two seconds of a clock that the renderer turns by hand.
#include <triwire/ipc_main.h>

#include <iostream>
#include <string>

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const bool returnsResult = std::string(argv[2]) == "result";
  double seconds = 0;
  const auto [twoSeconds, timer] = Promise::withResolver();
  const Promise asyncWork = twoSeconds;

  IpcMain ipcMain;
  // A coroutine: it takes its arguments by value.
  ipcMain.handle("render-invoke-to-main", [&](IpcMainInvokeEvent, Args args) -> Promise {
    std::cout << "main received: " << args[0].asString() << std::endl;
    const Value result = co_await asyncWork;
    co_return returnsResult ? result : Value();
  });
  ipcMain.on("render-turns-clock", [&, resolver = timer](IpcMainEvent& event, const Args& args) {
    seconds += args[0].asNumber();
    std::cout << "main's clock: " << seconds << " s" << std::endl;
    if (seconds >= 2) resolver.resolve("result of the asynchronous work");
    event.returnValue = seconds;
  });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });

  ipcMain.listen(argv[1]);
  ipcMain.run();
}
