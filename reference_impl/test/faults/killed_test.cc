// Either process is killed at each step of a conversation that has every kind of frame; the other goes on.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "support/other_process.h"
#include "support/duo.h"
#include "support/scratch_directory.h"

namespace triwire {
namespace {

// Frames at either side of the whole conversation: fewer, and it was not enumerated.
constexpr std::size_t FRAMES_MIN = 14;

/// Kills this process at the n-th frame that it sends or takes, before it does.
Trace killAt(std::size_t n) {
  return [left = n](const TracedFrame&) mutable {
    if (--left == 0) ::raise(SIGKILL);
  };
}

void serve(IpcMain& ipcMain) {
  ipcMain.on("message", [](IpcMainEvent& event, const Args&) { event.reply("event", 1); });
  ipcMain.on("sync", [](IpcMainEvent& event, const Args&) {
    event.reply("event", 2);
    event.returnValue = 3;
  });
  ipcMain.handle("echo", [](IpcMainInvokeEvent&, const Args& args) { return args.at(0); });
  ipcMain.handle("never", [](IpcMainInvokeEvent& event, const Args&) {
    static std::vector<Resolver> kept;  // Nobody answers; the end of the link does.
    event.sender.send("event", 4);
    Promise::WithResolver made = Promise::withResolver();
    kept.push_back(made.resolver);
    return made.promise;
  });
}

/// What became of the calls; each of them has ended when this returns.
std::vector<OutcomeKind> converse(IpcRenderer& ipcRenderer) {
  std::vector<OutcomeKind> ends;
  const auto note = [&](const Promise& promise) {
    try {
      ipcRenderer.wait(promise);
      ends.push_back(OutcomeKind::VALUE);
    } catch (const CallError& error) {
      ends.push_back(error.kind());
    }
  };
  ends.push_back(ipcRenderer.trySend("message"));
  const Promise echo = ipcRenderer.invoke("echo", "text");
  const Promise cancelled = ipcRenderer.invoke("never");
  const Promise pending = ipcRenderer.invoke("never");
  ends.push_back(ipcRenderer.trySendSync({}, "sync", {}).kind);
  note(echo);
  static_cast<void>(cancelled.cancel());
  note(cancelled);
  ends.push_back(ipcRenderer.trySendSync({}, "sync", {}).kind);
  ipcRenderer.close();
  note(pending);
  return ends;
}

class KilledTest : public testing::TestWithParam<SharedMemory> {
 protected:
  IpcRendererOptions options() const {
    IpcRendererOptions options;
    options.settings.sharedMemory = GetParam();
    return options;
  }

  const ScratchDirectory directory_;
  const std::string path_ = directory_.file("socket");
};

INSTANTIATE_TEST_SUITE_P(Links, KilledTest,
                         testing::Values(SharedMemory::GRANT, SharedMemory::REQUEST),
                         [](const auto& link) {
                           return link.param == SharedMemory::GRANT ? "Socket" : "SharedMemory";
                         });

// TW-LIFE-1
TEST_P(KilledTest, MainOutlivesARendererThatIsKilledAtEachStep) {
  IpcMain ipcMain;
  serve(ipcMain);
  ipcMain.listen(path_);
  const std::size_t before = openDescriptors();
  std::size_t step = 0;
  for (bool isKilled = true; isKilled;) {
    SCOPED_TRACE(++step);
    OtherProcess renderer([&] {
      IpcRendererOptions killed = options();
      killed.trace = killAt(step);
      IpcRenderer ipcRenderer(path_, std::move(killed));
      converse(ipcRenderer);
      return 0;
    });
    const int status = renderer.statusWhile(ipcMain);
    isKilled = status == -SIGKILL;
    ASSERT_TRUE(isKilled || status == 0) << status;
    ASSERT_TRUE(ipcMain.renderers().empty());
    ASSERT_EQ(openDescriptors(), before);
  }
  EXPECT_GT(step, FRAMES_MIN);

  OtherProcess last([&] {
    IpcRenderer ipcRenderer(path_, options());
    return ipcRenderer.sendSync("sync") == Value(3) ? 0 : 1;
  });
  EXPECT_EQ(last.statusWhile(ipcMain), 0) << "it serves others as before";
}

// TW-LIFE-3
TEST_P(KilledTest, EveryCallEndsIfMainIsKilledAtEachStep) {
  const std::size_t before = openDescriptors();
  std::size_t step = 0;
  for (bool isKilled = true; isKilled;) {
    SCOPED_TRACE(++step);
    OtherProcess process([&] {
      IpcMainOptions killed;
      killed.trace = killAt(step);
      IpcMain ipcMain(std::move(killed));
      serve(ipcMain);
      ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
      ipcMain.listen(path_);  // Where the last one left its socket behind.
      OtherProcess::sayReady();
      ipcMain.run();
      return 0;
    });
    ASSERT_TRUE(process.isReady());
    try {
      IpcRenderer ipcRenderer(path_, options());
      for (const OutcomeKind end : converse(ipcRenderer)) {
        EXPECT_TRUE(end == OutcomeKind::VALUE || end == OutcomeKind::CANCELLED ||
                    end == OutcomeKind::DISCONNECTED)
            << nameOf(end);
      }
      EXPECT_TRUE(ipcRenderer.isClosed());
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code().value(), ECONNRESET) << error.what();
      EXPECT_LE(step, 2U) << "only before the welcome";
    }
    const int status = process.status();
    isKilled = status == -SIGKILL;
    ASSERT_TRUE(isKilled || status == 0) << status;
    ASSERT_EQ(openDescriptors(), before);
  }
  EXPECT_GT(step, FRAMES_MIN);
}

}  // namespace
}  // namespace triwire
