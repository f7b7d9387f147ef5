// The two judges agree on random histories: the short form of `triwire judges`.

#include <gmock/gmock.h>

#include "agree/compare.h"

namespace triwire::conformance::agree {
namespace {

constexpr std::uint64_t SEED = 1, HISTORIES = 6000;

std::string told(const Tally& tally) {
  std::string out = "seed " + std::to_string(SEED) + "\n";
  for (const Disagreement& each : tally.disagreements) out += each.from + "\n" + each.text + "\n";
  return out;
}

TEST(Judges, AgreeOnRandomHistories) {
  const Tally tally = compareRandom(SEED, HISTORIES, {});

  EXPECT_EQ(tally.alarms(), 0U) << told(tally);
  EXPECT_EQ(tally.undecided, 0U);
  EXPECT_EQ(tally.missed(), 0U) << told(tally);
  EXPECT_GE(tally.histories(), HISTORIES);
}

TEST(Judges, RejectEveryKindOfMutation) {
  const Tally tally = compareRandom(SEED, HISTORIES / 4, {});

  for (unsigned i = 0; i < MUTATIONS; ++i)
    EXPECT_GT(tally.mutated.at(i).rejected, 0U) << name(static_cast<Mutation>(i));
}

}  // namespace
}  // namespace triwire::conformance::agree
