#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "judge/check.h"
#include "support/told_history.h"

namespace triwire::conformance {
namespace {

using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

std::vector<ToldHistory> allTold() {
  std::vector<ToldHistory> all;
  for (const auto& file : std::filesystem::directory_iterator(TRIWIRE_TOLD_HISTORIES))
    if (file.path().extension() == ".txt")
      for (ToldHistory& told : toldHistories(file.path())) all.push_back(std::move(told));
  return all;
}

const Finding* findingOf(const std::vector<Finding>& findings, const std::string& requirement) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const Finding& f) { return f.requirement == requirement; });
  return found == findings.end() ? nullptr : &*found;
}

class Checks : public testing::TestWithParam<ToldHistory> {};

TEST_P(Checks, PassWithTheEventsThatShowIt) {
  const ToldHistory::Reading told = GetParam().kept();

  const std::vector<Finding> findings = judge(told.history);

  const Finding* finding = findingOf(findings, GetParam().requirement);
  ASSERT_NE(finding, nullptr) << "no premise";
  EXPECT_EQ(finding->verdict, Verdict::PASS) << finding->reason;
  EXPECT_THAT(finding->premise, Not(IsEmpty()));
  EXPECT_THAT(finding->conclusion, IsSupersetOf(told.conclusion));
}

TEST_P(Checks, FailAtTheFirstIllegalEvent) {
  const ToldHistory::Reading told = GetParam().broken();

  const std::vector<Finding> findings = judge(told.history);

  const Finding* finding = findingOf(findings, GetParam().requirement);
  ASSERT_NE(finding, nullptr) << "nothing found";
  EXPECT_EQ(finding->verdict, Verdict::FAIL);
  EXPECT_EQ(finding->violation, told.violation) << finding->reason;
  EXPECT_THAT(finding->reason, Not(IsEmpty()));
}

std::string testName(const testing::TestParamInfo<ToldHistory>& info) {
  std::string name = info.param.requirement + "_" + std::to_string(info.index);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Told, Checks, testing::ValuesIn(allTold()), testName);

TEST(ChecksTest, EachHasAToldHistory) {
  std::set<std::string> told;
  for (const ToldHistory& history : allTold()) told.insert(history.requirement);
  for (const Check& check : checks())
    EXPECT_TRUE(told.contains(std::string(check.requirement))) << check.requirement;
}

// TW-ORDER-18: what a renderer sends last shows that nothing before it was lost. If that does not
// arrive, nothing is shown.
TEST(ChecksTest, AFenceThatDoesNotArriveIsNoPass) {
  const ToldHistory unfenced{"",
                             ">> main: on c L; on triwire:fence F\n"
                             ">  r0: send S1 c\n"
                             "   r0 calling S1\n   r0 returned S1 undefined\n"
                             "   main called L c #1 S1\n   main finished L #1\n"
                             ">  r0: send F1 triwire:fence\n"
                             "   r0 calling F1\n   r0 returned F1 undefined\n"
                             "   expired\n"};
  const std::vector<Finding> findings = judge(unfenced.kept().history);

  for (const std::string requirement : {"TW-ORDER-17", "TW-ORDER-18"}) {
    const Finding* finding = findingOf(findings, requirement);
    EXPECT_TRUE(finding == nullptr || finding->verdict == Verdict::INCONCLUSIVE) << requirement;
  }
  EXPECT_NE(findingOf(findings, "TW-ORDER-18"), nullptr);
}

// The end of a process ends its links (TW-LIFE-5), and nothing in the history tells of main's own.
TEST(ChecksTest, WhatTheEndOfALinkBringsAboutIsNoFailureOfASubjectThatCrashed) {
  const ToldHistory told{"TW-LIFE-5",
                         ">> main: on s L; handle i I {hold}\n"
                         ">  r0: send S1 s; invoke I1 i\n"
                         "   r0 calling S1\n   r0 returned S1 undefined\n"
                         "   r0 calling I1\n   r0 returned I1\n"
                         "   main called L s #1 S1\n   main finished L #1\n"
                         "   main called I i #2 I1\n   main finished I #2\n"
                         "   r0 settled I1 !DISCONNECTED\n   r0 closed main\n"};
  History history = told.kept().history;
  const auto findings = judge(history);
  const Finding* finding = findingOf(findings, "TW-LIFE-5");
  EXPECT_TRUE(finding != nullptr && finding->verdict == Verdict::FAIL);

  history.ending = Ending::CRASHED;
  for (const Finding& each : judge(history))
    EXPECT_NE(each.verdict, Verdict::FAIL) << each.requirement << ": " << each.reason;
}

TEST(ChecksTest, WhatWasWrongBeforeTheCrashIs) {
  for (const ToldHistory& told : allTold()) {
    if (!told.requirement.starts_with("TW-SEND") && !told.requirement.starts_with("TW-EMIT")) continue;
    History crashed = told.broken().history;
    crashed.ending = Ending::CRASHED;
    const std::vector<Finding> findings = judge(crashed);
    const Finding* finding = findingOf(findings, told.requirement);
    EXPECT_TRUE(finding != nullptr && finding->verdict == Verdict::FAIL) << told.text;
  }
}

TEST(ChecksTest, SayNothingOfAnEmptyHistory) { EXPECT_THAT(judge(History{}), IsEmpty()); }

// What an adapter can say by itself, without an implementation behind it, shows nothing.
TEST(ChecksTest, SayNothingOfARendererAlone) {
  const ToldHistory alone{"",
                          ">  r0: send S1 s; sendSync Y1 y; invoke I1 i; mark m\n"
                          "   r0 calling S1\n   r0 returned S1 S1\n   r0 calling Y1\n"
                          "   r0 returned Y1 Y1\n   r0 calling I1\n   r0 returned I1\n"
                          "   r0 settled I1 I1\n   r0 marked m\n"};
  for (const Finding& finding : judge(alone.kept().history))
    EXPECT_NE(finding.verdict, Verdict::PASS) << finding.requirement;
}

}  // namespace
}  // namespace triwire::conformance
