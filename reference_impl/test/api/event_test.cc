#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/world.h"

namespace triwire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventTest : public ::testing::Test {
 protected:
  EventTest() {
    ipcMain.handle("fence", [](IpcMainInvokeEvent&, const Args&) {});
  }
  /// Every event that main sent before is dispatched when this returns (TW-ORDER-13).
  static void fence(IpcRenderer& ipcRenderer) { ipcRenderer.wait(ipcRenderer.invoke("fence")); }

  World world;
  IpcMain& ipcMain = world.ipcMain;
};

// TW-SEND-11 TW-SEND-12 TW-ORDER-1 TW-ORDER-3
TEST_F(EventTest, MessagesArriveAsSentInOrder) {
  std::vector<std::string> received;
  const std::string odd("odd \0 \xc3\xa9", 8);
  for (const std::string& channel : {std::string(), std::string("c"), odd}) {
    ipcMain.on(channel, [&received, channel](IpcMainEvent&, const Args& args) {
      received.push_back(channel + std::to_string(args.size()));
    });
  }
  world.run([&](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    ipcRenderer.send("", 1, Value());
    ipcRenderer.send("C", "nobody listens");
    ipcRenderer.send(odd, Value());
    fence(ipcRenderer);
  });
  EXPECT_THAT(received, ElementsAre("c0", "2", odd + "1"));
}

// TW-REPLY-1 TW-REPLY-2 TW-REPLY-5 TW-BLOCK-9 TW-ORDER-12
TEST_F(EventTest, RepliesAreDispatchedAfterTheScriptInOrder) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    event.reply("r", 1);
    event.sender.send("r", 2);
    event.returnValue = "of a send: nobody reads it";
  });
  world.run([](IpcRenderer& ipcRenderer) {
    std::vector<double> received;
    ipcRenderer.send("c");
    ipcRenderer.on(
        "r", [&](IpcRendererEvent&, const Args& args) { received.push_back(args[0].asNumber()); });
    EXPECT_THAT(received, IsEmpty());
    fence(ipcRenderer);
    EXPECT_THAT(received, ElementsAre(1, 2));
  });
}

// TW-REPLY-6 TW-BLOCK-2 TW-BLOCK-4 TW-BLOCK-5 TW-BLOCK-12
TEST_F(EventTest, WhatArrivesDuringASendSyncWaitsUntilTheScriptHasEnded) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args& args) {
    event.reply("r", args[0]);
    event.returnValue = args[0];
  });
  world.run([](IpcRenderer& ipcRenderer) {
    std::vector<double> received;
    bool isNested = false;
    ipcRenderer.on("r", [&](IpcRendererEvent& event, const Args& args) {
      EXPECT_FALSE(isNested);
      isNested = true;
      received.push_back(args[0].asNumber());
      if (args[0] == Value(1)) {
        EXPECT_EQ(event.sender.sendSync("c", 3), Value(3));
      }
      isNested = false;
    });
    EXPECT_EQ(ipcRenderer.sendSync("c", 1), Value(1));
    EXPECT_EQ(ipcRenderer.sendSync("c", 2), Value(2));
    EXPECT_THAT(received, IsEmpty());
    fence(ipcRenderer);  // Dispatches 1, whose listener asks for 3: perhaps behind this fence.
    fence(ipcRenderer);
    EXPECT_THAT(received, ElementsAre(1, 2, 3));
  });
}

// TW-REPLY-7 TW-LIFE-2
TEST_F(EventTest, ReplyingToARendererThatIsGoneDoesNothing) {
  std::optional<IpcMainEvent> held;
  ipcMain.on("c", [&](IpcMainEvent& event, const Args&) { held = event; });
  world.run([&](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    fence(ipcRenderer);
  });
  ASSERT_TRUE(held);
  EXPECT_TRUE(held->sender.isDestroyed());
  held->reply("r", 1);
  EXPECT_THAT(ipcMain.renderers(), IsEmpty());
}

// TW-REPLY-8
TEST_F(EventTest, AnUnclonableReplyThrows) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    EXPECT_THROW(event.reply("r", Value::unclonable("function")), UnclonableError);
  });
  world.run([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    fence(ipcRenderer);
  });
}

