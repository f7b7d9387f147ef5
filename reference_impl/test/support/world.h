// A main and its renderers in one process: main on the test's thread, each renderer on its own.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/socket_pair.h"
#include "triwire/ipc_main.h"
#include "triwire/ipc_renderer.h"

namespace triwire {

/// What a renderer does, start to end.
using Script = std::function<void(IpcRenderer&)>;

struct World {
  explicit World(Profile chosen = Profile::STRICT) : profile(chosen) {
    ipcMain.onUncaughtException([this](std::exception_ptr error) { uncaught.push_back(error); });
  }

  /// Runs the scripts to their ends, at the same time, and main meanwhile. What they threw is
  /// thrown here.
  void run(const std::vector<Script>& scripts) {
    std::vector<std::thread> threads;
    std::vector<std::exception_ptr> failures(scripts.size());
    std::size_t running = scripts.size();
    ipcMain.onDisconnect([&](const WebContents&, std::string_view) {
      if (--running == 0) ipcMain.stop();
    });
    for (std::size_t i = 0; i < scripts.size(); ++i) {
      SocketPair sockets;
      ipcMain.adopt(sockets.left.release());
      threads.emplace_back([&, i, socket = sockets.right.release()] {
        IpcRenderer ipcRenderer(socket, {profile, {}, settings});
        try {
          scripts[i](ipcRenderer);
        } catch (...) {
          failures[i] = std::current_exception();
        }
      });
    }
    ipcMain.run();
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
  }
  void run(const Script& script) { run(std::vector<Script>{script}); }

  Profile profile;
  Settings settings{};  // Of the renderers.
  std::vector<std::string> logged;
  std::vector<std::exception_ptr> uncaught;  // In main.
  IpcMain ipcMain{{profile, [this](std::string_view line) { logged.emplace_back(line); }}};
};

/// How the call ended: "returned 5", "threw NO_REPLY".
inline std::string ending(const std::function<Value()>& call) {
  try {
    return "returned " + call().toString();
  } catch (const CallError& error) {
    return "threw " + std::string(nameOf(error.kind()));
  } catch (const UnclonableError& error) {
    return "threw UNCLONABLE " + error.path();
  }
}

}  // namespace triwire
