#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/world.h"

namespace triwire {
namespace {

using ::testing::ElementsAre;

class InvokeTest : public ::testing::Test {
 protected:
  /// How one `invoke("c")` ends.
  std::string invoke() {
    std::string how;
    world.run([&](IpcRenderer& ipcRenderer) { how = settlement(ipcRenderer, "c"); });
    return how;
  }
  static std::string settlement(IpcRenderer& ipcRenderer, std::string_view channel) {
    return ending([&] { return ipcRenderer.wait(ipcRenderer.invoke(channel)); });
  }

  World world;
  IpcMain& ipcMain = world.ipcMain;
};

// TW-INVOKE-1 TW-INVOKE-3
TEST_F(InvokeTest, FulfilsWithWhatTheHandlerReturns) {
  ipcMain.handle("echo", [](IpcMainInvokeEvent&, const Args& args) { return args[0]; });
  ipcMain.handle("text", [](IpcMainInvokeEvent&, const Args&) { return "text"; });
  ipcMain.handle("nothing", [](IpcMainInvokeEvent&, const Args&) {});
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("echo", Value::array({1}))), Value::array({1}));
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("text")), Value("text"));
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("nothing")), Value());
  });
}

// TW-INVOKE-2 TW-INVOKE-18 TW-BLOCK-7 TW-BLOCK-8 TW-ORDER-11
TEST_F(InvokeTest, APendingHandlerLetsEverythingElseGoOn) {
  std::vector<Resolver> pending;
  ipcMain.handle("c", [&](IpcMainInvokeEvent, Args) -> Promise {
    auto [promise, resolver] = Promise::withResolver();
    pending.push_back(resolver);
    co_return co_await promise;
  });
  ipcMain.on("settle", [&](IpcMainEvent& event, const Args& args) {
    pending.at(static_cast<std::size_t>(args[0].asNumber())).resolve(args[0]);
    event.returnValue = Value();
  });
  world.run([](IpcRenderer& ipcRenderer) {
    std::vector<double> settled;
    const auto note = [&](const Value& value) { settled.push_back(value.asNumber()); };
    const Promise first = ipcRenderer.invoke("c");
    const Promise second = ipcRenderer.invoke("c");
    first.then(note);
    second.then(note);
    ipcRenderer.sendSync("settle", 1);
    ipcRenderer.sendSync("settle", 0);
    EXPECT_TRUE(settled.empty());  // TW-BLOCK-9
    ipcRenderer.wait(first);
    EXPECT_THAT(settled, ElementsAre(1, 0));
  });
}

// TW-INVOKE-5 TW-INVOKE-6 TW-INVOKE-7 TW-INVOKE-8
TEST_F(InvokeTest, WithoutHandlerRejects) {
  ipcMain.on("c", [](IpcMainEvent&, const Args&) { ADD_FAILURE() << "a listener was called"; });
  world.run([](IpcRenderer& ipcRenderer) {
    try {
      ipcRenderer.wait(ipcRenderer.invoke("c"));
      FAIL();
    } catch (const CallError& error) {
      EXPECT_EQ(error.kind(), OutcomeKind::NO_HANDLER);
      EXPECT_STREQ(error.what(),
                   "Error invoking remote method 'c': Error: No handler registered for 'c'");
    }
  });
}

// TW-INVOKE-9 TW-INVOKE-10 TW-INVOKE-11
TEST_F(InvokeTest, WhatTheHandlerThrowsKeepsItsDetail) {
  ipcMain.handle("now", [](IpcMainInvokeEvent&, const Args&) -> Value {
    throw JsError("TypeError", "no such file", "ENOENT");
  });
  ipcMain.handle("later", [](IpcMainInvokeEvent, Args) -> Promise {
    co_await Promise::resolve({});
    throw JsError("TypeError", "no such file", "ENOENT");
  });
  world.run([](IpcRenderer& ipcRenderer) {
    for (const std::string channel : {"now", "later"}) {
      try {
        ipcRenderer.wait(ipcRenderer.invoke(channel));
        ADD_FAILURE();
      } catch (const CallError& error) {
        EXPECT_EQ(error.kind(), OutcomeKind::THROWN);
        EXPECT_EQ(error.what(),
                  "Error invoking remote method '" + channel + "': TypeError: no such file");
        EXPECT_EQ(error.outcome().thrown.name, "TypeError");
        EXPECT_EQ(error.outcome().thrown.message, "no such file");
        EXPECT_EQ(error.outcome().thrown.code, Value("ENOENT"));
      }
    }
  });
}

