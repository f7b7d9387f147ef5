// More renderers than there is room for, and peers that are no good: main goes on for the others.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "support/other_process.h"
#include "support/scratch_directory.h"
#include "transport/socket.h"
#include "triwire/ipc_renderer.h"

namespace triwire {
namespace {

/// How many descriptors this process may have: while one lives.
class DescriptorsMax {
 public:
  explicit DescriptorsMax(rlim_t count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit now = before_;
    now.rlim_cur = count;
    isSet_ = ::setrlimit(RLIMIT_NOFILE, &now) == 0;
  }
  DescriptorsMax(const DescriptorsMax&) = delete;
  DescriptorsMax& operator=(const DescriptorsMax&) = delete;
  ~DescriptorsMax() { ::setrlimit(RLIMIT_NOFILE, &before_); }

  explicit operator bool() const { return isSet_; }

 private:
  rlimit before_{};
  bool isSet_ = false;
};

/// The greatest descriptor of this process, which has all below it from then on.
rlim_t lastDescriptor() {
  rlim_t last = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    last = std::max<rlim_t>(last, std::stoul(entry.path().filename().string()));
  }
  while (static_cast<rlim_t>(::dup(STDERR_FILENO)) < last) {
  }
  return last + 1;
}

class CrowdTest : public testing::Test {
 protected:
  /// Main in a process of its own, that answers "echo" with its argument.
  std::unique_ptr<OtherProcess> startMain(std::size_t descriptorsMore) {
    auto process = std::make_unique<OtherProcess>([&] {
      IpcMain ipcMain;
      ipcMain.on("echo", [](IpcMainEvent& event, const Args& args) { event.returnValue = args.at(0); });
      ipcMain.on("stop", [&](IpcMainEvent&, const Args&) { ipcMain.stop(); });
      ipcMain.listen(path_);
      const DescriptorsMax max(lastDescriptor() + descriptorsMore);
      OtherProcess::sayReady();
      ipcMain.run();
      return 0;
    });
    EXPECT_TRUE(process->isReady());
    return process;
  }

  transport::OwnedFd connect() const {
    return transport::connectSocket(path_, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  }

  const ScratchDirectory directory_;
  const std::string path_ = directory_.file("socket");
};

TEST_F(CrowdTest, WithoutADescriptorMainRefusesWhoComesAndServesWhoIsThere) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "sanitizers need descriptors themselves, and take an object for none without";
#endif
  const std::unique_ptr<OtherProcess> process = startMain(4);
  IpcRenderer ipcRenderer(path_);
  std::vector<transport::OwnedFd> idle;
  for (int i = 0; i < 8; ++i) idle.push_back(connect());
  EXPECT_EQ(ipcRenderer.sendSync("echo", 1), Value(1));
  try {
    IpcRenderer refused(path_);
    ADD_FAILURE() << "there was room";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ECONNRESET) << error.what();
  }
  EXPECT_EQ(ipcRenderer.sendSync("echo", 2), Value(2));

  idle.clear();
  std::optional<IpcRenderer> admitted;
  while (!admitted) {
    try {
      admitted.emplace(path_);
    } catch (const std::system_error&) {  // Main has yet to see them go.
    }
  }
  EXPECT_EQ(admitted->sendSync("echo", 3), Value(3));
  ipcRenderer.send("stop");
  EXPECT_EQ(process->status(), 0);
}

TEST_F(CrowdTest, WhoNeverWritesOrReadsOrWritesByteByByteCostsOnlyItself) {
  const std::unique_ptr<OtherProcess> process = startMain(100);
  const transport::OwnedFd mute = connect();
  const transport::OwnedFd slow = connect();
  IpcRenderer ipcRenderer(path_);
  // The segment table of a frame, and never what it announces.
  const std::string begun("\0\0\0\0\x10\0\0\0\0\0\0\0", 12);
  for (const char byte : begun) {
    ASSERT_EQ(::send(slow.get(), &byte, 1, MSG_NOSIGNAL), 1);
    EXPECT_EQ(ipcRenderer.sendSync("echo", 1), Value(1));
  }
  ipcRenderer.send("stop");
  EXPECT_EQ(process->status(), 0);
}

TEST_F(CrowdTest, AThousandRenderersComeAndGoAtOnce) {
  constexpr std::size_t PROCESSES = 20;
  constexpr std::size_t EACH = 50;
  rlimit allowed{};
  ::getrlimit(RLIMIT_NOFILE, &allowed);
  if (allowed.rlim_max < PROCESSES * EACH + 100) GTEST_SKIP() << "too few descriptors are allowed";
  const DescriptorsMax max(std::max<rlim_t>(allowed.rlim_cur, PROCESSES * EACH + 100));
  ASSERT_TRUE(max);

  IpcMain ipcMain;
  std::size_t came = 0;
  std::size_t most = 0;
  std::size_t went = 0;
  ipcMain.onConnect([&](const WebContents&) {
    ++came;
    most = std::max(most, came - went);
  });
  // They leave when all have come, each with a call of its own unanswered.
  std::vector<Resolver> kept;
  ipcMain.handle("stay", [&](IpcMainInvokeEvent&, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    kept.push_back(made.resolver);
    if (kept.size() == PROCESSES * EACH) {
      for (const WebContents& each : ipcMain.renderers()) each.send("go");
    }
    return made.promise;
  });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) {
    if (++went == PROCESSES * EACH) ipcMain.stop();
  });
  ipcMain.listen(path_);
  const std::size_t before = openDescriptors();

  std::vector<std::unique_ptr<OtherProcess>> processes;
  for (std::size_t i = 0; i < PROCESSES; ++i) {
    processes.push_back(std::make_unique<OtherProcess>([&] {
      std::vector<IpcRenderer> renderers;
      for (std::size_t n = 0; n < EACH; ++n) {
        renderers.emplace_back(path_);
        static_cast<void>(renderers.back().invoke("stay"));
      }
      for (IpcRenderer& each : renderers) {
        each.on("go", [&](IpcRendererEvent& event, const Args&) { event.sender.stop(); });
        each.run();
      }
      return 0;  // And all of them go without a word.
    }));
  }
  ipcMain.run();
  for (const auto& process : processes) EXPECT_EQ(process->status(), 0);
  EXPECT_EQ(came, PROCESSES * EACH);
  EXPECT_EQ(most, PROCESSES * EACH);
  processes.clear();
  EXPECT_EQ(openDescriptors(), before);
}

}  // namespace
}  // namespace triwire
