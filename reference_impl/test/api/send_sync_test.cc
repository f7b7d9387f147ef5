#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "support/world.h"

namespace triwire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const CallOptions SOON{std::chrono::milliseconds(20)};

class SendSyncTest : public ::testing::Test {
 protected:
  /// What one `sendSync("c")` does.
  std::string sendSync(const CallOptions& options = {}) {
    std::string how;
    world.run([&](IpcRenderer& ipcRenderer) {
      how = ending([&] { return ipcRenderer.sendSync(options, "c"); });
    });
    return how;
  }

  World world;
  IpcMain& ipcMain = world.ipcMain;
};

// TW-SYNC-1 TW-SYNC-4 TW-SYNC-5
TEST_F(SendSyncTest, ReturnsWhatWasAssigned) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args& args) { event.returnValue = args[0]; });
  world.run([](IpcRenderer& ipcRenderer) {
    for (const Value& value : {Value("text"), Value(), Value(nullptr), Value(false), Value(0),
                               Value(""), Value(std::nan("")), Value::array({1, 2})}) {
      EXPECT_EQ(ipcRenderer.sendSync("c", value), value);
    }
  });
}

// TW-SYNC-2 TW-SYNC-3
TEST_F(SendSyncTest, TheFirstAssignmentWinsAndLaterOnesDoNotThrow) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    event.returnValue = 1;
    event.returnValue = 2;
    event.returnValue = Value::unclonable("function");
  });
  EXPECT_EQ(sendSync(), "returned 1");
  EXPECT_THAT(world.uncaught, IsEmpty());
}

// TW-SYNC-6 TW-SYNC-7 TW-BLOCK-6
TEST_F(SendSyncTest, AHeldEventIsAnsweredLaterWhileOthersAreServed) {
  std::optional<IpcMainEvent> held;
  ipcMain.on("hold", [&](IpcMainEvent& event, const Args&) { held = event; });
  ipcMain.on("answer the other", [&](IpcMainEvent& event, const Args&) {
    event.returnValue = held.has_value();
    if (held) held->returnValue = "late";
    held.reset();
  });
  world.run({[](IpcRenderer& blocked) { EXPECT_EQ(blocked.sendSync("hold"), Value("late")); },
             [](IpcRenderer& other) {
               while (!other.sendSync("answer the other").asBoolean()) {
               }
             }});
}

// TW-SYNC-8
TEST_F(SendSyncTest, AReleasedEventIsNoReply) {
  ipcMain.on("c", [](IpcMainEvent&, const Args&) {});
  EXPECT_EQ(sendSync(), "threw NO_REPLY");
}

// TW-SYNC-10 TW-SYNC-12
TEST_F(SendSyncTest, WithoutListenerFailsAtOnceAndCallsNoHandler) {
  bool isCalled = false;
  ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) { isCalled = true; });
  EXPECT_EQ(sendSync(), "threw NO_LISTENER");
  EXPECT_FALSE(isCalled);
}

// TW-SYNC-13 TW-SYNC-14 TW-ORDER-9
TEST_F(SendSyncTest, EveryListenerIsCalledInOrder) {
  std::vector<int> called;
  ipcMain.on("c", [&](IpcMainEvent&, const Args&) {
    called.push_back(1);
    return 5;
  });
  ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    called.push_back(2);
    event.returnValue = 2;
  });
  ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    called.push_back(3);
    event.returnValue = 3;
  });
  EXPECT_EQ(sendSync(), "returned 2");
  EXPECT_THAT(called, ElementsAre(1, 2, 3));
}

// TW-SYNC-15 TW-SYNC-16
TEST_F(SendSyncTest, AListenerThatThrowsStopsTheRestAndIsNotHeardOf) {
  bool isCalled = false;
  ipcMain.on("c", [](IpcMainEvent&, const Args&) { throw JsError("secret"); });
  ipcMain.on("c", [&](IpcMainEvent&, const Args&) { isCalled = true; });
  EXPECT_EQ(sendSync(), "threw NO_REPLY");
  EXPECT_FALSE(isCalled);
  EXPECT_EQ(world.uncaught.size(), 1U);
}

