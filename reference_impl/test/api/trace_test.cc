// Looking on: what a trace is shown, and what a control socket tells to whom.
#include <capnp/serialize.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <trace.capnp.h>
#include <triwire.capnp.h>

#include "support/duo.h"
#include "support/scratch_directory.h"

namespace triwire {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string shown(const TracedFrame& frame) {
  return std::to_string(frame.renderer) + (frame.fromMain ? "<" : ">") + std::string(frame.kind) +
         (frame.channel.empty() ? "" : " " + std::string(frame.channel)) +
         (frame.call == 0 ? "" : " #" + std::to_string(frame.call)) +
         (frame.outcome == OutcomeKind::VALUE ? "" : " " + std::string(nameOf(frame.outcome)));
}

Trace into(std::vector<std::string>& seen) {
  return [&seen](const TracedFrame& frame) { seen.push_back(shown(frame)); };
}

TEST(TraceTest, ShowsEachFrameAtBothEnds) {
  std::vector<std::string> atMain;
  std::vector<std::string> atRenderer;
  IpcMainOptions mainOptions;
  mainOptions.trace = into(atMain);
  IpcRendererOptions rendererOptions;
  rendererOptions.trace = into(atRenderer);
  Duo duo(mainOptions, rendererOptions);
  duo.ipcMain.on("c", [](IpcMainEvent& event, const Args&) { event.reply("r"); });
  duo.ipcRenderer.send("c", 1);
  const Promise promise = duo.ipcRenderer.invoke("nobody");
  duo.turnUntil([&] { return promise.state() != Promise::State::PENDING; });

  EXPECT_THAT(atMain, ElementsAre("1>hello", "1<welcome", "1>message c", "1<event r",
                                  "1>invoke nobody #1", "1<return #1 NO_HANDLER"));
  EXPECT_THAT(atRenderer, ElementsAre("0>hello", "1<welcome", "1>message c", "1>invoke nobody #1",
                                      "1<event r", "1<return #1 NO_HANDLER"));
}

TEST(TraceTest, WhatItThrowsGoesNowhere) {
  IpcMainOptions options;
  options.trace = [](const TracedFrame&) { throw std::runtime_error("looking on"); };
  Duo duo(options);
  EXPECT_NE(duo.ipcRenderer.id(), 0U);
}

/// Connected to a control socket; blocks only in `read`, while `turn` has main go on.
class Looker {
 public:
  Looker(const std::string& path, schema::Watch wish)
      : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const auto byte = static_cast<char>(wish);
    EXPECT_EQ(::write(socket_, &byte, 1), 1);
  }
  ~Looker() { ::close(socket_); }
  Looker(const Looker&) = delete;
  Looker& operator=(const Looker&) = delete;

  bool isReadable() const {
    pollfd watched{socket_, POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
  }
  /// The next record, read as a whole.
  capnp::StreamFdMessageReader& next(IpcMain& ipcMain) {
    while (!isReadable()) ipcMain.dispatch();
    message_ = kj::heap<capnp::StreamFdMessageReader>(socket_);
    return *message_;
  }
  bool isDropped(IpcMain& ipcMain) const {
    char byte = 0;
    while (!isReadable()) ipcMain.dispatch();
    return ::recv(socket_, &byte, 1, MSG_PEEK) <= 0;
  }
  int fd() const { return socket_; }

 private:
  int socket_;
  kj::Own<capnp::StreamFdMessageReader> message_;
};

schema::TraceRecord::Reader recordIn(capnp::MessageReader& message) {
  return message.getRoot<schema::TraceRecord>();
}

struct ControlTest : testing::Test {
  static IpcMainOptions at(const std::string& path) {
    IpcMainOptions options;
    options.controlSocket = path;
    return options;
  }

  ScratchDirectory directory;
  std::string path = directory.file("control");
  Duo duo{at(path)};
};

TEST_F(ControlTest, IsForThisUserAlone) {
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  duo.ipcMain.close();
  EXPECT_NE(::stat(path.c_str(), &status), 0);
}

TEST_F(ControlTest, TellsLinksAndTheirCounters) {
  std::optional<Resolver> pending;
  duo.ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    pending = made.resolver;
    return made.promise;
  });
  const Promise promise = duo.ipcRenderer.invoke("c");
  duo.turnUntil([&] { return pending.has_value(); });

  Looker looker(path, schema::Watch::LINKS);
  const auto link = recordIn(looker.next(duo.ipcMain)).getLink();
  EXPECT_EQ(link.getRendererId(), 1U);
  EXPECT_EQ(link.getProcessId(), static_cast<std::uint32_t>(::getpid()));
  EXPECT_EQ(link.getState(), schema::LinkState::OPEN);
  EXPECT_EQ(link.getCallsLive(), 1U);
  EXPECT_GT(link.getBytesSent(), 0U);
  EXPECT_GT(link.getBytesReceived(), 0U);
  EXPECT_EQ(link.getBytesWaiting(), 0U);
  EXPECT_TRUE(recordIn(looker.next(duo.ipcMain)).isListed());
}

