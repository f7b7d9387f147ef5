// Whole calls through shared memory.
#include <gtest/gtest.h>

#include <string>

#include "support/world.h"

namespace triwire {
namespace {

class SharedMemoryCallTest : public ::testing::Test {
 protected:
  SharedMemoryCallTest() {
    world.settings.sharedMemory = SharedMemory::REQUEST;
    world.ipcMain.on("echo", [](IpcMainEvent& event, const Args& args) {
      event.sender.send("event", args[0]);
      event.returnValue = args[0];
    });
    world.ipcMain.handle("echo", [](IpcMainInvokeEvent&, const Args& args) { return args[0]; });
  }

  World world;
};

// Larger than the ring, and smaller; asleep at every step, and awake.
TEST_F(SharedMemoryCallTest, ValuesOfAnySizeCross) {
  for (const bool polls : {false, true}) {
    if (!polls) world.settings.pollMax = {};
    world.run([](IpcRenderer& ipcRenderer) {
      int events = 0;
      ipcRenderer.on("event", [&](IpcRendererEvent&, const Args&) { ++events; });
      for (const std::size_t size : {0U, 100U, 131'072U, 3'000'000U}) {
        const Value value(std::string(size, 'x'));
        EXPECT_EQ(ipcRenderer.sendSync("echo", value), value);
        EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("echo", value)), value);
      }
      EXPECT_EQ(events, 4);
    });
  }
}

TEST_F(SharedMemoryCallTest, WhatWasSentBeforeTheEndIsDelivered) {
  int messages = 0;
  world.ipcMain.on("message", [&](IpcMainEvent&, const Args&) { ++messages; });
  world.run([](IpcRenderer& ipcRenderer) {
    ipcRenderer.sendSync("echo");  // Connected; what is sent before that goes with the welcome.
    for (int i = 0; i < 5'000; ++i) ipcRenderer.send("message", std::string(200, 'x'));
  });
  EXPECT_EQ(messages, 5'000);
}

TEST_F(SharedMemoryCallTest, MainThatGoesEndsTheCallThatBlocks) {
  world.ipcMain.on("end", [&](IpcMainEvent&, const Args&) {
    world.ipcMain.close();
    world.ipcMain.stop();
  });
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("end"); }), "threw DISCONNECTED");
  });
}

}  // namespace
}  // namespace triwire
