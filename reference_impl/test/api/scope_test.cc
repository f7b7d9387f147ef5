// What is registered for one renderer, beside what is registered for all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/world.h"

namespace triwire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScopeTest : public ::testing::Test {
 protected:
  ScopeTest() {
    ipcMain.handle("fence", [](IpcMainInvokeEvent&, const Args&) {});
  }

  /// Sends a message on "c", and returns when it has been dispatched.
  static void sendOne(IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    ipcRenderer.wait(ipcRenderer.invoke("fence"));
  }
  /// A listener that notes its name.
  auto noting(std::string name) {
    return [this, name](IpcMainEvent&, const Args&) { called.push_back(name); };
  }
  /// Does something with the first renderer to come, before it has sent anything.
  void withFirst(const std::function<void(const WebContents&)>& act) {
    ipcMain.onConnect([act](const WebContents& renderer) {
      if (renderer.id() == 1) act(renderer);
    });
  }

  World world;
  IpcMain& ipcMain = world.ipcMain;
  std::vector<std::string> called;
};

// TW-EMIT-7
TEST_F(ScopeTest, AMessageGoesToTheRenderersListenersFirstAndThenToThoseOfAll) {
  ipcMain.on("c", noting("all 1"));
  ipcMain.on("c", [this](IpcMainEvent& event, const Args&) {
    called.emplace_back("all 2");
    event.returnValue = "all";
  });
  withFirst([this](const WebContents& renderer) {
    renderer.ipc().on("c", noting("its 1"));
    renderer.ipc().on("c", [this](IpcMainEvent& event, const Args&) {
      called.emplace_back("its 2");
      event.returnValue = "its";
    });
  });
  world.run([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    EXPECT_EQ(ipcRenderer.sendSync("c"), Value("its"));
  });
  EXPECT_THAT(called, ElementsAre("its 1", "its 2", "all 1", "all 2",  //
                                  "its 1", "its 2", "all 1", "all 2"));
}

// TW-EMIT-7 TW-SYNC-10
TEST_F(ScopeTest, AListenerForTheRendererIsAListener) {
  withFirst([](const WebContents& renderer) {
    renderer.ipc().on("c", [](IpcMainEvent& event, const Args&) { event.returnValue = 5; });
  });
  world.run([](IpcRenderer& ipcRenderer) { EXPECT_EQ(ipcRenderer.sendSync("c"), Value(5)); });
}

// TW-EMIT-8
TEST_F(ScopeTest, AnotherRendererIsNotConcerned) {
  withFirst([this](const WebContents& renderer) {
    renderer.ipc().on("c", noting("its"));
    renderer.ipc().handle("c", [](IpcMainInvokeEvent&, const Args&) { return "its"; });
  });
  // The second connects when the first has its registrations.
  const auto script = [](IpcRenderer& ipcRenderer) {
    const std::string sync = ending([&] { return ipcRenderer.sendSync("c"); });
    const Promise promise = ipcRenderer.invoke("c");
    const std::string invoked = ending([&] { return ipcRenderer.wait(promise); });
    ipcRenderer.send("c");
    const bool isFirst = ipcRenderer.id() == 1;
    EXPECT_EQ(sync, isFirst ? "threw NO_REPLY" : "threw NO_LISTENER");
    EXPECT_EQ(invoked, isFirst ? "returned 'its'" : "threw NO_HANDLER");
  };
  world.run({script, script});
  EXPECT_THAT(called, ElementsAre("its", "its"));
}

// TW-EMIT-9
TEST_F(ScopeTest, AnInvokeGoesToTheRenderersHandlerOrElseToThatOfAll) {
  ipcMain.handle("c", [](IpcMainInvokeEvent&, const Args&) { return "all"; });
  withFirst([](const WebContents& renderer) {
    renderer.ipc().handleOnce("c", [](IpcMainInvokeEvent&, const Args&) { return "its"; });
    EXPECT_THROW(renderer.ipc().handle("c", [](IpcMainInvokeEvent&, const Args&) {}),
                 std::logic_error);
  });
  world.run([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("c")), Value("its"));
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("c")), Value("all"));
  });
}

