#include "protocol/deadlines.h"

#include <gmock/gmock.h>

#include <set>

namespace triwire::protocol {
namespace {

using std::chrono_literals::operator""s;
using testing::Eq;

TEST(DeadlinesTest, ComeByTimeThenInTheOrderOfCalls) {
  Deadlines deadlines;
  deadlines.add(20s, CallId{1});
  deadlines.add(10s, CallId{3});
  deadlines.add(10s, CallId{2});
  EXPECT_THAT(deadlines.takeDue(9s), Eq(std::nullopt));
  EXPECT_THAT(deadlines.takeDue(15s), Eq(CallId{2}));
  EXPECT_THAT(deadlines.takeDue(15s), Eq(CallId{3}));
  EXPECT_THAT(deadlines.takeDue(15s), Eq(std::nullopt));
  EXPECT_THAT(deadlines.next(), Eq(Time(20s)));
}

TEST(DeadlinesTest, NextIsThatOfALiveCallHoweverManyEnded) {
  Deadlines deadlines;
  std::set<CallId> live;
  const auto isLive = [&](CallId id) { return live.count(id) > 0; };
  for (std::uint64_t i = 1; i <= 1'000; ++i) {
    deadlines.add(Time(i), CallId{i});
    live.insert(CallId{i});
  }
  for (std::uint64_t i = 1; i < 1'000; ++i) {
    // From both ends, so that entries end at the top of the heap and inside it.
    const CallId ended{i % 2 == 0 ? i / 2 : 1'000 - i / 2};
    live.erase(ended);
    deadlines.tidy(live.size(), isLive);
    ASSERT_TRUE(deadlines.next().has_value());
    ASSERT_EQ(*deadlines.next(), Time(static_cast<std::uint64_t>(*live.begin())));
  }
}

}  // namespace
}  // namespace triwire::protocol
