// The renderer's side of `ipcRenderer.send`. Argument: the socket's path.
#include <triwire/ipc_renderer.h>

#include <iostream>

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  IpcRenderer ipcRenderer(argv[1]);
  ipcRenderer.on("main-reply-to-render", [](IpcRendererEvent&, const Args& args) {
    std::cout << "renderer received: " << args[0].asString() << std::endl;
  });

  ipcRenderer.send("render-send-to-main", "message sent by the renderer through send");
  std::cout << "the code after send runs" << std::endl;

  // A reply, if main gives one, is an event: it comes before the result of a later invoke.
  ipcRenderer.wait(ipcRenderer.invoke("render-is-done"));
  std::cout << "renderer is done" << std::endl;
}
