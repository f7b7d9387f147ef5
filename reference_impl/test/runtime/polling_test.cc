#include "runtime/polling.h"

#include <gtest/gtest.h>

namespace triwire::runtime {
namespace {

using std::chrono::microseconds;
using Duration = PollingPolicy::Duration;

constexpr Duration NOT_AT_ALL{0};

/// How many waits go to sleep at once until one polls again.
int sleepsOf(PollingPolicy& policy) {
  int sleeps = 0;
  while (policy.next() == NOT_AT_ALL) ++sleeps;
  return sleeps;
}

TEST(PollingPolicyTest, NeverLongerThanItsLimit) {
  EXPECT_EQ(PollingPolicy(std::chrono::seconds(1)).next(), PollingPolicy::MAX);
  EXPECT_EQ(PollingPolicy(microseconds(50)).next(), microseconds(50));
  PollingPolicy policy(microseconds(50));
  for (int i = 0; i < 100; ++i) policy.onFound(microseconds(49));
  EXPECT_EQ(policy.next(), microseconds(50));
}

TEST(PollingPolicyTest, ZeroTurnsItOff) {
  PollingPolicy policy(NOT_AT_ALL);
  policy.onFound(microseconds(1));
  EXPECT_EQ(policy.next(), NOT_AT_ALL);
}

TEST(PollingPolicyTest, LearnsHowSoonAnswersCome) {
  PollingPolicy policy(PollingPolicy::MAX);
  for (int i = 0; i < 100; ++i) policy.onFound(microseconds(10));
  EXPECT_GT(policy.next(), microseconds(20));
  EXPECT_LE(policy.next(), microseconds(40));
  for (int i = 0; i < 100; ++i) policy.onFound(microseconds(90));
  EXPECT_EQ(policy.next(), PollingPolicy::MAX);
}

TEST(PollingPolicyTest, MissesPollMoreAndMoreSeldom) {
  PollingPolicy policy(PollingPolicy::MAX);
  for (const int sleeps : {1, 3, 7, 15, 31, 63, 63}) {
    policy.onMissed();
    EXPECT_EQ(sleepsOf(policy), sleeps);
  }
  policy.onFound(microseconds(1));
  EXPECT_EQ(sleepsOf(policy), 0);
}

// In the middle of a long frame there is always something, and behind it an answer that takes its time.
TEST(PollingPolicyTest, WhatWasThereBeforeTellsNothingOfWaits) {
  PollingPolicy policy(PollingPolicy::MAX);
  for (int i = 0; i < 100; ++i) policy.onFound(microseconds(20));
  const Duration budget = policy.next();
  for (int i = 0; i < 100; ++i) policy.onThere();
  EXPECT_EQ(policy.next(), budget);
  policy.onMissed();
  policy.onThere();
  policy.onMissed();
  EXPECT_EQ(sleepsOf(policy), 1) << "but that somebody is there";
}

TEST(PollingPolicyTest, WhereAnotherWantsTheCoreItSleepsForLong) {
  PollingPolicy policy(PollingPolicy::MAX);
  policy.onPreempted();
  EXPECT_EQ(sleepsOf(policy), 63);
}

TEST(PollingTest, EndsWithoutAnythingFound) {
  Polling polling(PollingPolicy::MAX);
  EXPECT_FALSE(polling.poll([] { return false; }));
  Polling off(NOT_AT_ALL);
  EXPECT_FALSE(off.poll([] { return true; })) << "it does not even look";
}

}  // namespace
}  // namespace triwire::runtime
