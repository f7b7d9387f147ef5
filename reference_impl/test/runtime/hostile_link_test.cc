// Peers that break the protocol, or die: their link ends with a named reason, and main serves the
// others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "runtime/frame_link.h"
#include "runtime/main_loop.h"
#include "support/socket_pair.h"

namespace triwire::runtime {
namespace {

using protocol::CallId;
using protocol::CloseReason;
using protocol::Frame;
using ::testing::ElementsAre;
using transport::Link;

/// Answers each call with an empty value, except on the channel "hold", and keeps what it is told.
class Application : public MainLoop::Application {
 public:
  void onConnected(LinkId) override { ++connected; }
  void onMessage(LinkId, std::string_view channel, const wire::EncodedArgs&) override {
    messages.emplace_back(channel);
  }
  void onSync(LinkId link, CallId id, std::string_view channel,
              const wire::EncodedArgs&) override {
    if (channel == "hold") return;
    loop->answer(link, id, {protocol::OutcomeKind::NO_REPLY, {}});
  }
  void onInvoke(LinkId link, CallId id, std::string_view channel,
                const wire::EncodedArgs& args) override {
    onSync(link, id, channel, args);
  }
  void onCancelled(LinkId, CallId id) override { cancelled.push_back(id); }
  void onDisconnected(LinkId, const protocol::Closed& end) override {
    closed.push_back(end.reason);
  }

  MainLoop* loop = nullptr;
  int connected = 0;
  std::vector<std::string> messages;
  std::vector<CallId> cancelled;
  std::vector<CloseReason> closed;
};

/// A renderer made by hand: it sends any frame, or any bytes.
class Peer {
 public:
  explicit Peer(MainLoop& main, std::uint32_t frameBytesMax = protocol::Limits{}.frameBytesMax) {
    SocketPair sockets;
    main.adopt(std::move(sockets.left));
    link_.emplace(std::move(sockets.right), frameBytesMax, FrameTap{});
  }

