// A process of its own beside the test's, and what is left when it is gone.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>

#include "transport/owned_fd.h"
#include "transport/system_call.h"
#include "triwire/ipc_main.h"

namespace triwire {

/// Descriptors of this process.
inline std::size_t openDescriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// A child that ends with what `action` returns; 255 if that throws. Killed if it is still there when this goes.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<int()>& action) {
    std::array<int, 2> ends{};
    transport::required("pipe", [&] { return ::pipe(ends.data()); });
    ready_.reset(ends[0]);
    transport::OwnedFd written(ends[1]);
    child_ = ::fork();
    if (child_ == 0) {
      said() = written.get();
      try {
        ::_exit(action());
      } catch (...) {
        ::_exit(255);
      }
    }
    end_.reset(static_cast<int>(::syscall(SYS_pidfd_open, child_, 0)));
  }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;
  ~OtherProcess() {
    if (child_ == 0) return;
    ::kill(child_, SIGKILL);
    status();
  }

  /// In the child: `isReady` returns.
  static void sayReady() { static_cast<void>(::write(said(), "r", 1)); }
  /// Waits for the child to say so; false if it ended before.
  bool isReady() const {
    char byte = 0;
    return ::read(ready_.get(), &byte, 1) == 1;
  }

  /// Waits for its end: its status, or the signal that ended it, less than 0.
  int status() {
    int status = 0;
    EXPECT_EQ(::waitpid(child_, &status, 0), child_);
    child_ = 0;
    ready_.reset();
    end_.reset();
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }
  /// The same, and main serves it until nothing that it left is undone.
  int statusWhile(IpcMain& ipcMain) {
    std::array<pollfd, 2> waiting{pollfd{ipcMain.fd(), POLLIN, 0}, pollfd{end_.get(), POLLIN, 0}};
    for (bool hasEnded = false; !hasEnded || waiting[0].revents != 0;) {
      ::poll(waiting.data(), waiting.size(), hasEnded ? 0 : -1);
      hasEnded = waiting[1].revents != 0;
      if (waiting[0].revents != 0) ipcMain.dispatch();
    }
    return status();
  }

 private:
  static int& said() {
    static int fd = -1;
    return fd;
  }

  pid_t child_ = 0;
  transport::OwnedFd ready_;
  transport::OwnedFd end_;  // Readable from its end on.
};

}  // namespace triwire