// TW-SEND-5
TEST_F(ScopeTest, AListenerThatThrowsStopsThoseOfAllToo) {
  ipcMain.on("c", noting("all"));
  withFirst([](const WebContents& renderer) {
    renderer.ipc().on("c",
                      [](IpcMainEvent&, const Args&) { throw std::runtime_error("a mistake"); });
  });
  world.run(sendOne);
  EXPECT_THAT(called, IsEmpty());
  EXPECT_EQ(world.uncaught.size(), 1U);
}

// TW-EMIT-4 TW-EMIT-5
TEST_F(ScopeTest, TheListOfEachScopeIsTakenWhenItsTurnComes) {
  const ListenerId removed = ipcMain.on("c", noting("all, removed"));
  withFirst([this, removed](const WebContents& renderer) {
    renderer.ipc().on("c", [this, removed, renderer](IpcMainEvent&, const Args&) {
      ipcMain.off("c", removed);
      ipcMain.on("c", noting("all, added"));
      renderer.ipc().on("c", noting("its, added"));
    });
  });
  world.run(sendOne);
  EXPECT_THAT(called, ElementsAre("all, added"));
}

TEST_F(ScopeTest, RemovingForARendererLeavesThoseOfAll) {
  ipcMain.on("c", noting("all"));
  ipcMain.handle("c", [](IpcMainInvokeEvent&, const Args&) { return "all"; });
  withFirst([this](const WebContents& renderer) {
    IpcScope its = renderer.ipc();
    const ListenerId first = its.on("c", noting("its 1"));
    its.on("c", noting("its 2"));
    EXPECT_TRUE(its.off("c", first));
    EXPECT_FALSE(its.off("c", first));
    its.removeAllListeners("c");
    its.on("d", noting("its 3"));
    its.removeAllListeners();
    its.handle("c", [](IpcMainInvokeEvent&, const Args&) { return "its"; });
    its.removeHandler("c");
  });
  world.run([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("c");
    ipcRenderer.send("d");
    EXPECT_EQ(ipcRenderer.wait(ipcRenderer.invoke("c")), Value("all"));
  });
  EXPECT_THAT(called, ElementsAre("all"));
}

// TW-EMIT-10
TEST_F(ScopeTest, WhatIsRegisteredForARendererGoesWithItsLink) {
  auto resource = std::make_shared<int>(0);
  const std::weak_ptr<int> watched = resource;
  std::optional<WebContents> gone;
  withFirst([&](const WebContents& renderer) {
    // It names the renderer it is registered for: a cycle, until the link ends.
    renderer.ipc().on("c", [resource, renderer](IpcMainEvent&, const Args&) {});
    renderer.ipc().handle("c", [resource, renderer](IpcMainInvokeEvent&, const Args&) {});
    gone = renderer;
  });
  world.run([](IpcRenderer&) {});
  resource.reset();
  EXPECT_TRUE(watched.expired());

  resource = std::make_shared<int>(0);
  gone->ipc().on("c", [resource](IpcMainEvent&, const Args&) {});
  gone->ipc().handle("c", [resource](IpcMainInvokeEvent&, const Args&) {});
  EXPECT_EQ(resource.use_count(), 1);
}

TEST_F(ScopeTest, ACoroutineOfARenderersListenerThatRejectsIsAnUncaughtException) {
  withFirst([](const WebContents& renderer) {
    renderer.ipc().on("c", [](IpcMainEvent, const Args&) -> Promise {
      throw std::runtime_error("a mistake");
      co_return Value();
    });
  });
  world.run(sendOne);
  EXPECT_EQ(world.uncaught.size(), 1U);
}

}  // namespace
}  // namespace triwire
