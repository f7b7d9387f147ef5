// The scenarios as GoogleTest tests, one per scenario and bundled subject, registered at start-up:
// so filters, repeats, shards and IDEs work on them. `conformance_gtest --gtest_list_tests` lists
// them.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "cli/bundled_subjects.h"
#include "cli/examine.h"
#include "judge/check.h"
#include "report/text.h"

namespace triwire::conformance {
namespace {

/// One scenario on one subject: nothing that it shows is violated, and it is survived.
class ScenarioTest : public testing::Test {
 public:
  ScenarioTest(SubjectSpec spec, std::string scenario)
      : spec_(std::move(spec)), scenario_(std::move(scenario)) {}

  void TestBody() override {
    const ExamineListener nobody{.onSubject = [](const auto&) {},
                                 .onCase = [](const auto&, const auto&) {},
                                 .onCaseEnd = [](const auto&, const auto&) {}};
    const auto isThis = [&](const std::string& name) { return name == scenario_; };
    SubjectRun run = examine(spec_, bundledScenarios(isThis), {}, nobody);
    ASSERT_EQ(run.rejected, "");
    if (run.cases.empty()) GTEST_SKIP() << "not of the profile " << spec_.profile;
    if (!run.cases.front().notOffered.empty()) GTEST_SKIP() << run.cases.front().notOffered;

    score(bundledCatalogue(), checks(), {.wholeSuite = false}, run);
    EXPECT_FALSE(run.cases.front().isIncomplete()) << run.cases.front().trouble();
    EXPECT_EQ(count(run, Verdict::FAIL), 0U) << textReport(run, false);
  }

 private:
  SubjectSpec spec_;
  std::string scenario_;
};

void registerScenarios(const std::string& subject) {
  bundledScenarios([&](const std::string& name) {
    testing::RegisterTest(subject.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [spec = subjectSpec(subject), name]() -> ScenarioTest* {
                            return new ScenarioTest(spec, name);
                          });
    return false;  // Known by name; read when its turn comes.
  });
}

}  // namespace
}  // namespace triwire::conformance

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const char* subject : {"reference", "reference-inprocess", "reference-shm"})
    triwire::conformance::registerScenarios(subject);
  return RUN_ALL_TESTS();
}
