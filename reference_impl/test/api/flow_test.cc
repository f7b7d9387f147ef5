// What waits for a peer that does not read is bounded, in both directions, and before the welcome.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/world.h"

namespace triwire {
namespace {

using ::testing::ElementsAre;

constexpr std::uint64_t BOUND = 4U << 20U;
const std::string MEBIBYTE(1U << 20U, 'x');
constexpr int MORE_THAN_FITS = 16;  // Mebibytes: of the bound, and of both sockets' buffers.

/// Repeats a call that is refused sooner or later, and says how.
OutcomeKind firstFailure(const std::function<void()>& call) {
  try {
    for (int i = 0; i < MORE_THAN_FITS; ++i) call();
  } catch (const CallError& error) {
    return error.kind();
  }
  return OutcomeKind::VALUE;
}

// TW-WIRE-42 TW-WIRE-17
TEST(FlowTest, EventsForARendererThatDoesNotReadAreRefusedAndAnotherIsServed) {
  IpcMain ipcMain({.log = {}, .settings = {}, .outgoingBytesMax = BOUND, .mayUse = {}});
  SocketPair deafSockets;
  SocketPair goodSockets;
  ipcMain.adopt(deafSockets.left.release());
  ipcMain.adopt(goodSockets.left.release());
  IpcRenderer deaf(deafSockets.right.release());
  IpcRenderer good(goodSockets.right.release());
  int received = 0;
  good.on("event", [&](IpcRendererEvent&, const Args&) { ++received; });
  while (ipcMain.renderers().size() < 2) {
    deaf.dispatch();
    good.dispatch();
    ipcMain.dispatch();
  }
  const std::vector<WebContents> renderers = ipcMain.renderers();

  int sent = 0;
  EXPECT_EQ(firstFailure([&] {
              renderers[0].send("event", MEBIBYTE);
              ++sent;
            }),
            OutcomeKind::OVERLOADED);

  renderers[1].send("event", MEBIBYTE);
  while (received == 0) {
    ipcMain.dispatch();
    good.dispatch();
  }
  EXPECT_EQ(received, 1);

  // It reads again: what was taken arrives, and there is room.
  int late = 0;
  deaf.on("event", [&](IpcRendererEvent&, const Args&) { ++late; });
  while (late < sent) {
    deaf.dispatch();
    ipcMain.dispatch();
  }
  EXPECT_NO_THROW(renderers[0].send("event", "small"));
}

// TW-WIRE-42
TEST(FlowTest, WhatARendererSendsToAMainThatDoesNotReadIsRefused) {
  std::optional<IpcMain> ipcMain(std::in_place);
  SocketPair sockets;
  ipcMain->adopt(sockets.left.release());
  IpcRenderer ipcRenderer(sockets.right.release(), {.settings = {}, .outgoingBytesMax = BOUND});
  while (ipcRenderer.id() == 0) {
    ipcMain->dispatch();
    ipcRenderer.dispatch();
  }

  EXPECT_EQ(firstFailure([&] { ipcRenderer.send("c", MEBIBYTE); }), OutcomeKind::OVERLOADED);
  // Both end without main: nothing of them is sent.
  EXPECT_EQ(ending([&] { return ipcRenderer.sendSync("c", MEBIBYTE); }), "threw OVERLOADED");
  const Promise promise = ipcRenderer.invoke("c", MEBIBYTE);
  EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw OVERLOADED");
  ipcMain.reset();  // Else the renderer's end would wait for it to read.
}

// TW-WIRE-42
TEST(FlowTest, WhatWaitsForTheWelcomeIsBoundedToo) {
  SocketPair sockets;
  IpcRenderer ipcRenderer(sockets.right.release(), {.settings = {}, .outgoingBytesMax = BOUND});
  EXPECT_EQ(firstFailure([&] { ipcRenderer.send("c", MEBIBYTE); }), OutcomeKind::OVERLOADED);
  const Promise promise = ipcRenderer.invoke("c", MEBIBYTE);
  EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw OVERLOADED");
}

// TW-SEND-13
TEST(FlowTest, AMessageThatMainTurnsOutNotToAcceptIsReported) {
  IpcMain ipcMain;
  std::vector<std::string> received;
  ipcMain.on("small", [&](IpcMainEvent&, const Args&) { received.emplace_back("small"); });
  SocketPair sockets;
  ipcMain.adopt(sockets.left.release());
  IpcRenderer ipcRenderer(sockets.right.release());
  std::vector<OutcomeKind> reported;
  ipcRenderer.onUncaughtException([&](std::exception_ptr error) {
    try {
      std::rethrow_exception(std::move(error));
    } catch (const CallError& failure) {
      reported.push_back(failure.kind());
    }
  });

  ipcRenderer.send(std::string(70'000, 'c'));  // Longer than a name that main accepts.
  ipcRenderer.send("small");
  while (received.empty() || reported.empty()) {
    ipcMain.dispatch();
    ipcRenderer.dispatch();
  }

  EXPECT_THAT(reported, ElementsAre(OutcomeKind::TOO_LARGE));
  EXPECT_THAT(received, ElementsAre("small"));
}

}  // namespace
}  // namespace triwire
