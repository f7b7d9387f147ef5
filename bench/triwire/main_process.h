// The far end of every Triwire candidate: a main process.
#pragma once

#include <triwire/ipc_main.h>

#include <future>
#include <string>
#include <thread>

#include "bench/harness/meeting.h"
#include "bench/harness/process.h"
#include "bench/triwire/setup.h"

namespace triwire::bench {

/// Listens at `addressOf(meeting)`. On "echo" it answers `sendSync` and `invoke` with their
/// argument; it replies to "reply" with an event of that name; it counts "message" and tells the
/// number on "count"; for "burst" with a number and a value it sends as many "event"s.
void runMainProcess(const Setup& setup, const Meeting& meeting, const Ready& ready);

std::string addressOf(const Meeting& meeting);

/// The same in a thread of this process: two loops, one address space. Ends with the object.
class MainThread {
 public:
  /// Returns when it listens.
  MainThread(const Setup& setup, const Meeting& meeting);
  ~MainThread();
  MainThread(const MainThread&) = delete;
  MainThread& operator=(const MainThread&) = delete;

 private:
  std::promise<IpcMain*> listening_;
  std::thread thread_;
  IpcMain* ipcMain_ = nullptr;  // The thread's own; only `stop` may be called from here.
};

/// Connects `count` renderers that then do nothing.
void runIdleRenderers(const Setup& setup, const Meeting& meeting, std::size_t count,
                      const Ready& ready);

}  // namespace triwire::bench
