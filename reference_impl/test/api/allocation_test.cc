// What a whole message costs in allocations, of main and renderer together, once messages like it have
// been sent before.
#include <gtest/gtest.h>

#include <thread>

#include "support/allocations.h"
#include "support/duo.h"
#include "wire/recycled.h"

namespace triwire {
namespace {

IpcRendererOptions optionsOf(SharedMemory sharedMemory) {
  IpcRendererOptions options;
  options.settings.sharedMemory = sharedMemory;
  return options;
}

/// Small values: numbers, and strings that need no memory of their own.
class AllocationOfCallsTest : public ::testing::TestWithParam<SharedMemory> {
 protected:
  AllocationOfCallsTest() : duo({}, optionsOf(GetParam())) {
    if (!wire::RECYCLES) return;
    duo.ipcMain.on("message", [this](IpcMainEvent&, const Args&) { ++came; });
    duo.ipcMain.on("burst", [](IpcMainEvent& event, const Args& args) {
      event.sender.send("event", args[0], true);
    });
    duo.ipcMain.handle("echo", [](IpcMainInvokeEvent&, const Args& args) { return args[0]; });
    duo.ipcRenderer.on("event", [this](IpcRendererEvent&, const Args&) { ++came; });
  }

  Duo duo;
  int came = 0;
};

TEST_P(AllocationOfCallsTest, SendCostsNone) {
  if (!wire::RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  EXPECT_EQ(costOfHundred([&] {
              const int before = came;
              duo.ipcRenderer.send("message", 1, "text");
              duo.turnUntil([&] { return came > before; });
            }),
            0U);
}

TEST_P(AllocationOfCallsTest, AStringUsesTheMemoryOfTheOneBeforeIt) {
  if (!wire::RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  const Value text(std::string(64, 'x'));
  EXPECT_EQ(costOfHundred([&] {
              const int before = came;
              duo.ipcRenderer.send("message", text);
              duo.turnUntil([&] { return came > before; });
            }),
            0U);
}

TEST_P(AllocationOfCallsTest, EventCostsNone) {
  if (!wire::RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  EXPECT_EQ(costOfHundred([&] {
              const int before = came;
              duo.ipcRenderer.send("burst", "text");
              duo.turnUntil([&] { return came > before; });
            }),
            0U);
}

TEST_P(AllocationOfCallsTest, InvokeCostsNone) {
  if (!wire::RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  EXPECT_EQ(costOfHundred([&] {
              const Promise promise = duo.ipcRenderer.invoke("echo", "text");
              duo.turnUntil([&] { return promise.state() != Promise::State::PENDING; });
              EXPECT_EQ(promise.value(), Value("text"));
            }),
            0U);
}

TEST_P(AllocationOfCallsTest, SendSyncCostsNone) {
  if (!wire::RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  SocketPair sockets;
  IpcMain ipcMain;
  ipcMain.on("echo", [](IpcMainEvent& event, const Args& args) { event.returnValue = args[0]; });
  ipcMain.adopt(sockets.left.release());
  std::thread renderer([&] {
    IpcRenderer ipcRenderer(sockets.right.release(), optionsOf(GetParam()));
    EXPECT_EQ(costOfHundred([&] { EXPECT_EQ(ipcRenderer.sendSync("echo", 7), Value(7)); }), 0U);
    ipcMain.stop();
  });
  // IpcMain belongs to this thread.
  ipcMain.run();
  renderer.join();
}

INSTANTIATE_TEST_SUITE_P(Links, AllocationOfCallsTest,
                         ::testing::Values(SharedMemory::NEVER, SharedMemory::REQUEST),
                         [](const auto& link) {
                           return link.param == SharedMemory::NEVER ? "socket" : "sharedMemory";
                         });

}  // namespace
}  // namespace triwire
