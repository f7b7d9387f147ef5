// The commands that read reports, on reports of real runs.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/process.h"
#include "report/digest.h"
#include "support/ran.h"
#include "support/scratch.h"

namespace triwire::conformance {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string SUITE = CONFORMANCE_FOLDER;

std::string readFile(const fs::path& path) {
  std::stringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

/// A folder with the report of a run of the toy with toy.json.
fs::path examined(const std::string& name, const std::string& options = "",
                  const std::vector<std::string>& more = {}) {
  const fs::path out = scratch() / name;
  std::vector<std::string> arguments{"run", "--suite", SUITE + "/test/toy.json", "--run", "toy/*",
                                     "--out", out.string(), "--subject",
                                     "python3 " + SUITE + "/test/toy_subject.py" + options};
  arguments.insert(arguments.end(), more.begin(), more.end());
  triwire(arguments);
  return out;
}

/// The report with some lines changed; with `forged`, the chain is made to fit again.
fs::path altered(const fs::path& report, bool forged,
                 const std::function<bool(std::string& line)>& keep) {
  std::istringstream lines(readFile(report));
  const fs::path path = report.string() + ".altered";
  std::ofstream out(path);
  Chain chain;
  for (std::string line; std::getline(lines, line);) {
    if (!keep(line)) continue;
    out << (forged ? chain.link(line.substr(0, line.rfind(",\"chain\"")) + "}") : line) << '\n';
  }
  return path;
}

bool replace(std::string& line, const std::string& what, const std::string& with) {
  const std::size_t at = line.find(what);
  if (at != std::string::npos) line.replace(at, what.size(), with);
  return at != std::string::npos;
}

Ran verified(const fs::path& report, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"verify", report.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return triwire(arguments);
}

class Verify : public testing::Test {
 protected:
  static void SetUpTestSuite() { report() = examined("verify", " --swap") / "report.jsonl"; }
  static fs::path& report() {
    static fs::path path;
    return path;
  }
};

TEST_F(Verify, FindsNothingInAReportAsItWasWritten) {
  const Ran ran = verified(report());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("follow from 2 histories of 1 subject"));
}

TEST_F(Verify, FindsAVerdictThatDoesNotFollow) {
  bool done = false;
  const fs::path path = altered(report(), true, [&](std::string& line) {
    if (line.find(R"("record":"result")") != std::string::npos &&
        line.find(R"("requirement":"TW-ORDER-1")") != std::string::npos)
      done = replace(line, R"("verdict":"fail")", R"("verdict":"pass")");
    return true;
  });
  ASSERT_TRUE(done);
  const Ran ran = verified(path);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("the result for TW-ORDER-1 is pass; from its histories follows fail"));
}

TEST_F(Verify, FindsAFindingThatIsLeftOut) {
  const Ran ran = verified(altered(report(), true, [](const std::string& line) {
    return line.find(R"("record":"finding")") == std::string::npos ||
           line.find("TW-ORDER-1\"") == std::string::npos;
  }));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("the report finds nothing for TW-ORDER-1, and its history shows fail"));
}

TEST_F(Verify, FindsAnEditedHistoryAndAMissingLineByTheChain) {
  bool done = false;
  const Ran edited = verified(altered(report(), false, [&](std::string& line) {
    if (!done) done = replace(line, "\"channel\":\"c\"", "\"channel\":\"d\"");
    return true;
  }));
  ASSERT_TRUE(done);
  EXPECT_EQ(edited.code, 1);
  EXPECT_THAT(edited.out, HasSubstr("the chain breaks at line"));

  std::size_t results = 0;
  const Ran missing = verified(altered(report(), false, [&](const std::string& line) {
    return line.find(R"("record":"result")") == std::string::npos || ++results != 1;
  }));
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.out, AllOf(HasSubstr("the chain breaks"), HasSubstr("there is no result for")));
}

TEST_F(Verify, FindsAnEndThatIsMissingAndAnotherCatalogue) {
  const Ran open = verified(altered(report(), false, [](const std::string& line) {
    return line.find(R"("record":"finished")") == std::string::npos;
  }));
  EXPECT_EQ(open.code, 1);
  EXPECT_THAT(open.out, HasSubstr("it has no end"));

  const Ran other = verified(altered(report(), true, [](std::string& line) {
    replace(line, "\"catalogue\":\"", "\"catalogue\":\"0");
    return true;
  }));
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.out, HasSubstr("judged by a catalogue of requirements with the digest 0"));
}

TEST_F(Verify, FindsAWholeForgeryByTheDigestThatTheRunPrinted) {
  EXPECT_EQ(verified(report(), {"--chain", "00"}).code, 1);
}

TEST_F(Verify, RefusesWhatIsNoReportInOneSentence) {
  const Ran ran = verified(SUITE + "/test/toy.json");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("toy.json:1: no record of a report"));
  EXPECT_THAT(verified("/no/such").err, HasSubstr("expected a report.jsonl"));
}

