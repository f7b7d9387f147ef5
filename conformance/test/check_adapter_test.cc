// `triwire check-adapter` on honest adapters, and on one liar for each lie: it is caught by its
// name.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/process.h"

namespace triwire::conformance {
namespace {

using testing::HasSubstr;

using namespace std::chrono_literals;

const std::string SUITE = CONFORMANCE_FOLDER;
const std::string TOY = CPP_ADAPTER;
const std::string TWO_RENDERERS = "python3 " + SUITE + "/adapter/python/adapter.py";

struct Ran {
  std::string fate, out, err;
};

Ran checkAdapter(const std::string& command, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{TRIWIRE_PROGRAM, "check-adapter", command, "--seed", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Process process(arguments);
  Ran ran;
  std::string line;
  while (process.readLine(line, Clock::now() + 100s) == Process::Read::LINE) ran.out += line + "\n";
  ran.fate = process.fate();
  process.kill();
  ran.err = process.stderrTail();
  return ran;
}

class Honest : public testing::TestWithParam<const char*> {};

TEST_P(Honest, CanBeBelieved) {
  const std::string adapter = GetParam();
  const Ran ran = checkAdapter(adapter == "cpp"      ? TOY
                               : adapter == "python" ? TWO_RENDERERS
                                                     : adapter,
                               {});
  EXPECT_EQ(ran.fate, "exited with status 0") << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("can be believed: all of "));
}

INSTANTIATE_TEST_SUITE_P(Adapters, Honest, testing::Values("cpp", "python", "reference"),
                         [](const auto& instance) { return std::string(instance.param); });

struct Liar {
  const char* lie;
  const char* check;
  bool needsTwoRenderers = false;
};

// Where the suite waits in vain it waits for less; everywhere else a slow machine may take its
// time.
std::string patience(const std::string& lie) {
  const bool waits = lie == "buffers-its-output" || lie == "holds-events-back" ||
                     lie == "never-answers" || lie == "ignores-the-end";
  return waits ? "0.4" : "4";
}

void PrintTo(const Liar& liar, std::ostream* out) { *out << liar.lie; }

class Liars : public testing::TestWithParam<Liar> {};

TEST_P(Liars, IsCaughtByName) {
  const auto& [lie, check, needsTwoRenderers] = GetParam();
  const Ran ran = checkAdapter(
      "python3 " + SUITE + "/fake/liar.py " + lie + " " + (needsTwoRenderers ? TWO_RENDERERS : TOY),
      {"--check", check, "--timeout-multiplier", patience(lie)});
  EXPECT_EQ(ran.fate, "exited with status 1") << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(std::string(" ") + lie + ": "));
  EXPECT_THAT(ran.out, HasSubstr("not to be believed: 1 of "));
}

INSTANTIATE_TEST_SUITE_P(
    Lies, Liars,
    testing::Values(
        Liar{"answers-before-doing", "script"}, Liar{"buffers-its-output", "hello"},
        Liar{"holds-events-back", "blocked"}, Liar{"reorders-events", "script"},
        Liar{"swallows-events", "program"}, Liar{"invents-events", "silence"},
        Liar{"invents-answers", "result"}, Liar{"changes-values", "arguments"},
        Liar{"loses-undefined", "undefined"}, Liar{"swallows-errors", "errors"},
        Liar{"reuses-handles", "handles"}, Liar{"splits-handles", "program"},
        Liar{"forgets-functions", "functions"}, Liar{"mistakes-kind", "result"},
        Liar{"mistakes-senders", "actors", true}, Liar{"mistakes-actors", "actors", true},
        Liar{"leaks-listeners", "fresh-listeners"}, Liar{"leaks-messages", "fresh-messages"},
        Liar{"claims-what-it-lacks", "offers-kill"}, Liar{"denies-what-it-has", "declines-invoke"},
        Liar{"performs-half", "declines-deadline"}, Liar{"never-answers", "script"},
        Liar{"ignores-the-end", "finish"}),
    [](const auto& instance) {
      std::string name = instance.param.lie;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

// Fakes of conformance/fake: clumsy rather than lying.
struct Clumsy {
  const char* fake;
  const char* lie;
  const char* check;
};

void PrintTo(const Clumsy& clumsy, std::ostream* out) { *out << clumsy.fake; }

class ClumsyAdapters : public testing::TestWithParam<Clumsy> {};

TEST_P(ClumsyAdapters, AreCaughtByName) {
  const Ran ran = checkAdapter("python3 " + SUITE + "/fake/" + GetParam().fake + ".py",
                               {"--check", GetParam().check, "--timeout-multiplier", "0.4"});
  EXPECT_EQ(ran.fate, "exited with status 1") << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(std::string(" ") + GetParam().lie + ": "));
}

INSTANTIATE_TEST_SUITE_P(Fakes, ClumsyAdapters,
                         testing::Values(Clumsy{"prints_noise", "breaks-the-contract", "script"},
                                         Clumsy{"says_done_to_anything", "breaks-the-contract",
                                                "hello"},
                                         Clumsy{"crashes", "crashes", "script"},
                                         Clumsy{"fails_every_run", "fails", "script"},
                                         Clumsy{"null", "swallows-events", "script"},
                                         Clumsy{"echo", "invents-answers", "result"},
                                         Clumsy{"ignores_eof", "ignores-the-end", "finish"}),
                         [](const auto& instance) { return std::string(instance.param.fake); });

TEST(CheckAdapter, WhatCannotBeStartedIsAMistakeOfTheUser) {
  const Ran ran = checkAdapter("/no/such/adapter", {});
  EXPECT_EQ(ran.fate, "exited with status 2");
  EXPECT_THAT(ran.err, HasSubstr("cannot start /no/such/adapter"));
}

TEST(CheckAdapter, ACheckThatDoesNotExistIsAMistakeOfTheUser) {
  const Ran ran = checkAdapter(TOY, {"--check", "nothing"});
  EXPECT_EQ(ran.fate, "exited with status 2");
  EXPECT_THAT(ran.err, HasSubstr("--check nothing: there is no such check"));
}

}  // namespace
}  // namespace triwire::conformance
