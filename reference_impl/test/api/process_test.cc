// What a process may do besides: fork, start programs, take signals, end. And how many mains it
// has.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/duo.h"
#include "support/scratch_directory.h"
#include "support/world.h"

namespace triwire {
namespace {

using testing::ElementsAre;

/// The descriptors of this process that a program it starts would inherit.
std::vector<std::string> inheritable() {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const std::string name = entry.path().filename().string();
    const int flags = ::fcntl(std::stoi(name), F_GETFD);
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(ProcessTest, NoDescriptorIsInheritedByProgramsThatItStarts) {
  const std::vector<std::string> before = inheritable();
  const ScratchDirectory directory;
  IpcRendererOptions options;
  options.settings.sharedMemory = SharedMemory::REQUEST;
  Duo duo({}, options);
  duo.ipcMain.listen(directory.file("socket"));
  const Promise never = duo.sender().drained(std::chrono::hours(1));  // The clock's, too.
  EXPECT_EQ(inheritable(), before);
}

TEST(ProcessTest, AForkedChildThatDestroysTheObjectsLeavesThemToItsParent) {
  const ScratchDirectory directory;
  const std::string path = directory.file("socket");
  auto duo = std::make_unique<Duo>();
  duo->ipcMain.listen(path);
  std::optional<IpcMainEvent> held;
  std::optional<Resolver> pending;
  duo->ipcMain.on("hold", [&](const IpcMainEvent& event, const Args&) { held = event; });
  duo->ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    pending = made.resolver;
    return made.promise;
  });
  const Promise promise = duo->ipcRenderer.invoke("c");
  duo->turnUntil([&] { return pending.has_value(); });

  const pid_t child = ::fork();
  if (child == 0) {
    held.reset();
    pending.reset();
    duo.reset();
    ::_exit(0);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);

  EXPECT_TRUE(std::filesystem::exists(path));
  pending->resolve("of the parent");
  EXPECT_EQ(promise.state(), Promise::State::PENDING);
  duo->turnUntil([&] { return promise.state() != Promise::State::PENDING; });
  EXPECT_EQ(promise.value(), Value("of the parent"));
  EXPECT_FALSE(duo->ipcRenderer.isClosed());
}

TEST(ProcessTest, WritingToAPeerThatIsGoneRaisesNoSignal) {
  ::signal(SIGPIPE, SIG_DFL);
  std::optional<IpcMain> ipcMain(std::in_place);
  SocketPair sockets;
  ipcMain->adopt(sockets.left.release());
  IpcRenderer ipcRenderer(sockets.right.release());
  while (ipcRenderer.id() == 0) {
    ipcMain->dispatch();
    ipcRenderer.dispatch();
  }
  ipcMain.reset();
  EXPECT_NE(ipcRenderer.trySend("c"), OutcomeKind::TOO_LARGE);  // Sent, or found to be lost.
  while (!ipcRenderer.isClosed()) ipcRenderer.dispatch();
  EXPECT_EQ(ipcRenderer.trySend("c"), OutcomeKind::DISCONNECTED);
}

std::atomic<int> interruptions = 0;

TEST(ProcessTest, ASignalInterruptsNoCall) {
  struct sigaction action {};
  action.sa_handler = [](int) { ++interruptions; };  // Without SA_RESTART: each wait ends early.
  struct sigaction before {};
  ::sigaction(SIGUSR1, &action, &before);

  World world;
  pthread_t caller = ::pthread_self();
  world.ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    for (int i = 1; i <= 10; ++i) {
      ::pthread_kill(caller, SIGUSR1);
      while (interruptions < i) std::this_thread::yield();
    }
    event.returnValue = 5;
  });
  world.run([&](IpcRenderer& ipcRenderer) {
    caller = ::pthread_self();
    EXPECT_EQ(ipcRenderer.sendSync("c"), Value(5));
  });
  EXPECT_EQ(interruptions, 10);
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(ProcessTest, SeveralMainsAndRenderersInOneProcessAreApart) {
  Duo first;
  Duo second;
  std::vector<std::string> called;
  first.ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    called.emplace_back("first");
    event.reply("r", "first");
  });
  second.ipcMain.on("c", [&](IpcMainEvent& event, const Args&) {
    called.emplace_back("second");
    event.reply("r", "second");
  });
  std::vector<std::string> replies;
  for (Duo* duo : {&first, &second}) {
    duo->ipcRenderer.on(
        "r", [&](IpcRendererEvent&, const Args& args) { replies.push_back(args[0].asString()); });
    duo->ipcRenderer.send("c");
  }
  first.turnUntil([&] { return replies.size() == 1; });
  first.ipcMain.close();
  second.turnUntil([&] { return replies.size() == 2; });
  EXPECT_THAT(called, ElementsAre("first", "second"));
  EXPECT_THAT(replies, ElementsAre("first", "second"));
  EXPECT_FALSE(second.ipcRenderer.isClosed());
}

#ifndef NDEBUG
TEST(ProcessDeathTest, AnotherThreadThanTheOwnersIsFoundOut) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        IpcMain ipcMain;
        std::thread([&] { ipcMain.on("c", [](IpcMainEvent&, const Args&) {}); }).join();
      },
      "IpcMain belongs to the thread that made it");
  EXPECT_DEATH(
      {
        Duo duo;
        std::thread([&] { duo.ipcRenderer.send("c"); }).join();
      },
      "IpcRenderer belongs to the thread that made it");
}

/// What `use` does on another thread with what main's listeners and handlers were given.
void useElsewhere(
    const std::function<void(const IpcMainEvent&, const Resolver&, const WebContents&)>& use) {
  Duo duo;
  std::optional<IpcMainEvent> held;
  std::optional<Resolver> pending;
  duo.ipcMain.on("c", [&](const IpcMainEvent& event, const Args&) { held = event; });
  duo.ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    pending = made.resolver;
    return made.promise;
  });
  duo.ipcRenderer.send("c");
  const Promise promise = duo.ipcRenderer.invoke("c");
  duo.turnUntil([&] { return held && pending; });
  std::thread([&] { use(*held, *pending, held->sender); }).join();
}

TEST(ProcessDeathTest, HandlesBelongToTheThreadOfTheirMain) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const char* const words = "IpcMain belongs to the thread that made it";
  EXPECT_DEATH(useElsewhere([](auto& event, auto&, auto&) { event.reply("r"); }), words);
  EXPECT_DEATH(useElsewhere([](auto&, auto& resolver, auto&) { resolver.resolve(1); }), words);
  EXPECT_DEATH(
      useElsewhere([](auto&, auto&, auto& sender) { static_cast<void>(sender.trySend("r")); }),
      words);
  EXPECT_DEATH(useElsewhere([](auto&, auto&, auto& sender) {
                 sender.ipc().on("c", [](IpcMainEvent&, const Args&) {});
               }),
               words);
}
#endif

}  // namespace
}  // namespace triwire