// TW-INVOKE-12 TW-INVOKE-14
TEST_F(InvokeTest, AnythingThrownRejects) {
  ipcMain.handle("throw", [](IpcMainInvokeEvent&, const Args& args) -> Value { throw args[0]; });
  ipcMain.handle("other", [](IpcMainInvokeEvent&, const Args&) -> Value { throw 5; });
  world.run([](IpcRenderer& ipcRenderer) {
    for (const Value& thrown : {Value(""), Value(nullptr), Value(), Value(0)}) {
      const Promise promise = ipcRenderer.invoke("throw", thrown);
      EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw THROWN");
    }
    EXPECT_EQ(settlement(ipcRenderer, "other"), "threw THROWN");
  });
}

// TW-INVOKE-16
TEST_F(InvokeTest, APromiseThatNobodyCanSettleIsNoReply) {
  ipcMain.handle("promise",
                 [](IpcMainInvokeEvent&, const Args&) { return Promise::withResolver().promise; });
  ipcMain.handle("coroutine", [](IpcMainInvokeEvent, Args) -> Promise {
    const Promise promise = Promise::withResolver().promise;
    co_return co_await promise;
  });
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(settlement(ipcRenderer, "promise"), "threw NO_REPLY");
    EXPECT_EQ(settlement(ipcRenderer, "coroutine"), "threw NO_REPLY");
  });
}

// TW-INVOKE-19 TW-INVOKE-31
TEST_F(InvokeTest, UnclonableArgumentsRejectInALaterDispatch) {
  world.run([](IpcRenderer& ipcRenderer) {
    const Promise promise = ipcRenderer.invoke("c", Value::unclonable("symbol"));
    EXPECT_EQ(promise.state(), Promise::State::PENDING);
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw UNCLONABLE args[0]");
  });
}

// TW-INVOKE-20
TEST_F(InvokeTest, AnUnclonableResultRejectsNamingThePath) {
  ipcMain.handle("c", [](IpcMainInvokeEvent&, const Args&) {
    return Value::object({{"a", Value::unclonable("function")}});
  });
  world.run([](IpcRenderer& ipcRenderer) {
    try {
      ipcRenderer.wait(ipcRenderer.invoke("c"));
      FAIL();
    } catch (const CallError& error) {
      EXPECT_EQ(error.kind(), OutcomeKind::UNCLONABLE);
      EXPECT_EQ(error.outcome().path.substr(0, 8), "result.a");
    }
  });
}

// TW-INVOKE-21 TW-INVOKE-22
TEST_F(InvokeTest, ASecondHandlerIsRefused) {
  ipcMain.handle("c", [](IpcMainInvokeEvent&, const Args&) { return 1; });
  try {
    ipcMain.handle("c", [](IpcMainInvokeEvent&, const Args&) { return 2; });
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "Attempted to register a second handler for 'c'");
  }
  EXPECT_EQ(invoke(), "returned 1");
}

// TW-INVOKE-23
TEST_F(InvokeTest, AOnceHandlerTakesOneCallAndItsCoroutineOutlivesIt) {
  const std::string answer = "a text that is too long to be stored inside of a std::string";
  std::optional<Resolver> gate;
  ipcMain.handleOnce("c", [&gate, answer](IpcMainInvokeEvent, Args) -> Promise {
    auto [promise, resolver] = Promise::withResolver();
    gate = resolver;
    co_await promise;
    co_return answer;  // Of the lambda, which the table has given up.
  });
  ipcMain.on("open", [&](IpcMainEvent&, const Args&) { gate->resolve({}); });
  world.run([](IpcRenderer& ipcRenderer) {
    const Promise first = ipcRenderer.invoke("c");
    EXPECT_EQ(settlement(ipcRenderer, "c"), "threw NO_HANDLER");
    ipcRenderer.send("open");
    EXPECT_EQ(ipcRenderer.wait(first).asString().substr(0, 6), "a text");
  });
}

// TW-INVOKE-24 TW-INVOKE-25
TEST_F(InvokeTest, RemovingAHandlerLeavesCallsThatRun) {
  std::optional<Resolver> gate;
  ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) {
    auto [promise, resolver] = Promise::withResolver();
    gate = resolver;
    return promise;
  });
  ipcMain.on("remove", [&](IpcMainEvent&, const Args&) {
    ipcMain.removeAllListeners();
    ipcMain.removeHandler("c");
    gate->resolve(1);
  });
  world.run([](IpcRenderer& ipcRenderer) {
    const Promise first = ipcRenderer.invoke("c");
    ipcRenderer.send("remove");
    EXPECT_EQ(ipcRenderer.wait(first), Value(1));
    EXPECT_EQ(settlement(ipcRenderer, "c"), "threw NO_HANDLER");
  });
}