/// The frame in a record.
std::string textIn(const schema::TracedFrame::Reader& traced) {
  const auto bytes = traced.getFrame();
  std::vector<capnp::word> words(bytes.size() / sizeof(capnp::word));
  std::memcpy(words.data(), bytes.begin(), bytes.size());
  capnp::FlatArrayMessageReader message(kj::arrayPtr(words.data(), words.size()));
  const auto frame = message.getRoot<schema::Frame>();
  EXPECT_TRUE(frame.isMessage());
  const auto roots = frame.getMessage().getArgs().getRoots();
  return std::string(frame.getMessage().getChannel().cStr()) +
         (roots.size() == 0 ? "" : " " + std::string(roots[0].getString().cStr()));
}

TEST_F(ControlTest, TellsFramesWithoutWhatTheyCarryUnlessAsked) {
  Looker looker(path, schema::Watch::FRAMES);
  Looker curious(path, schema::Watch::PAYLOADS);
  for (Looker* each : {&looker, &curious}) {
    EXPECT_TRUE(recordIn(each->next(duo.ipcMain)).isLink());
    EXPECT_TRUE(recordIn(each->next(duo.ipcMain)).isListed());
  }
  duo.ipcRenderer.send("c", "secret");

  const auto traced = recordIn(looker.next(duo.ipcMain)).getFrame();
  EXPECT_EQ(textIn(traced), "c");
  EXPECT_TRUE(traced.getIsWithheld());
  EXPECT_GT(traced.getPayloadBytes(), 0U);
  EXPECT_FALSE(traced.getFromMain());
  const auto whole = recordIn(curious.next(duo.ipcMain)).getFrame();
  EXPECT_EQ(textIn(whole), "c secret");
  EXPECT_FALSE(whole.getIsWithheld());
}

TEST_F(ControlTest, TellsTheEndOfALink) {
  Looker looker(path, schema::Watch::FRAMES);
  for (int i = 0; i < 2; ++i) looker.next(duo.ipcMain);
  duo.ipcRenderer.close();
  EXPECT_TRUE(recordIn(looker.next(duo.ipcMain)).getFrame().hasFrame());
  EXPECT_EQ(recordIn(looker.next(duo.ipcMain)).getEnded(), 1U);
}

TEST_F(ControlTest, WhoDoesNotReadLosesRecordsAndHoldsNobodyUp) {
  Looker looker(path, schema::Watch::PAYLOADS);
  for (int i = 0; i < 2; ++i) looker.next(duo.ipcMain);
  int count = 0;
  constexpr int MESSAGES = 400;  // 4 MB, of which 1 MiB is kept and the kernel takes less than that.
  duo.ipcMain.on("c", [&](IpcMainEvent&, const Args&) { ++count; });
  for (int i = 0; i < MESSAGES; ++i) duo.ipcRenderer.send("c", std::string(10'000, 'x'));
  duo.turnUntil([&] { return count == MESSAGES; });

  std::uint64_t kept = 0;
  std::uint64_t lost = 0;
  for (duo.ipcMain.dispatch(); kept < 20 || looker.isReadable(); duo.ipcMain.dispatch()) {
    lost = recordIn(looker.next(duo.ipcMain)).getLost();
    ++kept;
  }
  EXPECT_EQ(lost, 0U);  // Until there is room again: what comes then says what was lost.
  duo.ipcRenderer.send("c", "small");
  lost = recordIn(looker.next(duo.ipcMain)).getLost();
  EXPECT_GT(lost, 0U);
  EXPECT_EQ(kept + lost, static_cast<std::uint64_t>(MESSAGES));
}

TEST_F(ControlTest, DropsWhoAsksForNothingItKnowsOrSpeaksAgain) {
  EXPECT_TRUE(Looker(path, schema::Watch::NONE).isDropped(duo.ipcMain));
  Looker looker(path, schema::Watch::FRAMES);
  for (int i = 0; i < 2; ++i) looker.next(duo.ipcMain);
  ASSERT_EQ(::write(looker.fd(), "x", 1), 1);
  EXPECT_TRUE(looker.isDropped(duo.ipcMain));
}

TEST_F(ControlTest, RefusesTheNinthWatcherUntilOneLeaves) {
  std::vector<std::unique_ptr<Looker>> lookers;
  for (int i = 0; i < 8; ++i) {
    lookers.push_back(std::make_unique<Looker>(path, schema::Watch::FRAMES));
    for (int record = 0; record < 2; ++record) lookers.back()->next(duo.ipcMain);
  }
  EXPECT_TRUE(Looker(path, schema::Watch::FRAMES).isDropped(duo.ipcMain));
  lookers.pop_back();
  duo.ipcMain.dispatch();
  EXPECT_FALSE(Looker(path, schema::Watch::FRAMES).isDropped(duo.ipcMain));
}

TEST(ControlVariableTest, OpensOneWhereTheProgramDoesNot) {
  const ScratchDirectory directory;
  const std::string path = directory.file("control");
  ::setenv("TRIWIRE_CONTROL_SOCKET", path.c_str(), 1);
  std::vector<std::string> logged;
  IpcMainOptions options;
  options.log = [&](std::string_view line) { logged.emplace_back(line); };
  IpcMain ipcMain(options);
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_THAT(logged, ElementsAre());
  const IpcMain second(options);  // The place is taken: it goes on without.
  EXPECT_THAT(logged, ElementsAre(HasSubstr("TRIWIRE_CONTROL_SOCKET")));
  ::unsetenv("TRIWIRE_CONTROL_SOCKET");
}

}  // namespace
}  // namespace triwire
