// The table of checks and the specification's catalogue say the same.

#include <algorithm>
#include <string>

#include <gmock/gmock.h>

#include "judge/check.h"
#include "report/catalogue.h"

namespace triwire::conformance {
namespace {

TEST(CatalogueTest, KnowsEveryCheck) {
  for (const Check& check : checks()) {
    const Requirement* requirement = bundledCatalogue().find(check.requirement);
    ASSERT_NE(requirement, nullptr)
        << check.requirement << " is no requirement: remove its row from judge/checks.cc";
    EXPECT_TRUE(requirement->isForScenarios()) << check.requirement;
    EXPECT_EQ(check.digest, requirement->digest)
        << check.requirement << " now says: " << requirement->text
        << "\nRead its check again, then copy the digest to judge/checks.cc.";
    EXPECT_EQ(check.liveness, requirement->liveness) << check.requirement;
  }
}

TEST(CatalogueTest, HasACheckForEveryRequirementOfScenarios) {
  for (const Requirement& requirement : bundledCatalogue().requirements) {
    if (!requirement.isForScenarios()) continue;
    const auto of = [&](const Check& check) { return check.requirement == requirement.id; };
    EXPECT_EQ(std::count_if(checks().begin(), checks().end(), of), 1)
        << requirement.id << " needs one row in judge/checks.cc: " << requirement.text;
  }
}

}  // namespace
}  // namespace triwire::conformance