// TW-INVOKE-29 TW-INVOKE-30 TW-INVOKE-36 TW-LIFE-4
TEST_F(InvokeTest, TheEndOfTheLinkRejectsEveryPendingInvokeInTheOrderMade) {
  std::vector<IpcMainInvokeEvent> held;
  std::vector<Resolver> resolvers;
  ipcMain.handle("hold", [&](IpcMainInvokeEvent& event, const Args&) {
    held.push_back(event);
    auto [promise, resolver] = Promise::withResolver();
    resolvers.push_back(resolver);
    return promise;
  });
  ipcMain.on("close", [&](IpcMainEvent&, const Args&) { ipcMain.close(); });
  world.run([](IpcRenderer& ipcRenderer) {
    std::vector<int> rejected;
    for (int call = 0; call < 3; ++call) {
      ipcRenderer.invoke("hold").then({},
                                      [&, call](std::exception_ptr) { rejected.push_back(call); });
    }
    ipcRenderer.send("close");
    ipcRenderer.run();
    EXPECT_THAT(rejected, ElementsAre(0, 1, 2));
    const Promise late = ipcRenderer.invoke("hold");
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(late); }), "threw DISCONNECTED");
  });
  ASSERT_EQ(held.size(), 3U);
  EXPECT_TRUE(held[0].cancelled());
  resolvers[0].resolve("to nobody");  // TW-LIFE-2
}

TEST_F(InvokeTest, CancelRejectsAndTellsMain) {
  bool isToldSo = false;
  std::vector<Resolver> resolvers;
  ipcMain.handle("hold", [&](IpcMainInvokeEvent& event, const Args&) {
    event.onCancel([&] { isToldSo = true; });
    auto [promise, resolver] = Promise::withResolver();
    resolvers.push_back(resolver);
    return promise;
  });
  ipcMain.on("told", [&](IpcMainEvent& event, const Args&) {
    resolvers.clear();
    event.returnValue = isToldSo;
  });
  world.run([](IpcRenderer& ipcRenderer) {
    const Promise early = ipcRenderer.invoke("hold");  // Main has not said welcome.
    EXPECT_TRUE(early.cancel());
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(early); }), "threw CANCELLED");
    EXPECT_EQ(ipcRenderer.sendSync("told"), Value(false));

    const Promise held = ipcRenderer.invoke("hold");
    EXPECT_TRUE(held.cancel());
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(held); }), "threw CANCELLED");
    EXPECT_EQ(ipcRenderer.sendSync("told"), Value(true));
  });
}

// TW-INVOKE-33 TW-INVOKE-34
TEST_F(InvokeTest, ADeadlineRejectsAndALateResultChangesNothing) {
  std::vector<Resolver> resolvers;
  ipcMain.handle("hold", [&](IpcMainInvokeEvent&, const Args&) {
    auto [promise, resolver] = Promise::withResolver();
    resolvers.push_back(resolver);
    return promise;
  });
  ipcMain.on("resolve", [&](IpcMainEvent& event, const Args&) {
    resolvers.at(0).resolve("late");
    event.returnValue = "mine";
  });
  world.run([](IpcRenderer& ipcRenderer) {
    const Promise held = ipcRenderer.invoke(CallOptions{std::chrono::milliseconds(20)}, "hold");
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(held); }), "threw DEADLINE_EXCEEDED");
    EXPECT_EQ(ipcRenderer.sendSync("resolve"), Value("mine"));
  });
}

// TW-INVOKE-13 TW-INVOKE-15 TW-INVOKE-17
TEST(InvokeElectronTest, ShowsElectronsAccidents) {
  World world(Profile::ELECTRON);
  world.ipcMain.handle("throw",
                       [](IpcMainInvokeEvent&, const Args& args) -> Value { throw args[0]; });
  world.ipcMain.handle("close", [&](IpcMainInvokeEvent&, const Args&) { world.ipcMain.close(); });
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("throw", "")), Value());
    try {
      ipcRenderer.wait(ipcRenderer.invoke("throw", nullptr));
      FAIL();
    } catch (const CallError& error) {
      EXPECT_STREQ(error.what(), "Error invoking remote method 'throw': reply was never sent");
    }
    const Promise lost = ipcRenderer.invoke("close");
    ipcRenderer.run();
    EXPECT_EQ(lost.state(), Promise::State::PENDING);
  });
}

}  // namespace
}  // namespace triwire
