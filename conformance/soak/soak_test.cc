#include "soak/growth.h"

#include <unistd.h>

#include <fcntl.h>

#include <gmock/gmock.h>

#include "soak/tally.h"

namespace triwire::conformance::soak {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t MIB = 1 << 20;

/// One look a second, settled after the second of them.
Growth grown(const std::vector<Vitals>& looks) {
  Growth growth(2s, MIB);
  Growth::Seconds at{};
  for (const Vitals& each : looks) growth.add(at += 1s, each);
  return growth;
}

TEST(GrowthTest, WhatIsTakenWhileItSettlesIsNoGrowth) {
  const Growth growth = grown({{1 * MIB, 3}, {9 * MIB, 7}, {9 * MIB, 7}, {9 * MIB, 7}});

  EXPECT_TRUE(growth.isJudged());
  EXPECT_EQ(growth.grownBytes(), 0);
  EXPECT_THAT(growth.complaints(), IsEmpty());
}

TEST(GrowthTest, MemoryGrowsWhenTheLastLooksAreAboveTheFirstByMoreThanTheTolerance) {
  const Growth growth = grown({{0, 7},
                               {5 * MIB, 7},
                               {5 * MIB, 7},
                               {5 * MIB, 7},
                               {6 * MIB + 1, 7},
                               {6 * MIB + 1, 7},
                               {6 * MIB + 1, 7}});

  EXPECT_THAT(growth.complaints(), ElementsAre(HasSubstr("main's memory grew by 1.00 MiB")));
}

TEST(GrowthTest, OneLookOutOfThreeIsNoGrowth) {
  const Growth growth = grown({{0, 7},
                               {5 * MIB, 7},
                               {5 * MIB, 7},
                               {5 * MIB, 7},
                               {5 * MIB, 7},
                               {8 * MIB, 7},
                               {6 * MIB, 7}});

  EXPECT_EQ(growth.grownBytes(), static_cast<std::int64_t>(MIB));
  EXPECT_THAT(growth.complaints(), IsEmpty());
}

TEST(GrowthTest, OneDescriptorMoreIsGrowthAndSoIsOneLess) {
  EXPECT_THAT(grown({{MIB, 1}, {MIB, 7}, {MIB, 8}, {MIB, 7}}).complaints(),
              ElementsAre("main had 8 descriptors with every renderer connected and nothing to do; it had had 7"));
  EXPECT_THAT(grown({{MIB, 7}, {MIB, 7}, {MIB, 6}}).complaints(), ElementsAre(HasSubstr("main had 6")));
}

TEST(GrowthTest, OneLookIsNotEnoughToJudgeBy) {
  EXPECT_FALSE(grown({{MIB, 7}, {MIB, 7}}).isJudged());
}

TEST(VitalsTest, SeesMemoryAndDescriptorsOfAProcess) {
  const Vitals before = vitalsOf(::getpid());
  const std::vector<char> pages(4 * MIB, 'x');
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const Vitals after = vitalsOf(::getpid());
  ::close(descriptor);

  EXPECT_GE(after.residentBytes, before.residentBytes + pages.size() - MIB);
  EXPECT_EQ(after.descriptors, before.descriptors + 1);
}

TEST(VitalsTest, OfNobodyIsAnError) {
  EXPECT_THROW(vitalsOf(0x7ffffff0), std::runtime_error);
}

TEST(TallyTest, CountsCallsByWhatTheyAreAndTheirAnswers) {
  History history;
  std::vector<Step> steps(3);
  steps[0].op = Op::SEND, steps[0].call = "S";
  steps[1].op = Op::SEND_SYNC, steps[1].call = "Y";
  steps[2].op = Op::INVOKE, steps[2].call = "I";
  history.add({.kind = Command::Kind::RUN, .actor = renderer(0), .steps = steps});
  history.add({.kind = Command::Kind::KILL, .actor = renderer(0)});
  const auto happened = [&](Kind kind, std::string_view call) {
    Event event;
    event.kind = kind;
    event.actor = renderer(0);
    event.call = call;
    history.append(event);
  };
  for (const char* call : {"S", "Y", "I"}) happened(Kind::CALLING, call);
  happened(Kind::RETURNED, "S");
  happened(Kind::RETURNED, "Y");
  happened(Kind::RETURNED, "I");
  happened(Kind::SETTLED, "I");
  happened(Kind::DISPATCHED, "");

  Tally tally;
  tally.add(history);

  EXPECT_EQ(tally.sends, 1U);
  EXPECT_EQ(tally.syncs, 1U);
  EXPECT_EQ(tally.invokes, 1U);
  EXPECT_EQ(tally.answers, 2U);
  EXPECT_EQ(tally.dispatched, 1U);
  EXPECT_EQ(tally.deaths(), 1U);
}

}  // namespace
}  // namespace triwire::conformance::soak
