// One main process for many worlds at a time, which come and go: what a soak looks at.
#pragma once

#include <list>
#include <string>

#include "subject/control.h"
#include "subject/main_actor.h"

namespace triwire::conformance {

/// Where renderers reach the main of the worlds that are asked for at `address`.
inline std::string renderersAddress(const std::string& address) { return address + "-renderers"; }

/// Each world is a descriptor, its main actor's channel, with its scope as the text (fd_message.h).
class SharedMain {
 public:
  /// Listens at `address` for worlds. Throws std::system_error.
  SharedMain(const MainActor::Options& options, const std::string& address);

  /// Prints "ready", then serves until standard input ends.
  void run();

 private:
  struct Guest {
    Guest(Fd channel, std::string scope, std::string_view fault, IpcMain& ipcMain);
    std::string scope;
    Control control;
    MainActor actor;
  };

  void admit();
  /// False when the world has ended.
  bool serve(Guest& guest);
  void uncaught(const std::exception_ptr& error);

  std::string fault_;
  IpcMain ipcMain_;
  Fd listener_;
  std::list<Guest> guests_;
};

}  // namespace triwire::conformance
