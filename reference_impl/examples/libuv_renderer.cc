// A renderer process inside of libuv's loop, and a thread that has something to say. Argument: the
// socket's path.
#include <triwire/ipc_renderer.h>
#include <uv.h>

#include <iostream>
#include <string_view>
#include <thread>

using namespace triwire;

namespace {

void dispatch(uv_poll_t* handle, int, int) { static_cast<IpcRenderer*>(handle->data)->dispatch(); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  IpcRenderer ipcRenderer(argv[1]);

  // All that the loop needs to know: dispatch when the descriptor is readable.
  uv_poll_t handle{};
  uv_poll_init(uv_default_loop(), &handle, ipcRenderer.fd());
  handle.data = &ipcRenderer;
  uv_poll_start(&handle, UV_READABLE, dispatch);
  // Also if main vanishes: with nothing left to wait for, the loop ends.
  ipcRenderer.onClose([&](std::string_view) { uv_poll_stop(&handle); });

  std::thread worker([&] {
    // The object belongs to the loop's thread; `post` is how another one reaches it.
    ipcRenderer.post([&] {
      std::cout << "the worker's task runs in the loop" << std::endl;
      ipcRenderer.invoke("work", "a task of the worker's").then([&](const Value& result) {
        std::cout << "invoke fulfilled with " << result << std::endl;
        ipcRenderer.close();
      });
    });
  });
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  worker.join();
}
