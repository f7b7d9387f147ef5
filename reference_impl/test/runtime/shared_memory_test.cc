// Peers that scribble over the memory of a link, or die with it: main serves the others.
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "runtime/frame_link.h"
#include "runtime/main_loop.h"
#include "support/socket_pair.h"

namespace triwire::runtime {
namespace {

using protocol::CallId;
using transport::Link;

class Application : public MainLoop::Application {
 public:
  void onConnected(LinkId) override {}
  void onMessage(LinkId, std::string_view, const wire::EncodedArgs&) override { ++messages; }
  void onSync(LinkId link, CallId id, std::string_view, const wire::EncodedArgs&) override {
    loop->answer(link, id, {protocol::OutcomeKind::NO_REPLY, {}});
  }
  void onInvoke(LinkId, CallId, std::string_view, const wire::EncodedArgs&) override {}
  void onCancelled(LinkId, CallId) override {}
  void onDisconnected(LinkId, const protocol::Closed& end) override {
    closed.push_back(end.reason);
  }

  MainLoop* loop = nullptr;
  int messages = 0;
  std::vector<protocol::CloseReason> closed;
};

/// A renderer made by hand that has asked for shared memory and got it.
class Renderer {
 public:
  explicit Renderer(MainLoop& main) {
    SocketPair sockets;
    main.adopt(std::move(sockets.left));
    link.emplace(std::move(sockets.right), protocol::Limits{}.frameBytesMax, FrameTap{});
    link->awaitMemory();
    protocol::Hello hello;
    hello.features.emplace_back(protocol::SHARED_MEMORY);
    send(hello);
    for (int turn = 0; turn < 4; ++turn) main.dispatch(0);
    EXPECT_EQ(link->receive(), Link::Read::BYTES);
    const auto next = link->next();
    const auto* frame = std::get_if<protocol::Frame>(&next);
    EXPECT_TRUE(frame != nullptr && std::holds_alternative<protocol::Welcome>(*frame));
    EXPECT_TRUE(link->onWelcome(true));
  }

  void send(protocol::Frame frame) {
    link->send(std::move(frame));
    link->flush();
  }

  std::optional<FrameLink> link;
};

class SharedMemoryLinkTest : public ::testing::Test {
 protected:
  SharedMemoryLinkTest() { application.loop = &main; }

  void settle() {
    for (int turn = 0; turn < 8; ++turn) main.dispatch(0);
  }
  void expectServed(Renderer& renderer) {
    renderer.send(protocol::SyncCall{CallId{++lastCall}, "c", {}});
    settle();
    EXPECT_EQ(renderer.link->receive(), Link::Read::BYTES);
    EXPECT_TRUE(std::holds_alternative<protocol::Frame>(renderer.link->next()));
  }

  Application application;
  MainLoop main{{{}, "test", {}, {}}, application};
  std::uint64_t lastCall = 0;
};

TEST_F(SharedMemoryLinkTest, FramesGoThroughTheMemory) {
  Renderer renderer(main);
  EXPECT_TRUE(renderer.link->hasMemory());
  expectServed(renderer);
  expectServed(renderer);
}

// TW-WIRE-40
TEST_F(SharedMemoryLinkTest, NonsenseInTheMemoryCostsItsOwnLinkOnly) {
  Renderer good(main);
  Renderer bad(main);
  std::vector<std::byte> garbage(200'000, std::byte{0xFF});
  bad.link->bytes().memory().write(garbage);
  settle();
  ASSERT_EQ(application.closed.size(), 1U);
  EXPECT_EQ(application.closed[0], protocol::CloseReason::MALFORMED);
  expectServed(good);
}

TEST_F(SharedMemoryLinkTest, WhatADeadRendererWroteIsReadBeforeItsEnd) {
  Renderer good(main);
  Renderer dying(main);
  for (int i = 0; i < 100; ++i) dying.send(protocol::Message{"c", {}});
  dying.link.reset();
  settle();
  EXPECT_EQ(application.messages, 100);
  ASSERT_EQ(application.closed.size(), 1U);
  EXPECT_EQ(application.closed[0], protocol::CloseReason::LOST);
  expectServed(good);
}

TEST_F(SharedMemoryLinkTest, ARendererThatReadsNothingHoldsUpNobody) {
  Renderer good(main);
  Renderer lazy(main);
  for (int i = 0; i < 2'000; ++i) {
    EXPECT_EQ(main.sendEvent(LinkId{2}, std::string(1'000, 'c'), {}), protocol::OutcomeKind::VALUE);
  }
  settle();
  expectServed(good);
  // And it may still begin to read: main goes on writing where it stopped.
  std::size_t events = 0;
  for (int turn = 0; turn < 100; ++turn) {
    while (lazy.link->receive() == Link::Read::BYTES) {
      for (auto next = lazy.link->next(); std::holds_alternative<protocol::Frame>(next);
           next = lazy.link->next()) {
        ++events;
      }
    }
    settle();
  }
  EXPECT_EQ(events, 2'000U);
}

// TW-WIRE-39
TEST_F(SharedMemoryLinkTest, NobodyGetsMemoryUnasked) {
  SocketPair sockets;
  main.adopt(std::move(sockets.left));
  FrameLink plain(std::move(sockets.right), protocol::Limits{}.frameBytesMax, FrameTap{});
  plain.send(protocol::Hello{});
  plain.flush();
  settle();
  ASSERT_EQ(plain.receive(), Link::Read::BYTES);
  const auto next = plain.next();
  const auto& welcome = std::get<protocol::Welcome>(std::get<protocol::Frame>(next));
  EXPECT_TRUE(welcome.features.empty());
}

}  // namespace
}  // namespace triwire::runtime
