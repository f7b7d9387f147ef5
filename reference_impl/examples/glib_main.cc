// A main process inside of GLib's loop. Argument: the socket's path.
#include <glib-unix.h>
#include <glib.h>
#include <triwire/ipc_main.h>

#include <iostream>
#include <optional>

using namespace triwire;

namespace {

gboolean dispatch(gint, GIOCondition, gpointer data) {
  static_cast<IpcMain*>(data)->dispatch();
  return G_SOURCE_CONTINUE;
}

gboolean finishWork(gpointer data) {
  std::cout << "GLib is idle: the work is done" << std::endl;
  static_cast<Resolver*>(data)->resolve("result of the asynchronous work");
  return G_SOURCE_REMOVE;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  GMainLoop* loop = g_main_loop_new(nullptr, FALSE);
  std::optional<Resolver> work;

  IpcMain ipcMain;
  ipcMain.handle("work", [&](IpcMainInvokeEvent&, const Args& args) {
    std::cout << "main received: " << args[0].asString() << std::endl;
    const auto [promise, resolver] = Promise::withResolver();
    work = resolver;
    g_idle_add(finishWork, &*work);  // Another source of the same loop.
    return promise;
  });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { g_main_loop_quit(loop); });
  ipcMain.listen(argv[1]);

  // All that the loop needs to know: dispatch when the descriptor is readable.
  g_unix_fd_add(ipcMain.fd(), G_IO_IN, dispatch, &ipcMain);
  g_main_loop_run(loop);
  g_main_loop_unref(loop);
}