  void send(Frame frame) {
    link_->send(std::move(frame));
    link_->flush();
  }
  void sendBytes(const std::string& bytes) {
    ASSERT_EQ(::send(link_->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  /// Everything that main has sent; its last frame is at the back.
  std::vector<Frame> received() {
    while (link_->receive() == Link::Read::BYTES) {
    }
    std::vector<Frame> frames;
    for (auto next = link_->next(); std::holds_alternative<Frame>(next); next = link_->next()) {
      frames.push_back(std::get<Frame>(next));
    }
    return frames;
  }
  /// Why main closed the link, as it said; none if it did not.
  std::optional<CloseReason> closedBecause() {
    const std::vector<Frame> frames = received();
    if (frames.empty()) return std::nullopt;
    const auto* close = std::get_if<protocol::Close>(&frames.back());
    return close == nullptr ? std::nullopt : std::optional(close->reason);
  }
  void die() { link_.reset(); }

 private:
  std::optional<FrameLink> link_;
};

class HostileLinkTest : public ::testing::Test {
 protected:
  HostileLinkTest() { application.loop = &main; }

  /// Main does all that there is to do.
  void settle() {
    for (int turn = 0; turn < 8; ++turn) main.dispatch(0);
  }
  /// Another renderer is served from its handshake to its answer.
  void expectOthersAreServed() {
    good.send(protocol::InvokeCall{CallId{++lastCall}, "c", {}});
    settle();
    const std::vector<Frame> frames = good.received();
    ASSERT_FALSE(frames.empty());
    const auto* answer = std::get_if<protocol::Return>(&frames.back());
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(answer->id, CallId{lastCall});
  }
  void SetUp() override {
    good.send(protocol::Hello{});
    settle();
    ASSERT_EQ(application.connected, 1);
  }

  Application application;
  MainLoop main{{{}, "test", {}}, application};
  Peer good{main};
  std::uint64_t lastCall = 0;
};

// TW-WIRE-7
TEST_F(HostileLinkTest, BytesThatAreNoFrameEndTheLinkAsMalformed) {
  // One segment of one word, whose root pointer leads far outside of it.
  const std::string outside("\0\0\0\0\1\0\0\0\xfc\xff\0\0\x7f\0\0\0", 16);
  for (const std::string& bytes : {outside, std::string(64, '\xff')}) {
    Peer bad(main);
    bad.sendBytes(bytes);
    settle();
    const std::optional<CloseReason> reason = bad.closedBecause();
    ASSERT_TRUE(reason);
    EXPECT_TRUE(reason == CloseReason::MALFORMED || reason == CloseReason::FRAME_TOO_LARGE);
    expectOthersAreServed();
  }
  EXPECT_EQ(application.closed.size(), 2U);
}

// TW-WIRE-8
TEST_F(HostileLinkTest, AFrameTooLargeEndsTheLinkBeforeItIsBuffered) {
  Peer bad(main);
  bad.sendBytes(
      std::string("\0\0\0\0\xff\xff\xff\x0f", 8));  // One segment of 2 GiB; nothing of it follows.
  settle();
  EXPECT_EQ(bad.closedBecause(), CloseReason::FRAME_TOO_LARGE);
  expectOthersAreServed();
}

// TW-WIRE-1 TW-WIRE-12
TEST_F(HostileLinkTest, FramesOutOfOrderEndTheLinkAsUnexpected) {
  const protocol::SyncCall sync{CallId{1}, "hold", {}};
  const protocol::SyncCall second{CallId{2}, "hold", {}};
  const protocol::InvokeCall again{CallId{1}, "hold", {}};
  const std::vector<std::vector<Frame>> wrongs = {
      {protocol::Message{"before hello", {}}},
      {protocol::Welcome{}},
      {protocol::Hello{}, protocol::Hello{}},
      {protocol::Hello{}, protocol::Event{"main's own", {}}},
      {protocol::Hello{}, sync, second},
      {protocol::Hello{}, again, again},
  };
  for (const std::vector<Frame>& wrong : wrongs) {
    Peer bad(main);
    for (const Frame& frame : wrong) bad.send(frame);
    settle();
    EXPECT_EQ(bad.closedBecause(), CloseReason::UNEXPECTED_FRAME);
    expectOthersAreServed();
  }
  EXPECT_EQ(application.closed.size(), wrongs.size());
  EXPECT_THAT(application.messages, ::testing::IsEmpty());
}

// TW-WIRE-3
TEST_F(HostileLinkTest, NoCommonVersionIsSaid) {
  Peer bad(main);
  protocol::Hello hello;
  hello.versionMin = hello.versionMax = 999;
  bad.send(hello);
  settle();
  EXPECT_EQ(bad.closedBecause(), CloseReason::VERSION_MISMATCH);
}

// TW-WIRE-14: what follows the wrong frame in the same bytes is not looked at.
TEST_F(HostileLinkTest, NothingAfterAWrongFrameIsDispatched) {
  Peer bad(main);
  bad.send(protocol::Hello{});
  bad.send(protocol::Hello{});
  bad.send(protocol::Message{"too late", {}});
  settle();
  EXPECT_THAT(application.messages, ::testing::IsEmpty());
}

// TW-LIFE-1 TW-LIFE-2
TEST_F(HostileLinkTest, APeerThatDiesAtAnyMomentLosesItsCallsAndNobodyElses) {
  const std::vector<Frame> life = {protocol::Hello{}, protocol::Message{"m", {}},
                                   protocol::InvokeCall{CallId{1}, "hold", {}},
                                   protocol::SyncCall{CallId{2}, "hold", {}}};
  for (std::size_t sent = 0; sent <= life.size(); ++sent) {
    application.cancelled.clear();
    Peer dying(main);
    for (std::size_t i = 0; i < sent; ++i) dying.send(life[i]);
    settle();
    dying.die();
    settle();
    EXPECT_EQ(application.closed.size(), sent + 1);
    EXPECT_EQ(application.closed.back(), CloseReason::LOST);
    EXPECT_EQ(application.cancelled.size(), sent < 3 ? 0 : sent - 2);
    expectOthersAreServed();
  }
}

TEST_F(HostileLinkTest, AFrameCutShortByDeathIsNotDispatched) {
  Peer dying(main);
  dying.send(protocol::Hello{});
  settle();
  dying.sendBytes(std::string("\0\0\0\0\4\0\0\0half", 12));
  dying.die();
  settle();
  EXPECT_THAT(application.closed, ElementsAre(CloseReason::LOST));
  expectOthersAreServed();
}

// TW-WIRE-17
TEST_F(HostileLinkTest, APeerThatReadsNothingDoesNotHoldMainUp) {
  Peer deaf(main);
  deaf.send(protocol::Hello{});
  settle();
  const std::string channel(60'000, 'x');
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(main.sendEvent(LinkId{2}, channel, {}), protocol::OutcomeKind::VALUE);
  }
  expectOthersAreServed();
}

// TW-WIRE-43
TEST_F(HostileLinkTest, APeerThatCallsAndReadsNoAnswerLosesItsLink) {
  Application small;
  MainLoop bounded({.limits = {}, .implementation = {}, .tap = {}, .outgoingBytesMax = 4096}, small);
  small.loop = &bounded;
  SocketPair sockets;
  bounded.adopt(std::move(sockets.left));
  FrameLink deaf(std::move(sockets.right), protocol::Limits{}.frameBytesMax, FrameTap{});
  deaf.send(protocol::Hello{});

  // Each answer takes more than 32 bytes; the kernel keeps up to 2 MiB of them, main 1 MiB and 4 KiB.
  constexpr std::uint64_t CALLS = 200'000;
  std::uint64_t made = 0;
  while (small.closed.empty() && made < CALLS) {
    deaf.send(protocol::InvokeCall{CallId{++made}, "c", {}});
    deaf.flush();
    bounded.dispatch(0);
  }

  EXPECT_THAT(small.closed, ElementsAre(CloseReason::LIMIT_EXCEEDED));
}

}  // namespace
}  // namespace triwire::runtime
