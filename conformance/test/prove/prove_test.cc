// The suite proves itself: who does nothing passes nothing, and seeded faults are found for what
// they are.

#include <algorithm>
#include <chrono>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "cli/examine.h"
#include "cli/mutant_table.h"
#include "cli/turns.h"
#include "judge/check.h"
#include "report/catalogue.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

using std::chrono::milliseconds;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

std::vector<Scenario> scenariosOf(const std::vector<std::string>& families) {
  return bundledScenarios([&](const std::string& name) {
    return std::any_of(families.begin(), families.end(), [&](const std::string& family) {
      return name.starts_with(family + "/");
    });
  });
}

// Someone who answers too late to the first word is given longer for everything. Four at a time: who
// does too little makes everybody wait, and uses no processor meanwhile.
SubjectRun examined(const std::string& subject, const std::vector<std::string>& families,
                    milliseconds patience) {
  const std::vector<Scenario> scenarios = scenariosOf(families);
  const ExamineListener nobody{.onSubject = [](const SubjectRun&) {},
                               .onCase = [](const SubjectRun&, const Scenario&) {},
                               .onCaseEnd = [](const SubjectRun&, const Case&) {}};
  SubjectRun run;
  do {
    run = examine(subjectSpec(subject), scenarios, {.patience = patience, .seed = 1, .jobs = 4}, nobody);
    patience *= 2;
  } while (!run.rejected.empty() && patience < milliseconds(10'000));
  score(bundledCatalogue(), checks(), {.wholeSuite = false, .requirements = {}}, run);
  return run;
}

std::vector<std::string> withVerdict(const SubjectRun& run, Verdict verdict) {
  std::vector<std::string> ids;
  for (const Result& result : run.results)
    if (result.verdict == verdict) ids.push_back(result.requirement->id);
  return ids;
}

struct Idler {
  std::string subject;
  std::string family;

  friend std::ostream& operator<<(std::ostream& out, const Idler& idler) {
    return out << idler.subject << ' ' << idler.family;
  }
};

class Idlers : public testing::TestWithParam<Idler> {};

TEST_P(Idlers, PassNothing) {
  const SubjectRun run = examined(GetParam().subject, {GetParam().family}, milliseconds(250));

  EXPECT_THAT(run.rejected, IsEmpty());
  EXPECT_THAT(run.cases, Not(IsEmpty()));
  EXPECT_THAT(withVerdict(run, Verdict::PASS), IsEmpty());
}

/// Every one that there is.
std::set<std::string> families() {
  std::set<std::string> all;
  for (const Scenario& scenario : bundledScenarios([](const std::string&) { return true; }))
    all.insert(scenario.name.substr(0, scenario.name.find('/')));
  return all;
}

std::vector<Idler> idlers() {
  std::vector<Idler> all;
  for (const char* subject : {"null", "echo"})
    for (const std::string& family : families()) all.push_back({subject, family});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Bundled, Idlers, testing::ValuesIn(idlers()), [](const auto& tested) {
  return tested.param.subject + "_" + tested.param.family;
});

struct Fault {
  std::string name;
  std::vector<std::string> families;  ///< That show it.
  std::vector<std::string> breaks;    ///< Requirements.

  friend std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.name; }
};

class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, FailWhatTheyBreak) {
  const Fault& fault = GetParam();

  const SubjectRun run =
      examined("reference --fault " + fault.name, fault.families, milliseconds(1000));

  EXPECT_THAT(run.rejected, IsEmpty());
  EXPECT_THAT(withVerdict(run, Verdict::FAIL), IsSupersetOf(fault.breaks));
}

