// A child of the test's process.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <optional>

namespace triwire {

/// A process that inherits everything, and ends with what `action` returns; 255 if that throws, or if
/// the process cannot become `user`, which is its parent's if not given.
class ForkedProcess {
 public:
  explicit ForkedProcess(const std::function<int()>& action, std::optional<uid_t> user = {})
      : child_(::fork()) {
    if (child_ != 0) return;
    try {
      ::_exit(user && ::setuid(*user) != 0 ? 255 : action());
    } catch (...) {
      ::_exit(255);
    }
  }

  /// Waits for its end; -1 if a signal ended it.
  int status() {
    int status = -1;
    EXPECT_EQ(::waitpid(child_, &status, 0), child_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t child_;
};

}  // namespace triwire
