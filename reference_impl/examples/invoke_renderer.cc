// The renderer's side of `ipcRenderer.invoke`. Argument: the socket's path.
#include <triwire/ipc_renderer.h>

#include <iostream>

using namespace triwire;

namespace {

Promise render(IpcRenderer& ipcRenderer) {
  const Value replyMessage =
      co_await ipcRenderer.invoke("render-invoke-to-main", "message sent through invoke");
  std::cout << "invoke fulfilled with " << replyMessage << std::endl;
  co_return replyMessage;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  IpcRenderer ipcRenderer(argv[1]);

  const Promise rendered = render(ipcRenderer);
  std::cout << "the code after invoke runs" << std::endl;

  for (int turn = 1; turn <= 2; ++turn) {
    const Value seconds = ipcRenderer.sendSync("render-turns-clock", 1);
    const bool isPending = rendered.state() == Promise::State::PENDING;
    std::cout << "renderer goes on at " << seconds << " s, the invoke is "
              << (isPending ? "pending" : "settled") << std::endl;
  }
  ipcRenderer.wait(rendered);
}
