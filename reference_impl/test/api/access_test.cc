// Which renderer may use which channel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/world.h"

namespace triwire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    for (const char* channel : {"open", "secret"}) {
      ipcMain.on(channel, [this, channel](IpcMainEvent& event, const Args&) {
        called.emplace_back(channel);
        event.returnValue = channel;
      });
      ipcMain.handle(channel, [this, channel](IpcMainInvokeEvent&, const Args&) {
        called.emplace_back(channel);
        return Value(channel);
      });
    }
  }

  void connect(const Script& script) {
    SocketPair sockets;
    ipcMain.adopt(sockets.left.release());
    ipcMain.onDisconnect([this](const WebContents&, std::string_view) { ipcMain.stop(); });
    std::thread renderer([&, socket = sockets.right.release()] {
      IpcRenderer ipcRenderer(socket);
      script(ipcRenderer);
    });
    ipcMain.run();
    renderer.join();
  }

  std::vector<std::string> called;
  std::vector<std::string> logged;
  std::vector<std::exception_ptr> uncaught;
  std::function<bool(const WebContents&, std::string_view)> rule = [](const WebContents& sender,
                                                                      std::string_view channel) {
    return channel == "open" || sender.id() == 2;
  };
  IpcMain ipcMain{{.log = [this](std::string_view line) { logged.emplace_back(line); },
                   .settings = {},
                   .mayUse = [this](const WebContents& sender,
                                    std::string_view channel) { return rule(sender, channel); }}};
};

// TW-SEC-1
TEST_F(AccessTest, ACallOnAChannelThatIsNotAllowedIsRefusedAndOthersAreServed) {
  connect([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("secret"); }), "threw REFUSED");
    const Promise promise = ipcRenderer.invoke("secret");
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw REFUSED");
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("open"); }), "returned 'open'");
  });
  EXPECT_THAT(called, ElementsAre("open"));

  called.clear();
  connect([](IpcRenderer& second) {
    EXPECT_EQ(ending([&] { return second.sendSync("secret"); }), "returned 'secret'");
  });
  EXPECT_THAT(called, ElementsAre("secret"));
}

// TW-SEC-1
TEST_F(AccessTest, WhetherAChannelIsUsedAtAllDoesNotShow) {
  connect([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("nobody's"); }), "threw REFUSED");
    const Promise promise = ipcRenderer.invoke("nobody's");
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw REFUSED");
  });
}

// TW-SEC-2
TEST_F(AccessTest, AMessageOnAChannelThatIsNotAllowedIsDropped) {
  connect([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("secret");
    ipcRenderer.sendSync("open");
  });
  EXPECT_THAT(called, ElementsAre("open"));
}

TEST_F(AccessTest, TheLogSaysSoOnceForARendererAndAChannel) {
  connect([](IpcRenderer& ipcRenderer) {
    for (int i = 0; i < 3; ++i) ipcRenderer.send("secret");
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("secret"); }), "threw REFUSED");
  });
  EXPECT_THAT(logged, ElementsAre("Renderer 1 may not use the channel 'secret'."));
}

TEST_F(AccessTest, ARendererThatTriesManyChannelsDoesNotFillTheLog) {
  connect([](IpcRenderer& ipcRenderer) {
    for (int i = 0; i < 150; ++i) ipcRenderer.send("secret " + std::to_string(i));
    ipcRenderer.sendSync("open");
  });
  EXPECT_THAT(logged, SizeIs(100));
}

// TW-SEC-5
TEST_F(AccessTest, ANameForgesNoLineAndWritesNothingToATerminal) {
  connect([](IpcRenderer& ipcRenderer) {
    ipcRenderer.send("x'\nRenderer 2 may\r\x1b[2J\u009b \u00e9");
    ipcRenderer.send(std::string(70, 'y') + std::string(10'000, 'z'));
    ipcRenderer.sendSync("open");
  });
  EXPECT_THAT(logged,
              ElementsAre("Renderer 1 may not use the channel 'x'\\nRenderer 2 may\\r\\x1b[2J"
                          "\\u009b \u00e9'.",
                          "Renderer 1 may not use the channel '" + std::string(70, 'y') +
                              std::string(130, 'z') + "…'."));
}

// TW-SEC-5
TEST(AccessElectronTest, NorDoWarnings) {
  World world(Profile::ELECTRON);
  world.run([](IpcRenderer& ipcRenderer) { ipcRenderer.sendSync("a\nb"); });
  EXPECT_THAT(world.logged, ElementsAre("WebContents #1 called ipcRenderer.sendSync() with 'a\\nb' "
                                        "channel without listeners."));
}

// TW-SEC-1
TEST_F(AccessTest, ARuleThatThrowsAllowsNothing) {
  rule = [](const WebContents&, std::string_view) -> bool { throw std::runtime_error("rule"); };
  ipcMain.onUncaughtException([this](std::exception_ptr error) { uncaught.push_back(error); });
  connect([](IpcRenderer& ipcRenderer) {
    EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("open"); }), "threw REFUSED");
  });
  EXPECT_THAT(called, IsEmpty());
  EXPECT_THAT(uncaught, SizeIs(1));
}

}  // namespace
}  // namespace triwire
