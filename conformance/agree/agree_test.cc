// The two judges agree on random histories: the short form of `triwire judges`.

#include <array>
#include <set>

#include <gmock/gmock.h>

#include "agree/compare.h"
#include "agree/enumerate.h"

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

// r0 calls main because of an event that main sends only after the call: each of the two actors, and each
// link, is in order.
TEST(Judges, AgreeOnACallBeforeItsCause) {
  const Tally tally = compareRandom(73706, 2, {});

  EXPECT_EQ(tally.mutated.at(static_cast<std::size_t>(Mutation::SWAP_RUNS)).rejected, 1U) << told(tally);
}

TEST(Judges, RejectEveryKindOfMutation) {
  const Tally tally = compareRandom(SEED, HISTORIES / 4, {});

  for (unsigned i = 0; i < MUTATIONS; ++i)
    EXPECT_GT(tally.mutated.at(i).rejected, 0U) << name(static_cast<Mutation>(i));
}

// The short form of `triwire judges --enumerate 2`.
TEST(Judges, AgreeOnEverySmallHistory) {
  const Tally tally = compareEvery(1);

  EXPECT_EQ(tally.alarms(), 0U) << told(tally);
  EXPECT_EQ(tally.missed(), 0U) << told(tally);
  EXPECT_EQ(tally.undecided, 0U);
  EXPECT_GT(tally.histories(), 400U);
}

std::uint64_t ordersOf(const Stimulus& stimulus) {
  std::uint64_t orders = 0;
  forEachOrder(stimulus, [&](History&) { ++orders; });
  return orders;
}

Stimulus marks(unsigned atMain, unsigned atR0, unsigned atR1) {
  static constexpr std::array<std::string_view, 3> NAMES{"m1", "m2", "m3"};
  Stimulus stimulus{.renderers = 2, .first = {}, .meanwhile = {}, .last = {}, .text = {}};
  for (const auto& [actor, count] :
       {std::pair(Actor::MAIN, atMain), std::pair(Actor::R0, atR0), std::pair(Actor::R1, atR1)}) {
    Asked asked{actor, std::vector<Step>(count)};
    for (unsigned i = 0; i < count; ++i) asked.steps[i].mark = NAMES.at(i);
    stimulus.meanwhile.push_back(std::move(asked));
  }
  return stimulus;
}

// Scripts that have nothing to do with each other: the multinomial coefficient.
TEST(Enumeration, HasEveryInterleaving) {
  EXPECT_EQ(ordersOf(marks(1, 1, 1)), 6U);
  EXPECT_EQ(ordersOf(marks(2, 2, 2)), 90U);
  EXPECT_EQ(ordersOf(marks(3, 2, 1)), 60U);
  EXPECT_EQ(ordersOf(marks(3, 3, 3)), 1680U);
}

// A renderer's calling and returned, main's called and finished; who is called was sent before.
// Counted by what is left to come, without the model.
std::uint64_t ordersOfSends(unsigned sends, unsigned atRenderer = 0, unsigned atMain = 0) {
  if (atRenderer == 2 * sends && atMain == 2 * sends) return 1;
  std::uint64_t orders = 0;
  if (atRenderer < 2 * sends) orders += ordersOfSends(sends, atRenderer + 1, atMain);
  const bool sent = atMain % 2 == 1 || atRenderer > atMain;
  if (atMain < 2 * sends && sent) orders += ordersOfSends(sends, atRenderer, atMain + 1);
  return orders;
}

TEST(Enumeration, KeepsWhatIsCalledBehindWhatIsSent) {
  static constexpr std::array<std::string_view, 3> NAMES{"S1", "S2", "S3"};
  for (unsigned sends = 1; sends <= NAMES.size(); ++sends) {
    Step listens;
    listens.op = Op::ON;
    listens.channel = "c";
    listens.listener = "C";
    Stimulus stimulus{.renderers = 1, .first = {{Actor::MAIN, {listens}}}, .meanwhile = {{Actor::R0, {}}}, .last = {}, .text = {}};
    for (unsigned i = 0; i < sends; ++i) {
      Step send;
      send.op = Op::SEND;
      send.channel = "c";
      send.call = send.message = NAMES.at(i);
      stimulus.meanwhile.front().steps.push_back(send);
    }
    EXPECT_EQ(ordersOf(stimulus), ordersOfSends(sends));
  }
}

TEST(Enumeration, HasEveryStimulus) {
  for (unsigned steps = 1; steps <= 4; ++steps) {
    std::set<std::string> different;
    for (const Stimulus& stimulus : stimuli(steps)) different.insert(stimulus.text);
    EXPECT_EQ(different.size(), stimuliCount(steps));
  }
}

}  // namespace
}  // namespace triwire::conformance::agree
