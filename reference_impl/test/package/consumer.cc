#include <sys/socket.h>
#include <triwire/ipc_main.h>
#include <triwire/ipc_renderer.h>

#include <cstdio>

int main() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
  triwire::IpcMain ipcMain;
  ipcMain.handle("greet", [](auto&, const auto& args) { return "hello " + args[0].asString(); });
  ipcMain.adopt(ends[0]);
  triwire::IpcRenderer ipcRenderer(ends[1]);
  const triwire::Promise greeting = ipcRenderer.invoke("greet", "world");
  while (greeting.state() == triwire::Promise::State::PENDING) {
    ipcMain.dispatch();
    ipcRenderer.dispatch();
  }
  std::puts(greeting.value().asString().c_str());
}
