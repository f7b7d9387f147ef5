// Who finds no room can wait for it; and what other threads post.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/duo.h"
#include "support/world.h"

namespace triwire {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string BIG(256U << 10U, 'x');

template <class Options>
Options narrow() {
  Options options;
  options.outgoingBytesMax = 1U << 20U;
  return options;
}
constexpr CallOptions WAITING{std::nullopt, WhenFull::WAIT};
constexpr CallOptions BRIEFLY{milliseconds(1), WhenFull::WAIT};

// TW-WIRE-52 TW-WIRE-18
TEST(WaitingTest, ARendererThatWaitsSendsEverythingAndReadsMeanwhile) {
  World world;
  static constexpr int COUNT = 100;
  int received = 0;
  world.ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    ++received;
    event.reply("r", BIG);  // Main writes as much, so that both would be full.
  });
  world.ipcMain.handle("fence", [](IpcMainInvokeEvent&, const Args&) {});
  SocketPair sockets;
  world.ipcMain.adopt(sockets.left.release());
  world.ipcMain.onDisconnect([&](const WebContents&, std::string_view) { world.ipcMain.stop(); });
  std::thread renderer([socket = sockets.right.release()] {
    IpcRenderer ipcRenderer(socket, narrow<IpcRendererOptions>());
    int replies = 0;
    ipcRenderer.on("r", [&](IpcRendererEvent&, const Args&) { ++replies; });
    for (int i = 0; i < COUNT; ++i) ipcRenderer.send(WAITING, "c", BIG);
    EXPECT_EQ(replies, 0);  // Nothing is dispatched inside a call.
    ipcRenderer.wait(ipcRenderer.invoke("fence"));
    EXPECT_EQ(replies, COUNT);
  });
  world.ipcMain.run();
  renderer.join();
  EXPECT_EQ(received, COUNT);
}

/// A renderer whose main does not read, after as much as it may send.
struct Full : Duo {
  Full() : Duo({}, narrow<IpcRendererOptions>()) {
    while (ipcRenderer.trySend("c", BIG) == OutcomeKind::VALUE) {
    }
  }
  ~Full() { ipcMain.close(); }  // Else the renderer's end would wait for it to read.
};

// TW-WIRE-52
TEST(WaitingTest, TheDeadlineEndsTheWaitOfEachKindOfCall) {
  Full full;
  EXPECT_EQ(full.ipcRenderer.trySend(BRIEFLY, "c", Args{BIG}), OutcomeKind::DEADLINE_EXCEEDED);
  EXPECT_EQ(ending([&] { return full.ipcRenderer.sendSync(BRIEFLY, "c", BIG); }),
            "threw DEADLINE_EXCEEDED");
  const Promise promise = full.ipcRenderer.invoke(BRIEFLY, "c", BIG);
  EXPECT_EQ(ending([&] { return full.ipcRenderer.wait(promise); }), "threw DEADLINE_EXCEEDED");
}

TEST(WaitingTest, WhatWouldNeverFitDoesNotWait) {
  Full full;
  const std::string never(2U << 20U, 'x');
  EXPECT_EQ(full.ipcRenderer.trySend(WAITING, "c", Args{never}), OutcomeKind::OVERLOADED);
}

// TW-WIRE-52
TEST(WaitingTest, TheEndOfTheLinkEndsTheWait) {
  std::optional<IpcMain> ipcMain(std::in_place);
  SocketPair sockets;
  ipcMain->adopt(sockets.left.release());
  IpcRenderer ipcRenderer(sockets.right.release(), narrow<IpcRendererOptions>());
  while (ipcRenderer.id() == 0) {
    ipcMain->dispatch();
    ipcRenderer.dispatch();
  }
  while (ipcRenderer.trySend("c", BIG) == OutcomeKind::VALUE) {
  }
  ipcMain.reset();
  EXPECT_EQ(ipcRenderer.trySend(WAITING, "c", Args{BIG}), OutcomeKind::DISCONNECTED);
}

/// A main whose renderer does not read, after as much as it may send.
struct FullMain : Duo {
  FullMain() : Duo(narrow<IpcMainOptions>(), {}) {
    while (sender().trySend("e", BIG) == OutcomeKind::VALUE) {
    }
  }
  ~FullMain() { ipcRenderer.close(); }
  std::string waited(const Promise& promise) {
    while (promise.state() == Promise::State::PENDING) ipcMain.dispatch();
    return ending([&] {
      if (promise.error()) std::rethrow_exception(promise.error());
      return promise.value();
    });
  }
};

