// The renderer's side of `ipcRenderer.sendSync`. Arguments: the socket's path, and the deadline in
// milliseconds, if any.
#include <triwire/ipc_renderer.h>

#include <chrono>
#include <iostream>
#include <string>

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) return 2;
  CallOptions options;
  if (argc == 3) options.deadline = std::chrono::milliseconds(std::stoi(argv[2]));
  IpcRenderer ipcRenderer(argv[1]);

  try {
    const Value replyMessage = ipcRenderer.sendSync(options, "render-send-sync-to-main",
                                                    "message sent to main through sendSync");
    std::cout << "sendSync returned " << replyMessage << std::endl;
  } catch (const CallError& error) {
    std::cout << "sendSync threw " << nameOf(error.kind()) << std::endl;
  }
  std::cout << "the code after sendSync runs" << std::endl;
}
