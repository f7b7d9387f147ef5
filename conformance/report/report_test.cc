#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <report.capnp.h>

#include "record/shape.h"
#include "report/html.h"
#include "report/jsonl.h"
#include "report/known_failures.h"
#include "report/score.h"
#include "report/slice.h"
#include "report/text.h"
#include "test/support/scratch.h"

namespace triwire::conformance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Requirement requirement(const std::string& id, const std::string& keyword = "MUST",
                        std::vector<std::string> profiles = {"strict"}) {
  return {.id = id,
          .keyword = keyword,
          .role = "main",
          .reason = {},
          .versions = {},
          .section = "s",
          .sectionTitle = "Section",
          .text = "Main " + keyword + " do `it`.",
          .digest = "0123456789ab",
          .verify = {"scenario"},
          .profiles = std::move(profiles)};
}

Catalogue catalogue() {
  return {.version = "0.1",
          .requirements = {requirement("T-A-1"), requirement("T-A-2", "SHOULD"),
                           requirement("T-B-1"), requirement("T-B-2", "MUST", {"electron"})}};
}

Case caseWith(std::vector<Finding> findings) {
  Case out;
  out.scenario = "a/scenario";
  out.about = "A situation.";
  out.stimulus = "{}";
  out.history.ending = Ending::ENDED;
  out.findings = std::move(findings);
  return out;
}

Finding finding(const std::string& id, Verdict verdict) {
  return {.requirement = id,
          .verdict = verdict,
          .premise = {},
          .conclusion = {},
          .violation = {},
          .reason = verdict == Verdict::PASS ? "" : "it was not done"};
}

SubjectRun runOf(std::vector<Finding> findings) {
  SubjectRun run;
  run.label = run.command = "subject";
  run.name = "subject";
  run.profile = "strict";
  run.cases.push_back(caseWith(std::move(findings)));
  return run;
}

// With the results against the catalogue, which lives as long as the program.
SubjectRun scored(SubjectRun run, const Scope& scope = {}) {
  static const Catalogue CATALOGUE = catalogue();
  score(CATALOGUE, {}, scope, run);
  return run;
}

SubjectRun allPass() {
  return scored(runOf({finding("T-A-1", Verdict::PASS), finding("T-A-2", Verdict::PASS),
                       finding("T-B-1", Verdict::PASS)}));
}

int codeOf(SubjectRun run) {
  std::vector<SubjectRun> runs;
  runs.push_back(std::move(run));
  return exitCode(runs);
}

Verdict verdictOf(const SubjectRun& run, const std::string& id) {
  for (const Result& result : run.results)
    if (result.requirement->id == id) return result.verdict;
  ADD_FAILURE() << id << " has no result";
  return Verdict::HARNESS_ERROR;
}

TEST(Score, OneViolationOutweighsEveryPass) {
  SubjectRun run = runOf({finding("T-A-1", Verdict::PASS)});
  run.cases.push_back(caseWith({finding("T-A-1", Verdict::FAIL)}));
  run.cases.push_back(caseWith({finding("T-A-1", Verdict::PASS)}));
  run = scored(std::move(run));
  EXPECT_EQ(verdictOf(run, "T-A-1"), Verdict::FAIL);
  ASSERT_EQ(run.results.front().evidence.size(), 1U);
  EXPECT_EQ(run.results.front().evidence.front().caseIndex, 1U);
}

TEST(Score, ShowsTheShortestHistoryFirst) {
  SubjectRun run = runOf({finding("T-A-1", Verdict::FAIL)});
  run.cases.push_back(caseWith({finding("T-A-1", Verdict::FAIL)}));
  run.cases.front().history.append({});
  run = scored(std::move(run));
  ASSERT_EQ(run.results.front().evidence.size(), 2U);
  EXPECT_EQ(run.results.front().evidence.front().caseIndex, 1U);
}

TEST(Score, WithoutAPremiseThereIsNoPass) {
  const SubjectRun run = scored(runOf({finding("T-A-1", Verdict::PASS)}));
  EXPECT_EQ(verdictOf(run, "T-B-1"), Verdict::COULD_NOT_RUN);
}