// TW-WIRE-52
TEST(WaitingTest, MainIsToldWhenThereIsRoom) {
  FullMain full;
  int received = 0;
  full.ipcRenderer.on("e", [&](IpcRendererEvent&, const Args&) { ++received; });
  const Promise drained = full.sender().drained();
  full.ipcMain.dispatch();
  EXPECT_EQ(drained.state(), Promise::State::PENDING);
  full.turnUntil([&] { return drained.state() != Promise::State::PENDING; });
  EXPECT_EQ(drained.state(), Promise::State::FULFILLED);
  EXPECT_GT(received, 0);
  EXPECT_EQ(full.sender().trySend("e", BIG), OutcomeKind::VALUE);
}

// TW-WIRE-52
TEST(WaitingTest, MainIsToldWhenTheDeadlinePassesOrTheRendererGoes) {
  FullMain full;
  EXPECT_EQ(full.waited(full.sender().drained(milliseconds(1))), "threw DEADLINE_EXCEEDED");
  const WebContents sender = full.sender();
  const Promise drained = sender.drained();
  full.ipcMain.close();
  EXPECT_EQ(full.waited(drained), "threw DISCONNECTED");
  EXPECT_EQ(full.waited(sender.drained()), "threw DISCONNECTED");
}

// TW-WIRE-51
TEST(WaitingTest, AScriptThatNeverReturnsToItsLoopMayNotBlockForEver) {
  World world;
  world.ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    event.reply("e");
    event.reply("e");
    event.returnValue = 1;
  });
  SocketPair sockets;
  world.ipcMain.adopt(sockets.left.release());
  world.ipcMain.onDisconnect([&](const WebContents&, std::string_view) { world.ipcMain.stop(); });
  std::thread renderer([socket = sockets.right.release()] {
    IpcRendererOptions options;
    options.limits.deferredMessagesMax = 5;
    IpcRenderer ipcRenderer(socket, options);
    std::vector<std::string> endings;
    for (int i = 0; i < 4; ++i) {
      endings.push_back(ending([&] { return ipcRenderer.sendSync("c"); }));
    }
    EXPECT_THAT(endings,
                ElementsAre("returned 1", "returned 1", "returned 1", "threw OVERLOADED"));
    ipcRenderer.dispatch();  // Back in its loop, it is given them.
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("c"); }), "returned 1");
  });
  world.ipcMain.run();
  renderer.join();
}

// TW-SYNC-23 TW-INVOKE-34
TEST(WaitingTest, LateAnswersAreCounted) {
  Duo duo;
  std::vector<Resolver> pending;
  std::vector<IpcMainInvokeEvent> events;
  duo.ipcMain.handle("c", [&](const IpcMainInvokeEvent& event, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    pending.push_back(made.resolver);
    events.push_back(event);
    return made.promise;
  });
  const Promise givenUp = duo.ipcRenderer.invoke("c");
  duo.turnUntil([&] { return pending.size() == 1; });
  EXPECT_TRUE(givenUp.cancel());
  EXPECT_FALSE(events[0].cancelled());
  pending[0].resolve("crosses the cancellation");
  duo.turnUntil([&] { return duo.ipcRenderer.lateAnswers() > 0; });
  EXPECT_EQ(duo.ipcRenderer.lateAnswers(), 1U);
}

TEST(PostTest, TasksOfOtherThreadsRunInOrderInTheNextDispatch) {
  World world;
  std::vector<int> ran;
  const std::thread::id owner = std::this_thread::get_id();
  std::thread other([&] {
    for (int i = 0; i < 3; ++i) {
      world.ipcMain.post([&, i] {
        EXPECT_EQ(std::this_thread::get_id(), owner);
        ran.push_back(i);
      });
    }
    world.ipcMain.post([] { throw std::runtime_error("a mistake"); });
    world.ipcMain.post([&] { world.ipcMain.stop(); });
  });
  world.ipcMain.run();
  other.join();
  EXPECT_THAT(ran, ElementsAre(0, 1, 2));
  EXPECT_EQ(world.uncaught.size(), 1U);
}

TEST(PostTest, ARendererRunsThemInItsLoopAndNotInsideACall) {
  World world;
  world.ipcMain.on("c", [](IpcMainEvent& event, const Args&) { event.returnValue = 1; });
  world.run([](IpcRenderer& ipcRenderer) {
    std::vector<std::string> ran;
    std::thread([&] { ipcRenderer.post([&] { ran.emplace_back("posted"); }); }).join();
    ipcRenderer.sendSync("c");
    EXPECT_THAT(ran, IsEmpty());
    ipcRenderer.post([&] { ipcRenderer.stop(); });
    ipcRenderer.run();
    EXPECT_THAT(ran, ElementsAre("posted"));
  });
}

}  // namespace
}  // namespace triwire
