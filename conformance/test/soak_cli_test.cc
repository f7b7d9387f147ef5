// `triwire soak` in a short form, and what it has to notice.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "support/ran.h"

namespace triwire::conformance {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A sanitizer keeps what was freed for a while.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool COUNTS_MEMORY = false;
#else
constexpr bool COUNTS_MEMORY = true;
#endif

Ran soaked(const std::string& subject, const std::string& patience = "6") {
  std::vector<std::string> arguments{"soak", "--subject", subject, "--seconds", "2.5", "--window", "0.5",
                                     "--renderers", "8", "--seed", "7", "--timeout-multiplier", patience};
  if (!COUNTS_MEMORY) arguments.insert(arguments.end(), {"--tolerance", "100000"});
  return triwire(arguments);
}

TEST(SoakCliTest, TheReferenceHolds) {
  const Ran ran = soaked("reference");

  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("8 renderers of reference, 2.5 s, seed 7"),
                             HasSubstr("pass, 0 fail, 0 inconclusive"), HasSubstr("held; seed 7"),
                             Not(HasSubstr("deaths        0 killed"))));
}

TEST(SoakCliTest, AnAnswerThatIsGivenTwiceIsAFailedRequirementWithItsEvidence) {
  const Ran ran = soaked("reference --fault invoke-twice");

  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("TW-INVOKE-27"), HasSubstr("settled a second time"),
                             HasSubstr("<- the first illegal event"), HasSubstr("--deaths --run generated/")));
}

TEST(SoakCliTest, AnAnswerThatIsLostIsAFailedRequirement) {
  const Ran ran = soaked("reference --fault forgets-promises", "0.4");

  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("failed; seed 7"));
}

TEST(SoakCliTest, ADescriptorThatStaysOpenIsGrowth) {
  const Ran ran = soaked("reference --fault leaks-descriptors");

  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("0 fail"), HasSubstr("FAIL  main had ")));
}

TEST(SoakCliTest, MemoryThatIsKeptIsGrowth) {
  if (!COUNTS_MEMORY) GTEST_SKIP() << "the memory of a sanitized process says nothing";
  const Ran ran = soaked("reference --fault leaks-memory");

  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("0 fail"), HasSubstr("FAIL  main's memory grew by ")));
}

TEST(SoakCliTest, AMainThatEndsIsNoPass) {
  const Ran ran = soaked("reference --fault exits-at-work");

  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("main exited with status 9"), HasSubstr("incomplete; seed 7")));
}

TEST(SoakCliTest, WhoIsNoMainOfManyWorldsIsToldSo) {
  const Ran ran = soaked("true");

  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, HasSubstr("expected the line `ready` of `true --shared-main`"));
}

TEST(SoakCliTest, AWindowThatLeavesNothingToCompareIsRefused) {
  const Ran ran = triwire({"soak", "--seconds", "3"});

  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("at most a fifth of the time"));
}

}  // namespace
}  // namespace triwire::conformance