TEST(Score, AViolatedShouldIsAWarning) {
  EXPECT_EQ(verdictOf(scored(runOf({finding("T-A-2", Verdict::FAIL)})), "T-A-2"), Verdict::WARN);
}

TEST(Score, OtherProfilesDoNotApplyWhateverWasFound) {
  EXPECT_EQ(verdictOf(scored(runOf({finding("T-B-2", Verdict::FAIL)})), "T-B-2"),
            Verdict::NOT_APPLICABLE);
}

TEST(Score, WhatNeedsAMissingCapabilityIsUnsupported) {
  const std::array<Check, 1> checks{Check{.requirement = "T-A-1",
                                          .digest = {},
                                          .liveness = false,
                                          .evaluate = nullptr,
                                          .needs = "send hold"}};
  const Catalogue all = catalogue();
  SubjectRun run = runOf({});
  run.capabilities = {"send"};
  score(all, checks, {}, run);
  EXPECT_EQ(verdictOf(run, "T-A-1"), Verdict::UNSUPPORTED);
  run.capabilities = {"send", "hold"};
  score(all, checks, {}, run);
  EXPECT_EQ(verdictOf(run, "T-A-1"), Verdict::COULD_NOT_RUN);
}

TEST(ExitCode, IsZeroOnlyWhenAllScoredPass) { EXPECT_EQ(codeOf(allPass()), 0); }

TEST(ExitCode, TellsFailedFromIncompleteFromBroken) {
  EXPECT_EQ(codeOf(scored(runOf({finding("T-A-1", Verdict::FAIL)}))), 1);
  EXPECT_EQ(codeOf(scored(runOf({finding("T-A-1", Verdict::PASS)}))), 3);
  EXPECT_EQ(codeOf(scored(runOf({finding("T-A-1", Verdict::INCONCLUSIVE)}))), 3);
  for (const auto& [ending, code] :
       {std::pair{Ending::CRASHED, 3}, std::pair{Ending::HUNG, 3}, std::pair{Ending::NONSENSE, 4},
        std::pair{Ending::FAILED, 4}}) {
    SubjectRun run = allPass();
    run.cases.front().history.ending = ending;
    EXPECT_EQ(codeOf(std::move(run)), code);
  }
  SubjectRun rejected = allPass();
  rejected.rejected = "the subject exited with status 3";
  EXPECT_EQ(codeOf(std::move(rejected)), 4);
}

// One scenario waited in vain for `called of S1`, and this was found in it.
SubjectRun expired(std::vector<Finding> found, const std::string& scenario = "a/scenario") {
  SubjectRun run = allPass();
  run.cases.push_back(caseWith(std::move(found)));
  run.cases.back().scenario = scenario;
  Event event;
  event.kind = Kind::EXPIRED;
  event.text = "called of S1";
  run.cases.back().history.append(event);
  return scored(std::move(run));
}

TEST(ExpiredWait, MakesTheRunIncompleteUnlessSomethingBadExplainsIt) {
  const SubjectRun vain = expired({finding("T-A-1", Verdict::PASS)});
  EXPECT_THAT(vain.cases.back().trouble(), HasSubstr("for called of S1"));
  EXPECT_THAT(headline(vain), HasSubstr("1 scenarios that waited in vain"));
  EXPECT_THAT(textReport(vain, false, ""), HasSubstr("STALLED scenario a/scenario: a wait ended in vain"));
  EXPECT_EQ(codeOf(expired({finding("T-A-1", Verdict::PASS)})), 3);
  EXPECT_EQ(codeOf(expired({})), 3);

  EXPECT_EQ(codeOf(expired({finding("T-A-2", Verdict::FAIL)})), 0) << "a SHOULD";
  EXPECT_EQ(codeOf(expired({finding("T-A-1", Verdict::FAIL)})), 1);
  EXPECT_EQ(codeOf(expired({finding("T-B-2", Verdict::FAIL)})), 3) << "of another profile";
}

TEST(ExpiredWait, IsExpectedWhereACapabilityIsLookedFor) {
  EXPECT_EQ(codeOf(expired({}, "claim/invoke")), 0);
}

