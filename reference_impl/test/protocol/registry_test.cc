#include "protocol/registry.h"

#include <gmock/gmock.h>

namespace triwire::protocol {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;

constexpr ListenerId A{1};
constexpr ListenerId B{2};

class ListenersTest : public testing::Test {
 protected:
  using Table = Listeners<std::string>;

  // Dispatches as a caller would; `during` is called before each listener.
  std::vector<std::string> dispatch(const std::function<void(std::string)>& during = nullptr) {
    std::vector<std::string> called;
    const Table::Snapshot snapshot = listeners.snapshot("c");
    if (snapshot == nullptr) return called;
    for (const Table::Registration& registration : *snapshot) {
      if (!listeners.begin("c", registration)) continue;
      called.push_back(registration.listener);
      if (during) during(registration.listener);
    }
    return called;
  }

  Table listeners;
};

TEST_F(ListenersTest, AreCalledInOrderOfRegistration) {
  listeners.on("c", B, "b");
  listeners.on("c", A, "a");
  listeners.on("other", A, "other");
  EXPECT_THAT(dispatch(), ElementsAre("b", "a"));
  EXPECT_EQ(listeners.count("c"), 2U);
}

// TW-EMIT-1 TW-EMIT-2
TEST_F(ListenersTest, RegisteredTwiceIsCalledTwiceAndOneRemovalRemovesTheLatest) {
  listeners.on("c", A, "a");
  listeners.on("c", B, "b");
  listeners.on("c", A, "a");
  EXPECT_THAT(dispatch(), ElementsAre("a", "b", "a"));
  EXPECT_TRUE(listeners.off("c", A));
  EXPECT_THAT(dispatch(), ElementsAre("a", "b"));
  EXPECT_TRUE(listeners.off("c", A));
  EXPECT_FALSE(listeners.off("c", A));
  EXPECT_THAT(dispatch(), ElementsAre("b"));
}

// TW-EMIT-3
TEST_F(ListenersTest, OnceIsRemovedBeforeItsCall) {
  listeners.once("c", A, "a");
  EXPECT_THAT(dispatch([&](const std::string&) { EXPECT_THAT(dispatch(), IsEmpty()); }),
              ElementsAre("a"));
  EXPECT_EQ(listeners.count("c"), 0U);
}

TEST_F(ListenersTest, OnceRunsOnceThoughANestedDispatchGetsThereFirst) {
  listeners.on("c", B, "b");
  listeners.once("c", A, "a");
  std::vector<std::string> nested;
  bool first = true;
  const auto outer = dispatch([&](const std::string&) {
    if (std::exchange(first, false)) nested = dispatch();
  });
  EXPECT_THAT(nested, ElementsAre("b", "a"));
  EXPECT_THAT(outer, ElementsAre("b"));
}

// TW-EMIT-4 TW-EMIT-5
TEST_F(ListenersTest, ADispatchSeesTheListenersAsTheyWereWhenItBegan) {
  listeners.on("c", A, "a");
  listeners.on("c", B, "b");
  listeners.once("c", ListenerId{4}, "d");
  const auto called = dispatch([&](const std::string&) {
    listeners.removeAll("c");
    listeners.on("c", ListenerId{3}, "new");
  });
  EXPECT_THAT(called, ElementsAre("a", "b", "d"));
  EXPECT_THAT(dispatch(), ElementsAre("new"));
}

TEST_F(ListenersTest, WhatIsNotRegisteredIsNotRemoved) {
  EXPECT_FALSE(listeners.off("c", A));
  listeners.removeAll("c");
  listeners.on("c", A, "a");
  EXPECT_FALSE(listeners.off("c", B));
  EXPECT_FALSE(listeners.off("d", A));
  EXPECT_THAT(dispatch(), ElementsAre("a"));
}

TEST_F(ListenersTest, TheLastRemovalEndsTheChannelThatWasJustDispatched) {
  listeners.on("c", A, "a");
  EXPECT_THAT(dispatch(), ElementsAre("a"));
  EXPECT_TRUE(listeners.off("c", A));
  EXPECT_THAT(dispatch(), IsEmpty());
  listeners.once("c", A, "once");
  EXPECT_THAT(dispatch(), ElementsAre("once"));
  EXPECT_THAT(dispatch(), IsEmpty());
}

TEST_F(ListenersTest, RemovalDuringADispatchLeavesItsListAlone) {
  listeners.once("c", A, "a");
  listeners.on("c", B, "b");
  listeners.on("c", A, "again");
  const auto called = dispatch([&](const std::string&) { listeners.off("c", B); });
  EXPECT_THAT(called, ElementsAre("a", "b", "again"));
  EXPECT_THAT(dispatch(), ElementsAre("again"));
}

// TW-EMIT-6
TEST_F(ListenersTest, RemoveAllOfAChannelLeavesTheOthers) {
  listeners.on("c", A, "a");
  listeners.on("d", A, "a");
  listeners.removeAll("c");
  EXPECT_EQ(listeners.count("c"), 0U);
  EXPECT_EQ(listeners.count("d"), 1U);
  listeners.removeAll();
  EXPECT_EQ(listeners.count("d"), 0U);
}

// TW-INVOKE-21 TW-INVOKE-22
TEST(HandlersTest, TheFirstStays) {
  Handlers<int> handlers;
  EXPECT_TRUE(handlers.handle("c", 1));
  EXPECT_FALSE(handlers.handle("c", 2));
  EXPECT_FALSE(handlers.handleOnce("c", 3));
  EXPECT_THAT(handlers.take("c"), Eq(1));
  EXPECT_THAT(handlers.take("c"), Eq(1));
  handlers.remove("c");
  handlers.remove("c");
  EXPECT_THAT(handlers.take("c"), Eq(std::nullopt));
}

// TW-INVOKE-23
TEST(HandlersTest, OnceIsGoneWhenTaken) {
  Handlers<int> handlers;
  EXPECT_TRUE(handlers.handleOnce("c", 1));
  EXPECT_THAT(handlers.take("c"), Eq(1));
  EXPECT_FALSE(handlers.has("c"));
  EXPECT_THAT(handlers.take("c"), Eq(std::nullopt));
}

}  // namespace
}  // namespace triwire::protocol
