// An IpcMain, and the one actor that it is there for.
#pragma once

#include <string>

#include "subject/control.h"
#include "subject/main_actor.h"

namespace triwire::conformance {

class OwnMain {
 public:
  OwnMain(Control& control, const MainActor::Options& options);
  ~OwnMain() { ipcMain_.close(); }
  OwnMain(const OwnMain&) = delete;
  OwnMain& operator=(const OwnMain&) = delete;

  /// Where renderers connect; call one of the two.
  void listen(const std::string& path) { ipcMain_.listen(path); }
  void adopt(int socket) { ipcMain_.adopt(socket); }

  /// Says "ready", then does what it is told until `end`.
  void run();

 private:
  Control& control_;
  IpcMain ipcMain_;
  MainActor actor_;
};

}  // namespace triwire::conformance
