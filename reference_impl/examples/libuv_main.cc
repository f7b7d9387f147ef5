// A main process inside of libuv's loop, with work in libuv's pool of threads. Argument: the socket's
// path.
#include <triwire/ipc_main.h>
#include <uv.h>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>

using namespace triwire;

namespace {

/// One task of a renderer's.
struct Work {
  uv_work_t request{};
  Resolver resolver;
  std::string task;
  std::string result;
};

void dispatch(uv_poll_t* handle, int, int) { static_cast<IpcMain*>(handle->data)->dispatch(); }

/// In a thread of the pool, which touches nothing of Triwire.
void doWork(uv_work_t* request) {
  Work& work = *static_cast<Work*>(request->data);
  work.result = work.task + ", done in another thread";
}

/// Back in the loop's thread, to which the promise belongs.
void finishWork(uv_work_t* request, int) {
  const std::unique_ptr<Work> work(static_cast<Work*>(request->data));
  work->resolver.resolve(work->result);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  uv_poll_t handle{};

  IpcMain ipcMain;
  ipcMain.handle("work", [&](IpcMainInvokeEvent&, const Args& args) {
    std::cout << "main received: " << args[0].asString() << std::endl;
    const auto [promise, resolver] = Promise::withResolver();
    auto work = std::make_unique<Work>(Work{{}, resolver, args[0].asString(), {}});
    work->request.data = work.get();
    uv_queue_work(uv_default_loop(), &work.release()->request, doWork, finishWork);
    return promise;
  });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) {
    uv_poll_stop(&handle);  // Nothing is left to wait for: the loop ends.
  });
  ipcMain.listen(argv[1]);

  // All that the loop needs to know: dispatch when the descriptor is readable.
  uv_poll_init(uv_default_loop(), &handle, ipcMain.fd());
  handle.data = &ipcMain;
  uv_poll_start(&handle, UV_READABLE, dispatch);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