KnownFailure known(const std::string& reason, const std::string& until = "2027-01-31") {
  return {.reason = reason, .link = "https://example.org/7", .until = until, .saw = {}};
}

TEST(KnownFailures, ExcuseWhatFailsAndNothingElse) {
  SubjectRun run = runOf({finding("T-A-1", Verdict::FAIL), finding("T-A-2", Verdict::PASS),
                          finding("T-B-1", Verdict::PASS)});
  run.knownFailures = {{"T-A-1", known("its own reason")}};
  run = scored(std::move(run), {.date = "2027-01-31"});
  EXPECT_THAT(run.staleKnownFailures, IsEmpty());
  EXPECT_EQ(codeOf(std::move(run)), 0);
}

TEST(KnownFailures, AnEntryThatPassesOrMatchesNothingIsAnError) {
  SubjectRun run = allPass();
  run.knownFailures = {{"T-A-1", known("once")}, {"T-Z-9", known("typo")}};
  run = scored(std::move(run));
  EXPECT_THAT(run.staleKnownFailures,
              ElementsAre(HasSubstr("its verdict is pass"),
                          HasSubstr("there is no such requirement or scenario")));
  EXPECT_EQ(codeOf(std::move(run)), 1);
}

TEST(KnownFailures, ExcuseAScenarioThatWaitsInVainAndNoOther) {
  SubjectRun run = expired({});
  run.knownFailures = {{"a/scenario", known("it loses what comes late")}};
  run.cases.front().scenario = "b/scenario";
  EXPECT_EQ(codeOf(scored(std::move(run))), 0);

  run = allPass();
  run.knownFailures = {{"a/scenario", known("it loses what comes late")}};
  run = scored(std::move(run));
  EXPECT_THAT(run.staleKnownFailures, ElementsAre(HasSubstr("keeps nobody waiting")));
}

TEST(KnownFailures, AnEntryThatFailsDifferentlyExcusesNothing) {
  SubjectRun run = runOf({finding("T-A-1", Verdict::FAIL), finding("T-A-2", Verdict::PASS),
                          finding("T-B-1", Verdict::PASS)});
  run.knownFailures = {{"T-A-1", known("a reason")}};
  run.knownFailures["T-A-1"].saw = "was not done";
  EXPECT_EQ(codeOf(scored(runOf({finding("T-A-1", Verdict::FAIL)}))), 1);
  EXPECT_EQ(codeOf(scored(std::exchange(run, SubjectRun{}))), 0);

  run = runOf({finding("T-A-1", Verdict::FAIL)});
  run.knownFailures = {{"T-A-1", known("a reason")}};
  run.knownFailures["T-A-1"].saw = "was done twice";
  run = scored(std::move(run));
  EXPECT_THAT(run.staleKnownFailures,
              ElementsAre(HasSubstr("fails differently: it was not done, and not: was done twice")));
  EXPECT_EQ(count(run, Verdict::FAIL), 1U);
}

TEST(KnownFailures, AnEntryThatIsTooOldExcusesNothing) {
  SubjectRun run = runOf({finding("T-A-1", Verdict::FAIL)});
  run.knownFailures = {{"T-A-1", known("a reason", "2027-01-30")}};
  run = scored(std::move(run), {.date = "2027-01-31"});
  EXPECT_THAT(run.staleKnownFailures, ElementsAre(HasSubstr("that ended on 2027-01-30")));
  EXPECT_EQ(count(run, Verdict::FAIL), 1U);
}

TEST(KnownFailures, OfAPartOfTheSuiteNothingIsStale) {
  SubjectRun run = runOf({finding("T-A-1", Verdict::PASS)});
  run.knownFailures = {{"T-A-1", known("in another scenario")}, {"T-B-1", known("not asked for")}};
  run = scored(std::move(run), {.wholeSuite = false});
  EXPECT_THAT(run.staleKnownFailures, IsEmpty());
  EXPECT_EQ(codeOf(std::move(run)), 0);
}

