#include "transport/link.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <vector>

#include "support/socket_pair.h"

namespace triwire::transport {
namespace {

class LinkTest : public ::testing::Test {
 protected:
  void write(Link& link, std::size_t count) {
    for (; count > 0; --count) link.outgoing().bytes().push_back(next_++);
  }

  /// Reads what there is now, and checks that it continues what was read before.
  std::size_t readAll(Link& link) {
    std::array<std::byte, 4096> bytes{};
    std::size_t total = 0;
    for (auto got = link.receive(bytes); got.kind == Link::Read::BYTES; got = link.receive(bytes)) {
      for (std::size_t i = 0; i < got.bytes; ++i) EXPECT_EQ(bytes[i], expected_++);
      total += got.bytes;
    }
    return total;
  }

  SocketPair sockets;
  Link left{std::move(sockets.left)};
  Link right{std::move(sockets.right)};

 private:
  struct Counter {
    std::byte operator++(int) { return std::byte{value++}; }
    unsigned char value = 0;
  };
  Counter next_;
  Counter expected_;
};

// TW-WIRE-17
TEST_F(LinkTest, WhatThePeerDoesNotReadWaitsHere) {
  constexpr std::size_t MUCH = 4U << 20U;
  write(left, MUCH);

  EXPECT_FALSE(left.flush());
  const std::size_t waiting = left.outgoingBytes();
  EXPECT_GT(waiting, 0U);
  EXPECT_LT(waiting, MUCH);

  std::size_t total = 0;
  while (!left.flush()) total += readAll(right);
  total += readAll(right);
  EXPECT_EQ(total, MUCH);
  EXPECT_EQ(left.outgoingBytes(), 0U);
}

TEST_F(LinkTest, BytesWrittenBeforeTheEndAreReadBeforeIt) {
  write(left, 10);
  EXPECT_TRUE(left.flush());
  { const Link gone(std::move(left)); }

  std::array<std::byte, 4> bytes{};
  EXPECT_EQ(right.receive(bytes).bytes, 4U);
  EXPECT_EQ(right.receive(bytes).bytes, 4U);
  EXPECT_EQ(right.receive(bytes).bytes, 2U);
  EXPECT_EQ(right.receive(bytes).kind, Link::Read::END);
}

TEST_F(LinkTest, ALostPeerIsSeenByReadingAfterWhatItSent) {
  write(right, 3);
  EXPECT_TRUE(right.flush());
  { const Link gone(std::move(right)); }

  write(left, 1);
  EXPECT_TRUE(left.flush());  // Nothing waits: it was dropped. No signal.
  EXPECT_TRUE(left.isBroken());

  std::array<std::byte, 8> bytes{};
  EXPECT_EQ(left.receive(bytes).bytes, 3U);
  EXPECT_EQ(left.receive(bytes).kind, Link::Read::END);
}

TEST_F(LinkTest, NothingYetIsNotTheEnd) {
  std::array<std::byte, 8> bytes{};
  EXPECT_EQ(left.receive(bytes).kind, Link::Read::NOTHING);
}

TEST_F(LinkTest, DrainGivesUpOnAPeerThatReadsNothing) {
  write(left, 4U << 20U);
  left.drain(0);
  EXPECT_GT(left.outgoingBytes(), 0U);
}

// TW-WIRE-18
TEST_F(LinkTest, DrainReadsWhileItWrites) {
  // Both sides are full: neither gets on if it only writes.
  write(left, 4U << 20U);
  write(right, 4U << 20U);
  EXPECT_FALSE(left.flush());
  EXPECT_FALSE(right.flush());

  left.drain(0);  // Cannot finish, and has made room for the right.

  const std::size_t before = right.outgoingBytes();
  right.flush();
  EXPECT_LT(right.outgoingBytes(), before);
}

}  // namespace
}  // namespace triwire::transport
