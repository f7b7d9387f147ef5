// When frames are written, seen from the other end of the link while main's application runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "runtime/frame_link.h"
#include "runtime/main_loop.h"
#include "runtime/renderer_loop.h"
#include "support/socket_pair.h"

namespace triwire::runtime {
namespace {

using protocol::CallId;
using transport::Link;

/// Answers each call, and then runs `afterwards`.
class Application : public MainLoop::Application {
 public:
  void onConnected(LinkId) override {}
  void onMessage(LinkId, std::string_view, const wire::EncodedArgs&) override {}
  void onSync(LinkId link, CallId id, std::string_view, const wire::EncodedArgs&) override {
    loop->answer(link, id, {protocol::OutcomeKind::NO_REPLY, {}});
    afterwards();
  }
  void onInvoke(LinkId link, CallId id, std::string_view channel,
                const wire::EncodedArgs& args) override {
    onSync(link, id, channel, args);
  }
  void onCancelled(LinkId, CallId) override {}
  void onDisconnected(LinkId, const protocol::Closed&) override {}

  MainLoop* loop = nullptr;
  std::function<void()> afterwards = [] {};
};

class GatheringTest : public ::testing::TestWithParam<Gather> {
 protected:
  GatheringTest() {
    application.loop = &main;
    SocketPair sockets;
    main.adopt(std::move(sockets.left));
    renderer.emplace(std::move(sockets.right), protocol::Limits{}.frameBytesMax, FrameTap{});
    renderer->send(protocol::Hello{});
    renderer->flush();
    main.dispatch(-1);
    EXPECT_TRUE(isSomethingThere());  // The welcome.
  }

  bool isSomethingThere() { return renderer->receive() == Link::Read::BYTES; }

  /// Whether each answer is there when the listener or handler that gave it goes on.
  std::vector<bool> answersAtOnce(const std::vector<protocol::Frame>& calls) {
    std::vector<bool> seen;
    application.afterwards = [&] { seen.push_back(isSomethingThere()); };
    for (const protocol::Frame& call : calls) renderer->send(call);
    renderer->flush();
    main.dispatch(-1);
    return seen;
  }

  Application application;
  MainLoop main{{{}, "test", {}, {GetParam()}}, application};
  std::optional<FrameLink> renderer;
};

TEST_P(GatheringTest, AnswersOfOnePassAreWrittenTogether) {
  const bool atOnce = GetParam() == Gather::NEVER;
  EXPECT_THAT(answersAtOnce({protocol::InvokeCall{CallId{1}, "c", {}},
                             protocol::InvokeCall{CallId{2}, "c", {}}}),
              ::testing::ElementsAre(atOnce, atOnce));
  EXPECT_EQ(isSomethingThere(), !atOnce) << "what waited is written before the loop sleeps";
}

TEST_P(GatheringTest, WhoeverBlocksIsAnsweredAtOnce) {
  EXPECT_THAT(answersAtOnce({protocol::SyncCall{CallId{1}, "c", {}}}),
              ::testing::ElementsAre(true));
}

TEST_P(GatheringTest, OutsideOfTheLoopOnlyLoopWaits) {
  const bool waits = GetParam() == Gather::LOOP;
  EXPECT_EQ(main.sendEvent(LinkId{1}, "c", {}), protocol::OutcomeKind::VALUE);
  EXPECT_EQ(isSomethingThere(), !waits);
  main.dispatch(-1 * static_cast<int>(waits));  // It was woken, or has nothing to do.
  EXPECT_EQ(isSomethingThere(), waits);
}

class RendererApplication : public RendererLoop::Application {
 public:
  void onEvent(const std::string&, const protocol::Payload&) override {}
  void onSettled(CallId, const protocol::Outcome&) override {}
  void onClosed(const protocol::Closed&) override {}
};

TEST_P(GatheringTest, WhoWaitsForTheWelcomeHasSaidHello) {
  RendererApplication rendererApplication;
  SocketPair sockets;
  RendererLoop waiting(std::move(sockets.left), {{}, "test", nullptr, {}, {GetParam()}},
                       rendererApplication);
  FrameLink peer(std::move(sockets.right), protocol::Limits{}.frameBytesMax, FrameTap{});

  EXPECT_FALSE(waiting.waitOpen(protocol::Time(0)));  // A moment long past.

  EXPECT_EQ(peer.receive(), Link::Read::BYTES);
}

INSTANTIATE_TEST_SUITE_P(Settings, GatheringTest,
                         ::testing::Values(Gather::NEVER, Gather::PASS, Gather::LOOP));

}  // namespace
}  // namespace triwire::runtime
