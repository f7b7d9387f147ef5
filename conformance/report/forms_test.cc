// The forms of a report that other programs read, from the same scores.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/badge.h"
#include "report/diff.h"
#include "report/junit.h"
#include "report/markdown.h"

namespace triwire::conformance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string HOSTILE = "]]></x><script>\"'&\n\x01`|";

Requirement requirement(const std::string& id) {
  Requirement out;
  out.id = id;
  out.keyword = "MUST";
  out.text = "Main MUST do `it`.";
  out.verify = {"scenario"};
  out.profiles = {"strict"};
  return out;
}

const Catalogue CATALOGUE{.version = "0.1",
                          .requirements = {requirement("T-A-1"), requirement("T-A-2")}};

SubjectRun runOf(Verdict first, Verdict second, const std::string& words = "it was not done") {
  Case performed;
  performed.scenario = "a/scenario";
  performed.history.ending = Ending::ENDED;
  for (const auto& [id, verdict] : {std::pair{"T-A-1", first}, std::pair{"T-A-2", second}})
    performed.findings.push_back({.requirement = id, .verdict = verdict, .reason = words});
  SubjectRun run;
  run.label = "subject";
  run.profile = "strict";
  run.cases.push_back(std::move(performed));
  score(CATALOGUE, {}, {}, run);
  return run;
}

Provenance provenance() {
  Provenance out;
  out.suite = "1";
  out.started = "2027-01-31T12:00:00Z";
  return out;
}

std::string junitOf(SubjectRun run) {
  std::vector<SubjectRun> runs;
  runs.push_back(std::move(run));
  return junitReport(provenance(), runs);
}

TEST(Junit, CountsWhatItsCasesSay) {
  const std::string xml = junitOf(runOf(Verdict::FAIL, Verdict::INCONCLUSIVE));
  EXPECT_THAT(xml, HasSubstr(R"(tests="2" failures="1" errors="1" skipped="0")"));
  EXPECT_THAT(xml, HasSubstr(R"(<failure type="fail" message="it was not done">)"));
  EXPECT_THAT(xml, HasSubstr(R"(<error type="inconclusive")"));
  EXPECT_THAT(xml, HasSubstr(R"(timestamp="2027-01-31T12:00:00")"));
}

TEST(Junit, SkipsWhatIsKnownWithTheReason) {
  SubjectRun run = runOf(Verdict::FAIL, Verdict::PASS);
  run.knownFailures = {
      {"T-A-1", {.reason = "its own", .link = "https://example.org", .until = "2", .saw = {}}}};
  score(CATALOGUE, {}, {}, run);
  EXPECT_THAT(junitOf(std::move(run)),
              AllOf(HasSubstr(R"(failures="0" errors="0" skipped="1")"),
                    HasSubstr(R"x(<skipped message="known: its own (https://example.org)"/>)x")));
}

TEST(Junit, SaysThatASubjectWasRejected) {
  SubjectRun run;
  run.label = "subject";
  run.rejected = "it said nothing";
  EXPECT_THAT(junitOf(std::move(run)),
              AllOf(HasSubstr(R"(tests="1" failures="0" errors="1")"),
                    HasSubstr(R"(message="it said nothing")")));
}

TEST(Junit, EscapesHostileWords) {
  SubjectRun run = runOf(Verdict::FAIL, Verdict::PASS, HOSTILE);
  run.label = run.command = run.name = HOSTILE;
  const std::string xml = junitOf(std::move(run));
  EXPECT_THAT(xml, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("]]>")),
                         Not(HasSubstr("\x01")), HasSubstr("&lt;script&gt;&quot;'&amp;&#10;?")));
}

TEST(Markdown, HasARowForEachSubjectAndTheFailuresBelow) {
  std::vector<SubjectRun> runs;
  runs.push_back(runOf(Verdict::FAIL, Verdict::PASS));
  const std::string page = markdownReport(provenance(), runs);
  EXPECT_THAT(page, HasSubstr("| subject | strict | 2 of 2 | 1 | 1 | – | – | – | – | – |\n"));
  EXPECT_THAT(page, HasSubstr("> Main MUST do `it`.\n\n```text\nscenario a/scenario: \n"));
  EXPECT_THAT(page, HasSubstr("rerun: triwire run --subject subject"));
}

TEST(Markdown, LeavesNoMeaningToASubjectsWords) {
  std::vector<SubjectRun> runs;
  runs.push_back(runOf(Verdict::FAIL, Verdict::PASS, "```\n<script>"));
  runs.front().label = "a|b\n# c";
  const std::string page = markdownReport(provenance(), runs);
  EXPECT_THAT(page, HasSubstr(R"(| a\|b \# c |)"));
  EXPECT_THAT(page, HasSubstr("````text\n"));
}

TEST(Badge, IsTheEndpointSchema) {
  EXPECT_EQ(badge(runOf(Verdict::PASS, Verdict::PASS)),
            R"({"schemaVersion":1,"label":"Triwire strict","message":"2 of 2 pass",)"
            R"("color":"brightgreen"})"
            "\n");
  EXPECT_THAT(badge(runOf(Verdict::PASS, Verdict::FAIL)), HasSubstr(R"("color":"red")"));
  EXPECT_THAT(badge(runOf(Verdict::PASS, Verdict::INCONCLUSIVE)), Not(HasSubstr("brightgreen")));
  EXPECT_THAT(badge(SubjectRun{}), HasSubstr(R"("message":"not examined","color":"lightgrey")"));
}

Report reportOf(const std::vector<std::pair<std::string, std::string>>& verdicts) {
  Report out;
  out.runs.resize(1);
  for (const auto& [id, verdict] : verdicts) {
    RecordedResult result;
    result.subject = "subject";
    result.requirement = id;
    result.verdict = verdict;
    out.results.push_back(result);
  }
  return out;
}

TEST(Diff, TellsRegressedFixedChangedNewAndGone) {
  const std::vector<Change> changes =
      diff(reportOf({{"A", "pass"}, {"B", "fail"}, {"C", "fail"}, {"D", "pass"}, {"E", "pass"}}),
           reportOf({{"A", "fail"}, {"B", "pass"}, {"C", "inconclusive"}, {"D", "pass"},
                     {"F", "fail"}}));
  EXPECT_EQ(textOf(changes),
            "regressed:\n  A  pass -> fail  (subject)\n"
            "fixed:\n  B  fail -> pass  (subject)\n"
            "changed:\n  C  fail -> inconclusive  (subject)\n"
            "new:\n  F  fail  (subject)\n"
            "gone:\n  E  pass  (subject)\n"
            "1 regressed, 1 fixed, 1 changed, 1 new, 1 gone\n");
}

TEST(Diff, OfEqualReportsIsEmpty) {
  const Report report = reportOf({{"A", "pass"}, {"B", "fail"}});
  EXPECT_EQ(textOf(diff(report, report)), "0 regressed, 0 fixed, 0 changed, 0 new, 0 gone\n");
}

}  // namespace
}  // namespace triwire::conformance
