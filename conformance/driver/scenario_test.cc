#include <set>
#include <stdexcept>
#include <string>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/resolve.h"
#include "driver/interleave.h"
#include "driver/scenario.h"
#include "record/shape.h"

namespace triwire::conformance {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string complaint(const std::string& json) {
  try {
    readScenarios(json, "file.json");
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string complaintAboutStep(const std::string& step) {
  return complaint(R"({"scenarios":[{"name":"n","steps":[)" + step + "]}]}");
}

// The first run of a scenario as it is sent, in JSON.
std::string resolved(const std::string& steps) {
  const Scenario scenario =
      readScenarios(R"({"scenarios":[{"name":"n","steps":[{"do":"run","actor":"r0","steps":)" +
                        steps + "}]}]}",
                    "test")
          .front();
  capnp::MallocMessageBuilder message;
  auto command = message.initRoot<contract::Command>();
  auto run = command.initRun();
  resolveSteps(
      scenario.content().getSteps()[0].getRun().getSteps(),
      [](std::string_view call) { return static_cast<unsigned>(call.size()); }, run);
  return writeJson(capnp::toDynamic(command.asReader()));
}

TEST(ScenarioFile, EveryMistakeIsOneSentenceThatSaysWhatWasExpected) {
  EXPECT_THAT(complaint("nonsense"), StartsWith("file.json: is no JSON"));
  EXPECT_THAT(complaint(R"({"scenario":[]})"), HasSubstr("; expected scenarios"));
  EXPECT_THAT(complaint(R"({"scenarios":[{"steps":[]}]})"), HasSubstr("there is no \"name\""));
  EXPECT_THAT(complaint(R"({"scenarios":[{"name":"n","needs":["telepathy"]}]})"),
              HasSubstr("\"telepathy\" is unknown; expected send, sendSync"));
  EXPECT_THAT(complaint(R"({"scenarios":[{"name":"n","profiles":["loose"]}]})"),
              HasSubstr("expected \"strict\" or \"electron\""));
  EXPECT_THAT(complaint(R"({"scenarios":[{"name":"n","renderers":5}]})"),
              HasSubstr("5 are too many; expected 4 at most"));
  EXPECT_THAT(complaintAboutStep(R"({"do":"sleep"})"), HasSubstr("expected run, kill, close"));
  EXPECT_THAT(complaintAboutStep(R"({"do":"kill","actor":"r1"})"),
              HasSubstr("expected \"main\" or \"r0\" to \"r0\""));
  EXPECT_THAT(complaintAboutStep(R"({"do":"await","event":"exploded"})"),
              HasSubstr("no event \"exploded\""));
  EXPECT_THAT(
      complaintAboutStep(
          R"({"do":"run","actor":"r0","steps":[{"op":"send","call":"S","channel":"c","to":"x"}]})"),
      HasSubstr("unknown member \"to\" of \"send\""));
  EXPECT_THAT(complaintAboutStep(R"({"do":"run","actor":"r0","steps":[
                  {"op":"send","call":"S","channel":"c"},{"op":"send","call":"S","channel":"c"}]})"),
              HasSubstr("two calls are named \"S\""));
  EXPECT_THAT(
      complaintAboutStep(
          R"({"do":"run","actor":"r0","steps":[{"op":"send","call":"S","channel":"triwire:x"}]})"),
      HasSubstr("reserved"));
}

TEST(ScenarioFile, RepeatsCountFromOneInEveryText) {
  EXPECT_EQ(resolved(R"([{"repeat":2,"of":[{"op":"mark","mark":"m{i}"},
                         {"repeat":1,"as":"j","of":[{"op":"mark","mark":"{i}{j}"}]}]}])"),
            resolved(R"([{"op":"mark","mark":"m1"},{"op":"mark","mark":"11"},
                         {"op":"mark","mark":"m2"},{"op":"mark","mark":"21"}])"));
}

TEST(ScenarioFile, RepeatsAreForEachOfAListOfValuesToo) {
  EXPECT_EQ(resolved(R"([{"repeat":["a",{"times":3,"text":"b"}],"of":[{"op":"mark","mark":"{i}{v}"}]}])"),
            resolved(R"([{"op":"mark","mark":"1a"},{"op":"mark","mark":"2bbb"}])"));
  EXPECT_EQ(resolved(R"([{"repeat":[null],"as":"x","of":[{"op":"return","value":"{x}"}]}])"),
            resolved(R"([{"op":"return","value":null}])"));
  EXPECT_THAT(complaint(R"({"scenarios":[{"name":{"times":1e9,"text":"abc"}}]})"),
              HasSubstr("bytes in all at most"));
}

TEST(ScenarioFile, WhatIsNotWantedIsNeitherWrittenOutNorChecked) {
  const char* const file = R"({"scenarios":[
    {"name":"a","each":{"v":[1,2]},"steps":[]},
    {"name":"b","steps":[{"repeat":"nonsense","of":7}]},
    {"name":"c","steps":[],"interleave":[[{"do":"fence"}],[{"do":"fence"}]]}]})";
  std::vector<std::string> asked;
  const auto scenarios = readScenarios(file, "test", [&](const std::string& name) {
    asked.push_back(name);
    return name == "a/2";
  });
  ASSERT_EQ(scenarios.size(), 1U);
  EXPECT_EQ(scenarios.front().name, "a/2");
  EXPECT_THAT(asked, testing::ElementsAre("a/1", "a/2", "b", "c/1", "c/2"));
}