TEST(Diff, ExitsWithOneIfSomethingRegressed) {
  const fs::path good = examined("good") / "report.jsonl";
  const fs::path bad = examined("bad", " --swap") / "report.jsonl";
  const Ran worse = triwire({"diff", good, bad});
  EXPECT_EQ(worse.code, 1);
  EXPECT_THAT(worse.out, HasSubstr("regressed:\n  TW-ORDER-1  pass -> fail"));
  const Ran better = triwire({"diff", bad, good});
  EXPECT_EQ(better.code, 0);
  EXPECT_THAT(better.out, HasSubstr("fixed:\n  TW-ORDER-1  fail -> pass"));
}

TEST(Report, GivesTheSameFormsAsTheRun) {
  const fs::path folder = scratch() / "forms";
  fs::create_directories(folder);
  const fs::path out =
      examined("forms", " --swap",
               {"--junit", folder / "a.xml", "--markdown", folder / "a.md", "--badge",
                folder / "a.json"});
  const Ran ran = triwire({"report", out / "report.jsonl", "--html", folder / "b.html", "--junit",
                           folder / "b.xml", "--markdown", folder / "b.md", "--badge",
                           folder / "b.json"});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("FAIL TW-ORDER-1"));
  for (const auto& [a, b] : {std::pair{"report.html", "b.html"}, std::pair{"a.xml", "b.xml"},
                             std::pair{"a.md", "b.md"}, std::pair{"a.json", "b.json"}})
    EXPECT_EQ(readFile(folder / a), readFile(folder / b)) << b;
  EXPECT_THAT(readFile(folder / "a.xml"), HasSubstr("</testsuites>"));
}

TEST(Report, JunitIsValidByTheCommonSchema) {
  const fs::path out = examined("junit", " --swap", {"--junit", (scratch() / "junit.xml").string()});
  Process process({"xmllint", "--noout", "--schema", SUITE + "/test/junit.xsd",
                   (scratch() / "junit.xml").string()});
  std::string line;
  while (process.readLine(line, Clock::now() + std::chrono::seconds(60)) == Process::Read::LINE) {
  }
  EXPECT_EQ(process.fate(), "exited with status 0");
  process.kill();
  EXPECT_THAT(process.stderrTail(), HasSubstr("validates"));
}

TEST(Replay, ComesToTheSameVerdictsWithoutTheSubject) {
  const fs::path first = examined("recorded", " --swap") / "report.jsonl";
  const fs::path folder = scratch() / "replayed";
  const std::string subject = std::string(TRIWIRE_PROGRAM) + " replay " + first.string();
  const Ran again = triwire({"run", "--suite", SUITE + "/test/toy.json", "--run", "toy/*", "--out",
                             folder, "--subject", subject});
  EXPECT_EQ(again.code, 1) << again.out << again.err;
  EXPECT_THAT(again.out, HasSubstr("FAIL TW-ORDER-1"));
  EXPECT_THAT(triwire({"diff", first, folder / "report.jsonl"}).out,
              HasSubstr("0 regressed, 0 fixed, 0 changed, 0 new, 0 gone"));

  // A part of what was recorded, too; and nothing that was not.
  EXPECT_EQ(triwire({"run", "--suite", SUITE + "/test/toy.json", "--run", "toy/second", "--subject",
                     subject})
                .code,
            0);
  const Ran other = triwire({"run", "--run", "order/channels", "--subject", subject});
  EXPECT_EQ(other.code, 4);
  EXPECT_THAT(other.out, HasSubstr("no recorded session goes on with this command"));
}

std::vector<std::string> toy(const std::vector<std::string>& more) {
  std::vector<std::string> out{"run", "--suite", SUITE + "/test/toy.json", "--run", "toy/*",
                               "--subject", "python3 " + SUITE + "/test/toy_subject.py"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

TEST(Debug, WrapPutsACommandBeforeTheSubjects) {
  const Ran ran = triwire(toy({"--wrap", "env TOY=1", "--out", (scratch() / "wrapped").string()}));
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(readFile((scratch() / "wrapped/report.jsonl").string()),
              HasSubstr("\"command\":\"env TOY=1 python3 "));
  EXPECT_EQ(triwire(toy({"--wrap", "false"})).code, 4) << "it is the command that is started";
}

TEST(Debug, TheSubjectWaitsUntilItIsContinued) {
  std::vector<std::string> command{"python3", SUITE + "/test/continues_the_subject.py",
                                   TRIWIRE_PROGRAM};
  for (const std::string& word : toy({"--wait-for-debugger"})) command.push_back(word);
  Process process(command);
  std::string line, out;
  while (process.readLine(line, Clock::now() + std::chrono::seconds(100)) == Process::Read::LINE)
    out += line + "\n";
  EXPECT_EQ(process.fate(), "exited with status 0") << out;
}

TEST(Report, MistakesAreOneSentence) {
  EXPECT_THAT(triwire({"run", "--subject", "null", "--junit", "/no/such/x"}).err,
              HasSubstr("expected a file in a folder that exists"));
  EXPECT_THAT(triwire({"run", "--subject", "null", "--subject", "echo", "--badge", "x"}).err,
              HasSubstr("--badge is of one subject; 2 are given"));
  EXPECT_THAT(triwire({"reprot"}).err,
              AllOf(HasSubstr("there is no command reprot; expected run, "), HasSubstr("verify")));
}

}  // namespace
}  // namespace triwire::conformance
