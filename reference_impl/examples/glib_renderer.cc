// A renderer process inside of GLib's loop. Argument: the socket's path.
#include <glib-unix.h>
#include <glib.h>
#include <triwire/ipc_renderer.h>

#include <iostream>
#include <string_view>

using namespace triwire;

namespace {

gboolean dispatch(gint, GIOCondition, gpointer data) {
  static_cast<IpcRenderer*>(data)->dispatch();
  return G_SOURCE_CONTINUE;
}

gboolean call(gpointer data) {
  IpcRenderer& ipcRenderer = *static_cast<IpcRenderer*>(data);
  ipcRenderer.invoke("work", "a task of the renderer").then([&](const Value& result) {
    std::cout << "invoke fulfilled with " << result << std::endl;
    ipcRenderer.close();
  });
  std::cout << "the code after invoke runs" << std::endl;
  return G_SOURCE_REMOVE;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  GMainLoop* loop = g_main_loop_new(nullptr, FALSE);
  IpcRenderer ipcRenderer(argv[1]);
  // Also if main vanishes: the loop ends in any case.
  ipcRenderer.onClose([&](std::string_view) { g_main_loop_quit(loop); });

  // All that the loop needs to know: dispatch when the descriptor is readable.
  g_unix_fd_add(ipcRenderer.fd(), G_IO_IN, dispatch, &ipcRenderer);
  g_idle_add(call, &ipcRenderer);  // Another source of the same loop, on the same thread.
  g_main_loop_run(loop);
  g_main_loop_unref(loop);
}
