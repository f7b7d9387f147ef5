// The program `triwire` from outside: exit codes, messages, and what it leaves behind.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <report.capnp.h>

#include "driver/process.h"
#include "record/shape.h"
#include "report/describe.h"
#include "support/ran.h"
#include "support/scratch.h"

namespace triwire::conformance {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string SUITE = CONFORMANCE_FOLDER;

// Examines one subject with the scenarios of toy.json.
Ran examine(const std::string& command, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"run",
                                     "--subject",
                                     command,
                                     "--suite",
                                     SUITE + "/test/toy.json",
                                     "--run",
                                     "toy/*",
                                     "--timeout-multiplier",
                                     "0.2"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return triwire(arguments);
}

std::string python(const std::string& file) { return "python3 " + SUITE + "/" + file; }

std::string readFile(const std::filesystem::path& path) {
  std::stringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

TEST(ExitCode, ZeroWhenAllScoredPass) {
  const Ran ran = examine(python("test/toy_subject.py"));
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("requirements ran"));
}

TEST(ExitCode, OneWhenARequirementFails) {
  const Ran ran = examine(python("test/toy_subject.py --swap"));
  EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("FAIL TW-ORDER-1"));
  EXPECT_THAT(ran.err, HasSubstr(": TW-ORDER-1 fails in toy/")) << "as soon as it does";
  EXPECT_THAT(ran.err, ContainsRegex("rerun: .* run --subject .* --run toy/"));
}

TEST(ExitCode, ZeroWhenTheFailureIsKnown) {
  const auto known = scratch() / "known.txt";
  std::ofstream(known) << "link: https://example.org\nuntil: 2999-12-31\n"
                       << "TW-ORDER-1 the toy swaps sends on purpose\n";
  const Ran ran = examine(python("test/toy_subject.py --swap"), {"--known", known});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.err, Not(HasSubstr("TW-ORDER-1 fails")));
  EXPECT_THAT(ran.out, HasSubstr("TW-ORDER-1 fail: the toy swaps sends on purpose"));
}