// TW-REPLY-9
TEST(EventElectronTest, AnUnclonableReplyIsLoggedAndLost) {
  World world(Profile::ELECTRON);
  world.ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    event.reply("r", Value::unclonable("function"));
    event.returnValue = 1;
  });
  world.run([](IpcRenderer& ipcRenderer) { EXPECT_EQ(ipcRenderer.sendSync("c"), Value(1)); });
  EXPECT_THAT(world.logged, ElementsAre("Error sending from webFrameMain: Error: Failed to "
                                        "serialize arguments"));
}

// TW-EMIT-1 TW-EMIT-2 TW-EMIT-3 TW-EMIT-4 TW-EMIT-5 TW-EMIT-6
TEST_F(EventTest, RegistrationsAreThoseOfAnEventEmitter) {
  std::vector<std::string> called;
  const auto note = [&](const std::string& name) {
    return [&called, name](IpcMainEvent&, const Args&) { called.push_back(name); };
  };
  ipcMain.once("c", note("once"));
  const ListenerId removed = ipcMain.on("c", note("twice"));
  const ListenerId during = ipcMain.on("c", note("removed during"));
  ipcMain.on("c", [&](IpcMainEvent&, const Args&) {
    ipcMain.on("c", note("added during"));
    ipcMain.off("c", during);
  });
  ipcMain.on("c", note("twice"));
  ipcMain.on("other", note("other"));
  EXPECT_TRUE(ipcMain.off("c", removed));
  EXPECT_FALSE(ipcMain.off("c", removed));

  world.run([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    ipcRenderer.send("c");
    fence(ipcRenderer);
  });
  EXPECT_THAT(called, ElementsAre("once", "removed during", "twice", "twice", "added during"));

  called.clear();
  ipcMain.removeAllListeners("c");
  world.run([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    ipcRenderer.send("other");
    fence(ipcRenderer);
  });
  EXPECT_THAT(called, ElementsAre("other"));
}

// TW-REPLY-10
TEST_F(EventTest, ARendererListenerThatThrowsStopsTheRestOfThatEventOnly) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args&) { event.reply("r"); });
  world.run([](IpcRenderer& ipcRenderer) {
    int first = 0;
    int second = 0;
    int uncaught = 0;
    ipcRenderer.onUncaughtException([&](std::exception_ptr) { ++uncaught; });
    ipcRenderer.on("r", [&](IpcRendererEvent&, const Args&) {
      if (++first == 1) throw JsError("once");
    });
    ipcRenderer.on("r", [&](IpcRendererEvent&, const Args&) { ++second; });
    ipcRenderer.send("c");
    ipcRenderer.send("c");
    fence(ipcRenderer);
    EXPECT_EQ(first, 2);
    EXPECT_EQ(second, 1);
    EXPECT_EQ(uncaught, 1);
  });
}

// A rejected listener coroutine reaches the application, and its lambda lives as long as it runs.
TEST_F(EventTest, AListenerMayBeACoroutine) {
  std::optional<Resolver> gate;
  const std::string text = "captured by a lambda that has been removed by the time it is used";
  ipcMain.once("c", [&gate, text](IpcMainEvent event, Args) -> Promise {
    auto [promise, resolver] = Promise::withResolver();
    gate = resolver;
    co_await promise;
    event.returnValue = text;
    throw JsError("at the end");
  });
  ipcMain.handle("is held", [&](IpcMainInvokeEvent&, const Args&) { return gate.has_value(); });
  ipcMain.on("open", [&](IpcMainEvent&, const Args&) { gate->resolve({}); });
  world.run({[&](IpcRenderer& blocked) { EXPECT_EQ(blocked.sendSync("c"), Value(text)); },
             [&](IpcRenderer& other) {
               // Until the first has been dispatched there is nothing to open.
               while (!other.wait(other.invoke("is held")).asBoolean()) {
               }
               other.send("open");
               fence(other);
             }});
  EXPECT_EQ(world.uncaught.size(), 1U);
}

}  // namespace
}  // namespace triwire
