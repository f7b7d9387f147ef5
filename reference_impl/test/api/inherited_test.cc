// Sockets that one process made and another one uses.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <system_error>

#include "support/forked_process.h"
#include "support/socket_pair.h"
#include "triwire/ipc_main.h"
#include "triwire/ipc_renderer.h"

namespace triwire {
namespace {

/// Answers its first renderer until it has gone.
int serve(IpcMain& ipcMain) {
  ipcMain.on("c", [](IpcMainEvent& event, const Args& args) { event.returnValue = args[0]; });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
  ipcMain.run();
  return 0;
}

TEST(InheritedSocketTest, ARendererUsesTheSocketThatItsParentMade) {
  SocketPair sockets;
  ForkedProcess renderer([&] {
    IpcRenderer ipcRenderer(sockets.right.release());
    return ipcRenderer.sendSync("c", 5) == Value(5) ? 0 : 1;
  });
  IpcMain ipcMain;
  ipcMain.adopt(sockets.left.release());
  serve(ipcMain);
  EXPECT_EQ(renderer.status(), 0);
}

TEST(InheritedSocketTest, AMainListensAtTheSocketThatItsParentMade) {
  const std::string name = "triwire-inherited-" + std::to_string(::getpid());
  transport::OwnedFd listening(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), address.sun_path + 1);  // An abstract name.
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  ASSERT_EQ(::bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), length), 0);
  ASSERT_EQ(::listen(listening.get(), 8), 0);

  ForkedProcess main([&] {
    IpcMain ipcMain;
    ipcMain.listenOn(listening.release());
    return serve(ipcMain);
  });
  {
    IpcRenderer ipcRenderer("@" + name);
    EXPECT_EQ(ipcRenderer.sendSync("c", 5), Value(5));
  }
  EXPECT_EQ(main.status(), 0);
}

TEST(InheritedSocketTest, WhatIsNoSocketForThisUseIsRefused) {
  IpcMain ipcMain;
  SocketPair sockets;
  EXPECT_THROW(ipcMain.listenOn(sockets.left.release()), std::system_error);  // It is connected.
  EXPECT_THROW(ipcMain.listenOn(::socket(AF_UNIX, SOCK_DGRAM, 0)), std::system_error);
  EXPECT_THROW(ipcMain.listenOn(-1), std::system_error);
  EXPECT_THROW(ipcMain.adopt(-1), std::system_error);
  EXPECT_THROW(IpcRenderer(-1), std::system_error);
}

}  // namespace
}  // namespace triwire