// TW-SYNC-17
TEST_F(SendSyncTest, AnAnswerBeforeAThrowStands) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    event.returnValue = 1;
    throw JsError("after");
  });
  EXPECT_EQ(sendSync(), "returned 1");
}

// TW-SYNC-18 TW-SYNC-19
TEST_F(SendSyncTest, AnUnclonableAssignmentThrowsAndLeavesTheSlotOpen) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args&) {
    EXPECT_THROW(event.returnValue = Value::object({{"f", Value::unclonable("function")}}),
                 UnclonableError);
    event.returnValue = 1;
  });
  EXPECT_EQ(sendSync(), "returned 1");
}

// TW-SYNC-20
TEST_F(SendSyncTest, UnclonableArgumentsThrowAndNothingIsSent) {
  bool isCalled = false;
  ipcMain.on("c", [&](IpcMainEvent&, const Args&) { isCalled = true; });
  world.run([](IpcRenderer& ipcRenderer) {
    const Value bad = Value::object({{"f", Value::unclonable("function")}});
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("c", 0, bad); }),
              "threw UNCLONABLE args[1].f");
    EXPECT_EQ(ipcRenderer.trySendSync({}, "c", {bad}).kind, OutcomeKind::UNCLONABLE);
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("fence"); }), "threw NO_LISTENER");
  });
  EXPECT_FALSE(isCalled);
}

// TW-SYNC-21
TEST_F(SendSyncTest, AOnceListenerAnswersOneCall) {
  ipcMain.once("c", [](IpcMainEvent& event, const Args&) { event.returnValue = 1; });
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ipcRenderer.sendSync("c"), Value(1));
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("c"); }), "threw NO_LISTENER");
  });
}

// TW-SYNC-22 TW-SYNC-23
TEST_F(SendSyncTest, ALateAnswerAfterTheDeadlineChangesNothing) {
  std::optional<IpcMainEvent> held;
  bool isToldSo = false;
  ipcMain.on("hold", [&](IpcMainEvent& event, const Args&) {
    event.onCancel([&] { isToldSo = true; });
    held = event;
  });
  ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    EXPECT_TRUE(held->cancelled());
    held->returnValue = "too late";
    event.returnValue = "mine";
  });
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync(SOON, "hold"); }),
              "threw DEADLINE_EXCEEDED");
    EXPECT_EQ(ipcRenderer.sendSync("c"), Value("mine"));
  });
  EXPECT_TRUE(isToldSo);
}

// TW-SYNC-24 TW-SYNC-27 TW-LIFE-3
TEST_F(SendSyncTest, MainsEndEndsTheWaitAndEveryLaterCall) {
  ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    const IpcMainEvent held = event;
    ipcMain.close();
    held.returnValue = "to nobody";  // TW-SYNC-25
  });
  world.run([](IpcRenderer& ipcRenderer) {
    std::string reason;
    ipcRenderer.onClose([&](std::string_view text) { reason = text; });
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("c"); }), "threw DISCONNECTED");
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("c"); }), "threw DISCONNECTED");
    EXPECT_THROW(ipcRenderer.send("c"), CallError);
    ipcRenderer.run();
    EXPECT_FALSE(reason.empty());
  });
}

// TW-SYNC-9 TW-SYNC-11 TW-SYNC-28
TEST(SendSyncElectronTest, NoAnswerIsAValue) {
  World world(Profile::ELECTRON);
  world.ipcMain.on("released", [](IpcMainEvent&, const Args&) {});
  world.ipcMain.on("close", [&](IpcMainEvent&, const Args&) { world.ipcMain.close(); });
  world.run([](IpcRenderer& ipcRenderer) {
    const Value neverSent = Value::object({{"error", "reply was never sent"}});
    EXPECT_EQ(ipcRenderer.sendSync("released"), neverSent);
    EXPECT_EQ(ipcRenderer.sendSync("nobody listens"), neverSent);
    EXPECT_EQ(ipcRenderer.sendSync("close"), Value(nullptr));
  });
  EXPECT_THAT(world.logged, ElementsAre("WebContents #1 called ipcRenderer.sendSync() with "
                                        "'nobody listens' channel without listeners."));
}

}  // namespace
}  // namespace triwire
