#include "bench/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace triwire::bench {
namespace {

using ::testing::HasSubstr;

TEST(RoundsTest, MedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle) {
  EXPECT_EQ(spreadOf({3, 1, 9}), (Spread{3, 1, 9}));
  EXPECT_EQ(spreadOf({4, 1, 9, 2}), (Spread{3, 1, 9}));
}

TEST(RoundsTest, RatiosAreTakenWithinARound) {
  const Series floor{"m", "floor", "s", {1, 10, 100}};
  const Series subject{"m", "subject", "s", {2, 20, 300}};

  EXPECT_EQ(ratioOf(subject, floor), (Spread{2, 2, 3}));
}

TEST(RoundsTest, EachSizeIsComparedWithItsOwnFloor) {
  std::ostringstream out;

  printRatios({{"m", "floor", "64", {1e-6}},
               {"m", "floor", "1024", {4e-6}},
               {"m", "subject", "64", {2e-6}},
               {"m", "subject", "1024", {2e-6}}},
              out);

  EXPECT_THAT(out.str(), HasSubstr("subject     64        2.0 µs    2.00 [2.00–2.00]"));
  EXPECT_THAT(out.str(), HasSubstr("subject     1024      2.0 µs    0.50 [0.50–0.50]"));
}

}  // namespace
}  // namespace triwire::bench
