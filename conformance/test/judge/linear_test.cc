// Judging takes steps in proportion to the history. Counted, not timed: the judge is compiled for
// this test so that each block of its code calls the function below.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

#include <gtest/gtest.h>

#include "judge/account.h"
#include "judge/check.h"
#include "judge/findings.h"
#include "judge/long_history.h"

namespace {

std::uint64_t blocks = 0;

}  // namespace

extern "C" void __sanitizer_cov_trace_pc() { ++blocks; }

namespace triwire::conformance {
namespace {

constexpr std::string_view ACCOUNT = "the account";

// The blocks that ran, by requirement.
std::map<std::string_view, std::uint64_t> blocksToJudge(const History& history) {
  std::map<std::string_view, std::uint64_t> out;
  std::uint64_t before = blocks;
  const Account account(history);
  out[ACCOUNT] = blocks - before;
  for (const Check& check : checks()) {
    Findings findings(check, account);
    before = blocks;
    check.evaluate(account, findings);
    out[check.requirement] = blocks - before;
  }
  return out;
}

TEST(JudgingTest, TakesStepsInProportionToTheHistory) {
  const auto shorter = blocksToJudge(longHistory(3'000));
  const auto longer = blocksToJudge(longHistory(24'000));

  ASSERT_GT(shorter.at(ACCOUNT), 3'000U) << "the judge is not compiled to be counted";
  for (const auto& [what, count] : shorter)
    // Eight times as long, and something for the logarithms; were it the square, 64 times.
    EXPECT_LT(longer.at(what), 14 * count + 1'000) << what;
}

}  // namespace
}  // namespace triwire::conformance
