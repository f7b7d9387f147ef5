// What is counted, beside a candidate that is known to do it. Run with the counting library
// preloaded.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "bench/harness/sample.h"

namespace triwire::bench {
namespace {

constexpr std::int64_t ALLOCATIONS = 3;
constexpr std::int64_t WRITES = 2;
constexpr std::int64_t READS = 1;
/// The sample's own, once: reading the counters.
constexpr std::int64_t READS_OF_COUNTERS = 3;

class KnownNearEnd : public NearEnd {
 public:
  void roundTrip() override {
    for (std::int64_t i = 0; i < ALLOCATIONS; ++i) {
      void* volatile block = std::malloc(100);  // Volatile: not to be optimised away.
      std::free(block);
    }
    char byte = 0;
    for (std::int64_t i = 0; i < WRITES; ++i) EXPECT_EQ(write(null_, &byte, 1), 1);
    for (std::int64_t i = 0; i < READS; ++i) EXPECT_EQ(read(zero_, &byte, 1), 1);
  }

 private:
  int null_ = open("/dev/null", O_WRONLY | O_CLOEXEC);
  int zero_ = open("/dev/zero", O_RDONLY | O_CLOEXEC);
};

Candidate knownCandidate() {
  Candidate candidate{"known", "", {Measure::ROUND_TRIP}};
  candidate.serve = [](const Meeting&, const Task&, const Ready& ready) {
    ready();
    for (;;) pause();
  };
  candidate.connect = [](const Meeting&, const Task&) { return std::make_unique<KnownNearEnd>(); };
  return candidate;
}

class CountersTest : public ::testing::Test {
 protected:
  CountersTest() {
    SampleOptions options;
    options.seconds = 0.001;
    options.isCounted = true;
    sample = takeSample(knownCandidate(), options);
    iterations = static_cast<std::int64_t>(sample.iterationNs.size());
  }

  Sample sample;
  std::int64_t iterations = 0;
};

TEST_F(CountersTest, AllocationsAreCountedExactly) {
  EXPECT_EQ(sample.counts.allocations, ALLOCATIONS * iterations);
}

TEST_F(CountersTest, SystemCallsAreCountedExactlyButForTheCountersOwn) {
  if (!sample.counts.writes)
    GTEST_SKIP() << "this kernel does not let this user count system calls";
  EXPECT_EQ(sample.counts.writes, WRITES * iterations);
  EXPECT_GE(sample.counts.reads, READS * iterations);
  EXPECT_LE(sample.counts.reads, READS * iterations + READS_OF_COUNTERS);
  EXPECT_GE(sample.counts.systemCalls, (WRITES + READS) * iterations);
}

}  // namespace
}  // namespace triwire::bench