INSTANTIATE_TEST_SUITE_P(
    Seeded, Faults,
    testing::Values(Fault{"swap-sends", {"order"}, {"TW-ORDER-1"}},
                    Fault{"sync-early", {"block", "sync"}, {"TW-BLOCK-1", "TW-SYNC-1"}},
                    Fault{"undefined-is-no-reply", {"sync"}, {"TW-SYNC-4"}},
                    Fault{"drop-reply", {"reply"}, {"TW-ORDER-18", "TW-REPLY-1", "TW-REPLY-2"}},
                    Fault{"invoke-twice", {"invoke"}, {"TW-INVOKE-27"}}),
    [](const auto& tested) {
      std::string name = tested.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(Mutants, AreTheFaults) {
  std::vector<std::string> named;
  for (const Mutant& mutant : bundledMutants().mutants) named.push_back(mutant.fault);

  EXPECT_THAT(named, testing::UnorderedElementsAreArray(faultNames()));
}

TEST(Mutants, LeaveNoRequirementUnbrokenWithoutAReason) {
  EXPECT_THAT(gaps(bundledMutants(), bundledCatalogue()), IsEmpty());
}

TEST(Mutants, NameTheLineThatIsWrong) {
  EXPECT_THAT([] { readMutantTable("# a comment\nswap-sends | TW-ORDER-1\n", "table"); },
              testing::ThrowsMessage<std::invalid_argument>(testing::HasSubstr("table:2: ")));
}

class Reference : public testing::TestWithParam<std::string> {};

TEST_P(Reference, PassesEverything) {
  const SubjectRun run =
      examined(GetParam(), {"order", "block", "sync", "invoke", "send", "reply", "emit", "life", "wire"},
               milliseconds(10'000));

  EXPECT_THAT(run.rejected, IsEmpty());
  for (const Result& result : run.results)
    EXPECT_TRUE(result.isPass() || result.verdict == Verdict::NOT_APPLICABLE)
        << result.requirement->id << ": " << name(result.verdict);
}

INSTANTIATE_TEST_SUITE_P(Bundled, Reference, testing::Values("reference", "reference-inprocess", "reference-shm"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// What is said about each scenario, in the order of the report.
std::vector<std::string> sayings(const std::string& subject, unsigned jobs) {
  std::vector<std::string> heard;
  const ExamineListener listener{
      .onSubject = [](const SubjectRun&) {},
      .onCase = [](const SubjectRun&, const Scenario&) {},
      .onCaseEnd = [&](const SubjectRun&, const Case& each) { heard.push_back(each.scenario); }};
  ExamineOptions options;
  options.jobs = jobs;
  const SubjectRun run =
      examine(subjectSpec(subject), scenariosOf({"order", "send"}), options, listener);
  std::vector<std::string> out;
  for (const Case& each : run.cases) {
    out.push_back(each.scenario);
    for (const Finding& finding : each.findings)
      out.push_back(finding.requirement + " " + std::string(name(finding.verdict)));
  }
  for (std::size_t i = 0; i < heard.size(); ++i) EXPECT_EQ(heard[i], run.cases.at(i).scenario);
  EXPECT_EQ(heard.size(), run.cases.size());
  return out;
}

std::vector<std::string> turnsOf(const std::string& file) {
  const std::vector<Scenario> scenarios = readScenarios(file, "here");
  std::vector<const Scenario*> all;
  for (const Scenario& scenario : scenarios) all.push_back(&scenario);
  std::vector<std::string> names;
  for (const Scenario* scenario : inTurns(all)) names.push_back(scenario->name);
  return names;
}

TEST(TurnsTest, FamiliesTakeTurnsAndLongStimuliComeLast) {
  EXPECT_THAT(turnsOf(R"({"scenarios":[
                {"name":"order/a","steps":[{"do":"fence"}]},
                {"name":"order/b","steps":[{"do":"fence"}]},
                {"name":"flood/a","steps":[{"do":"fence"},{"do":"fence"},{"do":"fence"},{"do":"fence"},
                                           {"do":"fence"},{"do":"fence"},{"do":"fence"},{"do":"fence"}]},
                {"name":"send/a","steps":[{"do":"fence"}]},
                {"name":"alone","steps":[{"do":"fence"}]},
                {"name":"send/b","steps":[{"do":"fence"}]}]})"),
              testing::ElementsAre("order/a", "send/a", "alone", "order/b", "send/b", "flood/a"));
}

TEST(JobsTest, AnyNumberOfThemSaysTheSame) {
  const std::string faulty = "reference --fault swap-sends";
  EXPECT_EQ(sayings(faulty, 3), sayings(faulty, 1));
}

TEST(FailFastTest, NothingIsPerformedBehindTheCaseThatStops) {
  const ExamineListener nobody{.onSubject = [](const SubjectRun&) {},
                               .onCase = [](const SubjectRun&, const Scenario&) {},
                               .onCaseEnd = [](const SubjectRun&, const Case&) {}};
  for (const unsigned jobs : {1U, 3U}) {
    ExamineOptions options;
    options.jobs = jobs;
    options.stopsAfter = [](const SubjectRun& run, const Case&) { return run.cases.size() == 4; };
    EXPECT_EQ(examine(subjectSpec("reference"), scenariosOf({"order"}), options, nobody).cases.size(),
              4U);
  }
}

}  // namespace
}  // namespace triwire::conformance