TEST(KnownFailures, EveryEntryHasAReasonALinkAndAnEnd) {
  const std::string head = "link: https://example.org/7\nuntil: 2027-01-31\n";
  KnownFailure twice = known("because");
  twice.saw = "some words";
  EXPECT_EQ(readKnownFailures("# why\n\n" + head + "T-A-1 because\n  saw: some words\n", "f"),
            (KnownFailures{{"T-A-1", twice}}));
  const auto complaint = [](const std::string& text) -> std::string {
    try {
      readKnownFailures(text, "f");
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_THAT(complaint(head + "T-A-1 a\nT-A-2\n"), HasSubstr("f:4: `T-A-2` says nothing of it"));
  EXPECT_EQ(complaint(head + "T-A-1 a\nT-A-1 b\n"), "f:4: T-A-1 is listed twice");
  EXPECT_THAT(complaint("until: 2027-01-31\nT-A-1 a\n"), HasSubstr("f:2: T-A-1 has no link"));
  EXPECT_THAT(complaint("link: x\nT-A-1 a\n"), HasSubstr("f:2: T-A-1 has no end"));
  EXPECT_THAT(complaint("until: soon\n"), HasSubstr("f:1: `soon` is no date"));
  EXPECT_THAT(complaint(head + "  saw: words\n"), HasSubstr("of the entry above"));
}

TEST(Headline, SaysHowManyRanOfHowMany) {
  EXPECT_EQ(headline(scored(runOf({finding("T-A-1", Verdict::PASS)}))),
            "1 of 3 requirements ran: 1 pass, 2 could not run");
}

// r0 sends S1 and S2; main dispatches S2 first.
SubjectRun swapped(const std::string& words) {
  SubjectRun run = runOf({});
  History& history = run.cases.front().history;
  const auto event = [&](Kind kind, Actor actor, const char* call, const char* message) {
    Event out;
    out.kind = kind;
    out.actor = actor;
    out.call = history.intern(call);
    out.message = history.intern(message);
    out.listener = history.intern(words);
    history.transcript.push_back("{\"expired\":\"by hand\"}");
    return history.append(out);
  };
  event(Kind::CALLING, Actor::R0, "S1", "");
  event(Kind::CALLING, Actor::R0, "S2", "");
  event(Kind::MARKED, Actor::R0, "", "");
  event(Kind::CALLED, Actor::MAIN, "", "S2");
  event(Kind::CALLED, Actor::MAIN, "", "S1");
  run.cases.front().stimulus =
      R"({"steps":[{"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"},)"
      R"({"op":"send","call":"S2","channel":"c"}]}]})";
  history.stderrTail = "a word of its own\n";
  run.cases.front().findings.push_back({.requirement = "T-A-1",
                                        .verdict = Verdict::FAIL,
                                        .premise = {0, 1},
                                        .conclusion = {4},
                                        .violation = 3,
                                        .reason = "S2 was dispatched before S1"});
  return scored(std::move(run));
}

TEST(Slice, IsTheWitnessesAndWhatHappenedToTheSameCalls) {
  const SubjectRun run = swapped("L");
  const Case& performed = run.cases.front();
  EXPECT_THAT(slice(performed.history, performed.findings.front()), ElementsAre(0, 1, 3, 4));
}

TEST(Slice, PutsCausesBeforeEffectsThatArrivedFirst) {
  History history;
  const auto event = [&](Kind kind, Actor actor, const char* call, const char* message) {
    Event out;
    out.kind = kind;
    out.actor = actor;
    out.call = call;
    out.message = message;
    history.append(out);
  };
  event(Kind::CALLED, Actor::MAIN, "", "S1");  // Arrived before the call was heard of.
  event(Kind::CALLING, Actor::R0, "S1", "");
  EXPECT_THAT(causalOrder(history, {0, 1}), ElementsAre(1, 0));
}

TEST(TextReport, OfAFailureIsThis) {
  EXPECT_EQ(textReport(swapped("L"), false),
            R"(subject (subject, profile strict)
  1 of 3 requirements ran: 0 pass, 1 fail, 2 could not run

  FAIL T-A-1 Main MUST do `it`.
    section "Section"
    scenario a/scenario: A situation.
    S2 was dispatched before S1
      #0 r0     calls S1
      #1 r0     calls S2
    > #3 main   L called for S2  <- the first illegal event
      #4 main   L called for S1
    legal there: #4 L called for S1
    stimulus:
      r0: send S1 c; send S2 c
    stderr:
      a word of its own
    rerun: triwire run --subject subject --profile strict --run a/scenario

  could-not-run (their premise never occurred):
    T-A-2 T-B-1
)");
}

TEST(TextReport, LinksTheSentence) {
  EXPECT_THAT(textReport(swapped("L"), false, "spec/single.html"),
              HasSubstr("    spec/single.html#T-A-1\n"));
}

TEST(TextReport, ASubjectsWordsDoNotReachTheTerminal) {
  SubjectRun run = allPass();
  run.cases.front().history.ending = Ending::CRASHED;
  run.cases.front().history.stderrTail = "\033[2Jgone";
  EXPECT_THAT(textReport(run, false), AllOf(HasSubstr("?[2Jgone"), Not(HasSubstr("\033"))));
}

TEST(HtmlReport, EscapesHostileWordsEverywhere) {
  const std::string hostile = "</script><script>alert(1)</script>\"'<img src=x onerror=y>";
  SubjectRun run = swapped(hostile);
  run.label = run.command = run.name = run.version = hostile;
  run.staleKnownFailures = {hostile};
  Case& performed = run.cases.front();
  performed.scenario = performed.about = performed.stimulus = hostile;
  performed.findings.front().reason = performed.history.stderrTail = hostile;
  run.results.front().known = run.results.front().link = hostile;
  run.cases.push_back(caseWith({}));
  run.cases.back().history.ending = Ending::CRASHED;
  run.cases.back().history.endingText = run.cases.back().history.stderrTail = hostile;

  std::vector<SubjectRun> runs;
  runs.push_back(std::move(run));
  const std::string page = htmlReport({.suite = hostile,
                                       .specification = hostile,
                                       .started = hostile,
                                       .system = hostile,
                                       .seed = 1,
                                       .arguments = {hostile}},
                                      catalogue(), runs, "javascript:" + hostile);
  EXPECT_THAT(page,
              AllOf(Not(HasSubstr("<script>alert")), Not(HasSubstr("<img")),
                    Not(HasSubstr("javascript:")), HasSubstr("&lt;script")));
}

TEST(HtmlReport, NeedsNothingElse) {
  std::vector<SubjectRun> runs;
  runs.push_back(swapped("L"));
  const std::string page = htmlReport({}, catalogue(), runs);
  for (const char* reference : {"http://", "https://", "src=", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(reference)));
  EXPECT_THAT(page, AllOf(HasSubstr("<svg"), HasSubstr("class=\"ring\""), HasSubstr("T-A-1")));
}

TEST(JsonlReport, EveryLineIsARecordOfTheSchema) {
  const auto path = scratch() / "report.jsonl";
  SubjectRun run = swapped("L");
  run.cases.front().history.stderrTail = "\xff is no UTF-8";
  {
    JsonlWriter writer(path, {.suite = "1",
                              .specification = "1",
                              .started = "now",
                              .system = "here",
                              .seed = 7,
                              .arguments = {"a", "b"}});
    writer.write(run);
    writer.write(run, run.cases.front());
    writer.writeResults(run);
    writer.finish("later", 1, {"headline"});
  }
  std::ifstream in(path);
  std::vector<file::Record::Which> kinds;
  for (std::string line; std::getline(in, line);) {
    capnp::MallocMessageBuilder message;
    auto record = message.initRoot<file::Record>();
    ASSERT_NO_THROW(readJson(line, capnp::toDynamic(record))) << line;
    kinds.push_back(record.which());
  }
  EXPECT_THAT(kinds,
              ElementsAre(file::Record::RUN, file::Record::SUBJECT, file::Record::CASE,
                          file::Record::FINDING, file::Record::RESULT, file::Record::RESULT,
                          file::Record::RESULT, file::Record::RESULT, file::Record::FINISHED));
}

}  // namespace
}  // namespace triwire::conformance