TEST(ExitCode, TwoForEveryMistakeOfTheUserWithOneSentence) {
  const auto mistake = [](const std::vector<std::string>& arguments) {
    const Ran ran = triwire(arguments);
    EXPECT_EQ(ran.code, 2) << ran.out << ran.err;
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    return ran.err;
  };
  EXPECT_THAT(mistake({}), HasSubstr("subcommand is required"));
  EXPECT_THAT(mistake({"run"}), HasSubstr("--subject is required"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--profile", "loose"}), HasSubstr("loose"));
  EXPECT_THAT(mistake({"run", "--subject", "a | b"}), HasSubstr("shell syntax"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--run", "nothing/*"}),
              HasSubstr("no scenario matches nothing/*; see triwire list"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--run", "TW-NONE-*"}),
              HasSubstr("see triwire requirements"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--skip", "*"}), HasSubstr("nothing is left"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--suite", "/no/such"}),
              HasSubstr("expected a scenario file or a folder of them"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--suite", SUITE + "/test/toy_subject.py"}),
              HasSubstr("is no JSON"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--known", "/no/such"}),
              HasSubstr("expected a list of known failures"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--out", "/dev/null/x"}),
              HasSubstr("no folder that can be written"));
  EXPECT_THAT(mistake({"run", "--subject", "null", "--timeout-multiplier", "0"}),
              HasSubstr("a number above 0"));
}

TEST(ExitCode, ThreeWhenNothingWasShownOrTheSubjectDied) {
  EXPECT_EQ(examine("null").code, 3);
  const Ran crashed = examine(python("fake/crashes.py"));
  EXPECT_EQ(crashed.code, 3) << crashed.out;
  EXPECT_THAT(crashed.out, HasSubstr("LOST scenario toy/sends: the subject was killed by signal"));
  EXPECT_THAT(crashed.out, HasSubstr("LOST scenario toy/second")) << "started anew for the next";
}

TEST(ExitCode, FourWhenTheAdapterBreaksItsContract) {
  EXPECT_EQ(examine(python("fake/prints_noise.py")).code, 4);
  const Ran rejected = examine(python("fake/wrong_protocol.py"));
  EXPECT_EQ(rejected.code, 4);
  EXPECT_THAT(rejected.out, HasSubstr("not examined: "));
}

// What a subject declares of itself is not believed: each capability is looked for, both ways.
Ran claims(const std::string& subject) {
  return triwire({"run", "--subject", subject, "--profile", "electron", "--run", "claim/*"});
}

TEST(Claims, OfAnHonestSubjectHold) {
  const Ran ran = claims(python("adapter/python/adapter.py"));
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, Not(HasSubstr("CLAIM")));
}

TEST(Claims, OfWhatIsNotThereAreAnError) {
  const Ran ran = claims(python("fake/liar.py claims-what-it-lacks python3 ") + SUITE +
                         "/adapter/python/adapter.py");
  EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("CLAIM the subject declares kill, and declined kill\n"));
  EXPECT_THAT(ran.out, HasSubstr("1 capabilities declared in vain"));
}

TEST(Claims, OfWhatIsThereButNotDeclaredAreNamed) {
  const Ran ran = claims(python("fake/liar.py denies-what-it-has python3 ") + SUITE +
                         "/adapter/python/adapter.py");
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("CLAIM the subject has invoke, and does not declare it\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("TW-INVOKE"))) << "what is not offered is not judged";
}

// What a run costs is counted, not timed: one process of the subject, however many scenarios it
// survives, and of the suite only what was asked for is read.
TEST(Cost, OneProcessOfTheSubjectForOneScenarioAndForAll) {
  const auto starts = std::filesystem::path(testing::TempDir()) / "starts";
  const std::string subject = "sh -c 'echo started >> " + starts.string() + "; exec " +
                              python("test/toy_subject.py") + "'";
  for (const char* scenarios : {"toy/second", "toy/*"}) {
    std::filesystem::remove(starts);
    const Ran ran = triwire({"run", "--subject", subject, "--suite", SUITE + "/test/toy.json",
                             "--run", scenarios});
    EXPECT_EQ(ran.code, 0) << ran.out;
    EXPECT_EQ(readFile(starts), "started\n");
  }
}

TEST(Report, BothFilesAreWrittenAndTheFirstIsWhole) {
  const auto out = scratch() / "out";
  examine(python("test/toy_subject.py --early"), {"--out", out});
  EXPECT_THAT(readFile(out / "report.html"), AllOf(HasSubstr("TW-SYNC-1"), HasSubstr("</html>")));
  EXPECT_THAT(readFile(out / "report.jsonl"), HasSubstr(R"("record":"finished")"));
}

TEST(Report, IsValidAndTheSubjectGoneWhenTheRunnerIsKilled) {
  const auto out = scratch() / "killed";
  std::filesystem::remove_all(out);
  std::filesystem::create_directories(out);
  const auto pidFile = out / "pid";
  // `Process` makes us the subreaper: the orphaned subject becomes our child.
  const Ran ran =
      examine(python("test/kills_the_runner.py ") + pidFile.string(), {"--out", out.string()});
  EXPECT_EQ(ran.code, -1);

  const pid_t subject = std::stoi(readFile(pidFile));
  int status = 0;
  EXPECT_EQ(::waitpid(subject, &status, 0), subject);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

  std::istringstream lines(readFile(out / "report.jsonl"));
  std::size_t records = 0;
  for (std::string line; std::getline(lines, line); ++records) {
    capnp::MallocMessageBuilder message;
    auto record = message.initRoot<file::Record>();
    EXPECT_NO_THROW(readJson(line, capnp::toDynamic(record))) << line;
    EXPECT_FALSE(record.isFinished());
  }
  EXPECT_GE(records, 2U);
}

TEST(List, NamesEveryScenarioAndItsJsonIsASuite) {
  const Ran list = triwire({"list", "--suite", SUITE + "/test/toy.json"});
  EXPECT_EQ(list.code, 0);
  EXPECT_THAT(list.out, HasSubstr("toy/sends"));
  const auto copy = scratch() / "copy.json";
  std::ofstream(copy) << triwire({"list", "--json", "--run", "order/*"}).out;
  EXPECT_THAT(triwire({"list", "--suite", copy}).err, HasSubstr("two scenarios are named"));
}

}  // namespace
}  // namespace triwire::conformance
