// A main and one renderer on one thread, each turned by hand.
#pragma once

#include <utility>

#include "support/socket_pair.h"
#include "triwire/ipc_main.h"
#include "triwire/ipc_renderer.h"

namespace triwire {

struct Duo {
  explicit Duo(IpcMainOptions mainOptions = {}, IpcRendererOptions rendererOptions = {})
      : ipcMain(std::move(mainOptions)),
        ipcRenderer(sockets.right.release(), std::move(rendererOptions)) {
    ipcMain.adopt(sockets.left.release());
    turnUntil([&] { return ipcRenderer.id() != 0; });
  }

  /// Both, in turn.
  template <class Condition>
  void turnUntil(const Condition& isDone) {
    while (!isDone()) {
      ipcMain.dispatch();
      ipcRenderer.dispatch();
    }
  }
  /// The renderer, as main sees it.
  WebContents sender() const { return ipcMain.renderers().at(0); }

  SocketPair sockets;
  IpcMain ipcMain;
  IpcRenderer ipcRenderer;
};

}  // namespace triwire
