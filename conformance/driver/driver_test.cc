// The driver against subjects that misbehave, each in one way (conformance/fake): every one costs
// one case, is named with what it said, and is gone afterwards.
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/perform.h"
#include "driver/process.h"
#include "driver/scenario.h"
#include "driver/subject.h"

namespace triwire::conformance {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using namespace std::chrono_literals;

const std::string SUITE = CONFORMANCE_FOLDER;

std::vector<std::string> fake(const std::string& file) {
  const std::string shell = file.ends_with(".sh") ? "sh" : "python3";
  return splitCommand(shell + " " + SUITE + "/fake/" + file);
}

Scenario scenario(const std::string& steps) {
  return readScenarios(R"({"scenarios":[{"name":"s","steps":[)" + steps + "]}]}", "test").front();
}

const char* const ONE_MARK = R"({"do":"run","actor":"main","steps":[{"op":"mark","mark":"m"}]})";

// How one scenario on a fake ends.
History performOn(const std::string& file, Subject::Patience patience = 5000ms) {
  Subject subject(fake(file), patience);
  subject.handshake("no-such-command");
  return perform(scenario(ONE_MARK), "strict", subject);
}

std::string handshakeTrouble(const std::string& file, Subject::Patience patience = 5000ms) {
  try {
    Subject subject(fake(file), patience);
    subject.handshake("no-such-command");
  } catch (const SubjectTrouble& trouble) {
    return trouble.what();
  }
  return {};
}

struct Misbehaviour {
  const char* file;
  Ending ending;
  const char* words;
};

void PrintTo(const Misbehaviour& misbehaviour, std::ostream* out) { *out << misbehaviour.file; }

class MisbehavingSubject : public testing::TestWithParam<Misbehaviour> {};

// TW-ADAPTER-1 TW-ADAPTER-2 TW-ADAPTER-4
TEST_P(MisbehavingSubject, CostsTheCaseAndIsNamedWithWhatItSaid) {
  const History history = performOn(GetParam().file);
  EXPECT_EQ(history.ending, GetParam().ending) << history.endingText;
  EXPECT_THAT(history.endingText, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Fakes, MisbehavingSubject,
    testing::Values(
        Misbehaviour{"crashes.py", Ending::CRASHED, "was killed by signal 11"},
        Misbehaviour{"exits_on_command.py", Ending::CRASHED, "exited with status 7"},
        Misbehaviour{"breaks_off.py", Ending::CRASHED,
                     "in the middle of the line `{\"event\":\"mar`"},
        Misbehaviour{"prints_noise.py", Ending::NONSENSE,
                     "`debug: running a script`, which is wrong: is no JSON (was this meant for "
                     "stderr?)"},
        Misbehaviour{"says_json_that_is_no_event.py", Ending::NONSENSE, "`[1,2,3]`"},
        Misbehaviour{"invalid_utf8.py", Ending::NONSENSE, "is no UTF-8"},
        Misbehaviour{"unknown_event.py", Ending::NONSENSE, "; expected hello, done"},
        Misbehaviour{"unknown_field.py", Ending::NONSENSE, "unknown member \"verdict\""},
        Misbehaviour{"unknown_actor.py", Ending::NONSENSE, "expected \"main\" or \"r<k>\""},
        Misbehaviour{"wrong_type.py", Ending::NONSENSE, "which is wrong: "},
        Misbehaviour{"wrong_seq.py", Ending::NONSENSE, "seq: "},
        Misbehaviour{"wrong_id.py", Ending::NONSENSE, "waits for an answer"},
        Misbehaviour{"duplicate_id.py", Ending::NONSENSE, "waits for an answer"},
        Misbehaviour{"huge_line.py", Ending::NONSENSE, "a line that does not end"},
        Misbehaviour{"fails_every_run.py", Ending::FAILED, "the adapter failed: "}),
    [](const auto& instance) {
      const std::string file = instance.param.file;
      return file.substr(0, file.find('.'));
    });

TEST(Handshake, RefusesAnotherVersionOfTheContract) {
  EXPECT_THAT(handshakeTrouble("wrong_protocol.py"), HasSubstr("; expected version 1"));
}

// TW-ADAPTER-3
TEST(Handshake, RefusesAnAdapterThatAcceptsWhateverItIsTold) {
  EXPECT_THAT(handshakeTrouble("says_done_to_anything.py"),
              AllOf(HasSubstr("no-such-command"), HasSubstr("expected the event \"unsupported\"")));
}

TEST(Handshake, SaysHowASubjectEndedThatNeverSpoke) {
  EXPECT_THAT(handshakeTrouble("exits_at_once.sh"), HasSubstr("exited with status 3"));
}

TEST(Handshake, AProgramThatIsNotThereIsNamed) {
  EXPECT_THROW(
      {
        try {
          const Subject subject({"/no/such/program"}, 1000ms);
        } catch (const std::runtime_error& error) {
          EXPECT_STREQ(error.what(), "cannot start /no/such/program: No such file or directory");
          throw;
        }
      },
      std::runtime_error);
}

TEST(Driver, ASubjectThatDoesNotAnswerCostsOneWaitAndTheRestGoesOn) {
  Subject subject(fake("hangs_on_run.py"), 50ms);
  subject.handshake("no-such-command");
  const History history = perform(scenario(ONE_MARK), "strict", subject);
  EXPECT_THAT(history.events(), Contains(Field(&Event::kind, Kind::EXPIRED)));
}

// Of a subject in whose worlds the longest wait that was not in vain took `longest`.
Subject::Patience patienceAfter(const std::string& worlds, Clock::duration longest = 1ms) {
  Subject subject({"true"}, 5000ms);
  for (const char world : worlds) {
    subject.beginWorld(1);
    subject.noteWait(longest, false);
    if (world == 'x') subject.noteWait(5000ms, true);
  }
  subject.beginWorld(1);
  return subject.patience();
}

TEST(Patience, IsWholeUntilWaitsHaveExpiredInThreeWorlds) {
  EXPECT_EQ(patienceAfter("...."), 5000ms);
  EXPECT_EQ(patienceAfter("xx"), 5000ms);
  EXPECT_EQ(patienceAfter("x.x...."), 5000ms);
}

TEST(Patience, OfWhoAnswersInSomeWorldsIsASecondOrTwentyTimesTheLongestWait) {
  EXPECT_EQ(patienceAfter("x.x.x."), 1000ms);
  EXPECT_EQ(patienceAfter("x.x.x.", 100ms), 2000ms);
  EXPECT_EQ(patienceAfter("x.x.x.", 1000ms), 5000ms);
}

TEST(Patience, OfWhoLetsUsWaitInEachWorldIsHalvedDownToATenthOfASecond) {
  EXPECT_EQ(patienceAfter("xxx"), 250ms);
  EXPECT_EQ(patienceAfter("xxxxxx"), 125ms);
  EXPECT_EQ(patienceAfter("xxxxxxxxx"), 100ms);
  EXPECT_EQ(patienceAfter("xxxxxx", 100ms), 1000ms);
  EXPECT_EQ(patienceAfter(std::string(60, 'x'), 1000ms), 100ms);
  EXPECT_EQ(patienceAfter(std::string(60, 'x') + "."), 1000ms);
}

TEST(Driver, TenMegabytesOfLogsNeitherBlockNorStay) {
  Subject subject(fake("floods_stderr.py"), 1000ms);
  subject.handshake("no-such-command");
  EXPECT_EQ(perform(scenario(ONE_MARK), "strict", subject).ending, Ending::ENDED);
  subject.stop();
  EXPECT_LE(subject.stderrTail().size(), Process::STDERR_TAIL_BYTES_MAX);
}

TEST(Driver, ASubjectThatIgnoresTheEndOfItsInputIsStoppedAllTheSame) {
  pid_t pid = 0;
  {
    Subject subject(fake("ignores_eof.py"), 5000ms);
    subject.handshake("no-such-command");
    pid = subject.pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(Driver, TheWholeProcessGroupIsGoneAfterwards) {
  Subject subject(fake("leaves_children.py"), 5000ms);
  subject.handshake("no-such-command");
  const pid_t group = subject.pid();
  subject.stop();
  const pid_t child = std::stoi(subject.stderrTail());

  EXPECT_EQ(::kill(-group, 0), -1);
  EXPECT_EQ(::kill(child, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

// TW-ADAPTER-5
TEST(Driver, WhatASubjectSaysAfterTheEndCostsTheNextCase) {
  Subject subject(fake("talks_after_end.py"), 1000ms);
  subject.handshake("no-such-command");
  EXPECT_EQ(perform(scenario(ONE_MARK), "strict", subject).ending, Ending::ENDED);
  EXPECT_EQ(perform(scenario(ONE_MARK), "strict", subject).ending, Ending::NONSENSE);
}

TEST(Driver, RecordsCommandsBetweenTheEventsTheyCannotHaveCaused) {
  Subject subject(splitCommand("python3 " + SUITE + "/test/toy_subject.py"), 5000ms);
  subject.handshake("no-such-command");
  const History history = perform(
      scenario(R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]},
                  {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})"),
      "strict", subject);

  ASSERT_EQ(history.ending, Ending::ENDED) << history.endingText;
  std::vector<std::string> seen;
  for (const Event& event : history.events())
    if (event.message == "S1" || event.call == "S1" ||
        (event.kind == Kind::COMMAND && !history.commands()[event.command].steps.empty() &&
         history.commands()[event.command].steps.front().call == "S1"))
      seen.emplace_back(name(event.kind));
  EXPECT_THAT(seen, ElementsAre("command", "calling", "returned", "called"));
  EXPECT_EQ(history.transcript.size(), history.events().size());
}

TEST(Driver, FencesBothPathsBeforeTheEnd) {
  Subject subject(splitCommand("python3 " + SUITE + "/test/toy_subject.py"), 5000ms);
  subject.handshake("no-such-command");
  const History history = perform(scenario(ONE_MARK), "strict", subject);
  EXPECT_THAT(history.events(), AllOf(Contains(AllOf(Field(&Event::kind, Kind::CALLED),
                                                     Field(&Event::message, "fence 1 r0 main"))),
                                      Contains(AllOf(Field(&Event::kind, Kind::DISPATCHED),
                                                     Field(&Event::message, "fence 1 main r0"))),
                                      Not(Contains(Field(&Event::kind, Kind::EXPIRED)))));
}

TEST(SplitCommand, ReadsQuotesAndRefusesShellSyntax) {
  EXPECT_THAT(splitCommand("a 'b c' \"d\" e\\ f"), ElementsAre("a", "b c", "d", "e f"));
  EXPECT_THROW(splitCommand("a | b"), std::invalid_argument);
  EXPECT_THROW(splitCommand("a 'b"), std::invalid_argument);
  EXPECT_THROW(splitCommand(" "), std::invalid_argument);
}

}  // namespace
}  // namespace triwire::conformance
