// The harness: that a sample with wrong answers fails, and what a sample says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <sstream>
#include <stdexcept>

#include "bench/harness/sample.h"

namespace triwire::bench {
namespace {

using ::testing::HasSubstr;

class Near : public NearEnd {
 public:
  explicit Near(bool isRight) : isRight_(isRight) {}
  void roundTrip() override {}
  bool isAnswerRight() const override { return isRight_; }

 private:
  bool isRight_;
};

Candidate candidate(bool isRight) {
  Candidate made{"test", "", {Measure::ROUND_TRIP, Measure::CONNECT}};
  made.serve = [](const Meeting&, const Task&, const Ready& ready) {
    ready();
    for (;;) pause();
  };
  made.connect = [isRight](const Meeting&, const Task&) { return std::make_unique<Near>(isRight); };
  return made;
}

SampleOptions briefly(Measure measure) {
  SampleOptions options;
  options.task.measure = measure;
  options.seconds = 0;
  return options;
}

TEST(SampleTest, RightAnswersAreCounted) {
  const Sample sample = takeSample(candidate(true), briefly(Measure::ROUND_TRIP));

  EXPECT_EQ(sample.iterationNs.size(), 1U);
  EXPECT_EQ(sample.itemsPerIteration, 1U);
}

TEST(SampleTest, WrongAnswerFailsTheSample) {
  for (const Measure measure : {Measure::ROUND_TRIP, Measure::CONNECT}) {
    EXPECT_THROW(takeSample(candidate(false), briefly(measure)), std::runtime_error);
  }
}

TEST(SampleTest, FarEndThatEndsBeforeItIsReadyFailsTheSample) {
  Candidate dead = candidate(true);
  dead.serve = [](const Meeting&, const Task&, const Ready&) {};

  EXPECT_THROW(takeSample(dead, briefly(Measure::ROUND_TRIP)), std::runtime_error);
}

TEST(PrintTest, QuantilesAreThoseOfTheSortedIterations) {
  Sample sample;
  for (std::uint32_t ns = 100; ns != 0; --ns) sample.iterationNs.push_back(ns);
  sample.itemsPerIteration = 64;
  std::ostringstream out;

  print(sample, out);

  EXPECT_THAT(out.str(), HasSubstr(R"("iterations":100,"items":6400)"));
  EXPECT_THAT(out.str(), HasSubstr(R"("p01":1,)"));
  EXPECT_THAT(out.str(), HasSubstr(R"("p50":50,)"));
  EXPECT_THAT(out.str(), HasSubstr(R"("p99":99,)"));
  EXPECT_THAT(out.str(), Not(HasSubstr("systemCalls")));
}

TEST(LoadTest, BatchesAreBoundedInMessagesAndBytes) {
  EXPECT_EQ(messagesPerBatch({0}), 10'000U);
  EXPECT_EQ(messagesPerBatch({64}), 10'000U);
  EXPECT_EQ(messagesPerBatch({1 << 20}), 4U);
  EXPECT_EQ(messagesPerBatch({64 << 20}), 1U);
}

}  // namespace
}  // namespace triwire::bench
