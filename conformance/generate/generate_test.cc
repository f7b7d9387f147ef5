#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "cli/examine.h"
#include "generate/generate.h"
#include "generate/shrink.h"

namespace triwire::conformance {
namespace {

const ExamineListener NOBODY{.onSubject = [](const auto&) {},
                             .onCase = [](const auto&, const auto&) {},
                             .onCaseEnd = [](const auto&, const auto&) {}};

TEST(GenerateTest, TheSameSeedMakesTheSameScenarios) {
  const auto once = generated(7, 50, 12, "strict");
  const auto again = generated(7, 50, 12, "strict");
  const auto other = generated(8, 50, 12, "strict");

  std::set<std::string> different;
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].json, again[i].json);
    different.insert(once[i].json.substr(once[i].json.find("\"steps\"")));
  }
  EXPECT_NE(once.front().json, other.front().json);
  EXPECT_GT(different.size(), 40U);
}

void expectKept(const SubjectRun& run) {
  EXPECT_EQ(run.rejected, "");
  for (const Case& performed : run.cases) {
    EXPECT_FALSE(performed.isLost()) << performed.scenario << ": " << performed.history.endingText;
    for (const Finding& finding : performed.findings) {
      if (!bundledCatalogue().find(finding.requirement)->isOf("strict")) continue;
      EXPECT_EQ(finding.verdict, Verdict::PASS) << performed.scenario << ": " << finding.reason;
    }
    for (const Event& event : performed.history.events())
      EXPECT_NE(event.kind, Kind::EXPIRED) << performed.scenario << ": " << event.text;
  }
}

TEST(GenerateTest, TheReferenceKeepsEveryRequirementInAllOfThem) {
  const SubjectRun run =
      examine(subjectSpec("reference-inprocess"), generated(1, 30, 12, "strict"), {}, NOBODY);

  EXPECT_EQ(run.cases.size(), 30U);
  expectKept(run);
}

TEST(GenerateTest, TheReferenceKeepsEveryRequirementWhileRenderersDie) {
  const SubjectRun run =
      examine(subjectSpec("reference"), generated(1, 30, 12, "strict", Deaths::SOME), {}, NOBODY);

  std::size_t killed = 0, closed = 0;
  for (const Case& performed : run.cases)
    for (const Command& command : performed.history.commands()) {
      if (command.kind == Command::Kind::KILL) ++killed;
      if (command.kind == Command::Kind::CLOSE) ++closed;
    }
  EXPECT_GT(killed, 5U);
  EXPECT_GT(closed, 0U);
  expectKept(run);
}

bool breaks(const SubjectRun& run, const std::string& requirement) {
  return std::any_of(run.cases.begin(), run.cases.end(), [&](const Case& performed) {
    return std::any_of(performed.findings.begin(), performed.findings.end(), [&](const auto& found) {
      return found.requirement == requirement && found.verdict == Verdict::FAIL;
    });
  });
}

// The fault swaps two sends of one script. To show that takes a listener, and the two sends: main's
// script of one step, the renderer's of two.
TEST(ShrinkTest, ASeededFaultIsFoundAndShrunkToItsMinimum) {
  const SubjectSpec faulty = subjectSpec("reference-inprocess --fault swap-sends");
  const auto fails = [&](const Scenario& candidate) {
    return breaks(examine(faulty, {candidate}, {}, NOBODY), "TW-ORDER-1");
  };
  const std::vector<Scenario> all = generated(3, 40, 10, "strict");
  const auto found = std::find_if(all.begin(), all.end(), fails);
  ASSERT_NE(found, all.end());
  ASSERT_GT(stepsOf(*found), 5U);

  const Scenario smallest = shrunk(*found, fails);

  EXPECT_EQ(stepsOf(smallest), 5U) << smallest.json;
  EXPECT_EQ(smallest.content().getSteps().size(), 2U);
  EXPECT_EQ(smallest.content().getSteps()[0].getRun().getSteps().size(), 1U);
  EXPECT_EQ(smallest.content().getSteps()[1].getRun().getSteps().size(), 2U);
  const Scenario read = readScenarios(scenarioFile(smallest), "the file").front();
  EXPECT_TRUE(fails(read));
}

// What only the shape of the steps decides needs no subject.
TEST(ShrinkTest, LeavesOutWhatNamesACallWithTheCall) {
  const Scenario scenario = readScenarios(
      R"({"scenarios":[{"name":"s","steps":[
        {"do":"run","actor":"main","steps":[{"op":"handle","channel":"h","listener":"H","program":[{"op":"hold"}]}]},
        {"do":"run","actor":"r0","steps":[{"op":"invoke","call":"I1","channel":"h"},{"op":"mark","mark":"m"}]},
        {"do":"run","actor":"main","steps":[{"op":"resolve","handle":"I1","value":1}]},
        {"do":"await","event":"settled","call":"I1"}]}]})",
      "test").front();
  const auto marks = [](const Scenario& candidate) {
    return candidate.json.find("\"mark\"") != std::string::npos;
  };

  EXPECT_EQ(stepsOf(shrunk(scenario, marks)), 2U);
}

}  // namespace
}  // namespace triwire::conformance