TEST(ScenarioFile, EachGivesOneScenarioPerCombinationWithTheValuesTypes) {
  const auto scenarios = readScenarios(
      R"({"scenarios":[{"name":"n","each":{"v":[null,"x"],"w":[1,2]},"steps":[
          {"do":"run","actor":"main","steps":[{"op":"return","value":["{v}","<{w}>"]}]}]}]})",
      "test");
  ASSERT_EQ(scenarios.size(), 4U);
  EXPECT_EQ(scenarios[0].name, "n/1");
  EXPECT_EQ(scenarios[3].name, "n/4");
  EXPECT_THAT(scenarios[0].json, HasSubstr(R"([null,"<1>"])"));
  EXPECT_THAT(scenarios[3].json, HasSubstr(R"(["x","<2>"])"));
}

TEST(ScenarioFile, IsToldShortAndReadsBackTheSame) {
  const std::string file = R"({"scenarios":[{"name":"f","steps":[
    {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c","args":[
      {"times":65536,"text":"0123456789abcdef"},{"times":400,"text":"\"ü"},"short short "]}]}]}]})";
  const Scenario scenario = readScenarios(file, "file").front();
  EXPECT_LT(scenario.json.size(), 2200U) << "quoted and escaped texts stay as they are";
  EXPECT_THAT(scenario.json, HasSubstr(R"({"times":65536,"text":"0123456789abcdef"})"));
  const Scenario again = readScenarios(R"({"scenarios":[)" + scenario.json + "]}", "told").front();
  EXPECT_EQ(again.json, scenario.json);
  EXPECT_GT(again.message->sizeInWords(), 65536U * 16 / 8);
}

TEST(Resolve, PutsTheCallsNameInFrontOfItsArgsUnlessBare) {
  EXPECT_THAT(resolved(R"([{"op":"send","call":"S","channel":"c"}])"),
              HasSubstr(R"("args":["S"])"));
  EXPECT_THAT(resolved(R"([{"op":"send","call":"S","channel":"c","args":[1]}])"),
              HasSubstr(R"("args":["S",1])"));
  EXPECT_THAT(resolved(R"([{"op":"send","call":"S","channel":"c","args":[1],"bare":true}])"),
              HasSubstr(R"("args":[1])"));
}

TEST(Resolve, SaysHandlesByNumberAndLeavesValuesAlone) {
  const std::string sent =
      resolved(R"([{"op":"assign","handle":"four","value":{"handle":"four","program":[1]}}])");
  EXPECT_THAT(sent, HasSubstr(R"("handle":4)"));
  EXPECT_THAT(sent, HasSubstr(R"("value":{"handle":"four","program":[1]})"));
}

TEST(BundledScenarios, AreWellFormedAndTheirNamesAreUnique) {
  std::set<std::string> names;
  for (const Scenario& scenario : bundledScenarios())
    EXPECT_TRUE(names.insert(scenario.name).second) << scenario.name;
  EXPECT_GT(names.size(), 50U);
}

// (n1 + … + nk)! / (n1! … nk!)
std::size_t multinomial(const std::vector<unsigned>& sizes) {
  std::size_t out = 1, taken = 0;
  for (const unsigned size : sizes)
    for (std::size_t i = 1; i <= size; ++i) out = out * ++taken / i;
  return out;
}

TEST(InterleaveTest, CountsAsTheClosedFormSaysAndNoneTwice) {
  for (const std::vector<unsigned>& sizes :
       {std::vector<unsigned>{1, 1}, {2, 3}, {4, 4}, {1, 2, 3}, {2, 2, 2}, {3, 3, 3}}) {
    const auto all = interleavings(sizes);
    EXPECT_EQ(all.size(), multinomial(sizes));
    EXPECT_EQ(std::set<std::vector<unsigned>>(all.begin(), all.end()).size(), all.size());
  }
  EXPECT_EQ(interleavings({3, 3, 3}).size(), 1680U);
  EXPECT_THROW(interleavings({8, 8, 8}), std::invalid_argument);
}

TEST(InterleaveTest, MakesAScenarioForEachOrder) {
  const auto scenarios = readScenarios(R"({"scenarios":[{"name":"n","steps":[{"do":"fence"}],
    "interleave":[[{"do":"fence"},{"do":"fence"}],[{"do":"collect"}]]}]})",
                                       "test");
  ASSERT_EQ(scenarios.size(), 3U);
  EXPECT_EQ(scenarios[2].name, "n/3");
  EXPECT_TRUE(scenarios[2].content().getSteps()[1].isCollect());
  EXPECT_TRUE(scenarios[0].content().getSteps()[3].isCollect());
}

}  // namespace
}  // namespace triwire::conformance
