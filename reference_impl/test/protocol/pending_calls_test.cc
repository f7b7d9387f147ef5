#include "protocol/pending_calls.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

namespace triwire::protocol {
namespace {

TEST(PendingCallsTest, TakeAllIsInTheOrderMade) {
  PendingCalls<char> calls;
  for (const char name : {'a', 'b', 'c'}) calls.add(CallId{static_cast<std::uint64_t>(name)}, name);
  EXPECT_TRUE(calls.remove(CallId{'b'}));
  EXPECT_FALSE(calls.remove(CallId{'b'}));
  std::string taken;
  calls.takeAll().forEach([&](CallId, char name) { taken += name; });
  EXPECT_EQ(taken, "ac");
  EXPECT_EQ(calls.size(), 0U);
}

// Beside a std::map, through thousands of random steps.
TEST(PendingCallsTest, BehavesAsAMap) {
  std::mt19937 random(1);  // The seed: change it to see another run.
  PendingCalls<int> calls;
  std::map<CallId, int> model;
  for (int step = 1; step <= 20'000; ++step) {
    // Phases of growth and of decline, with the oldest call held throughout.
    const bool grow = model.size() < 2 || random() % 100 < (step / 2'000 % 2 == 0 ? 70U : 30U);
    if (grow) {
      calls.add(CallId{static_cast<std::uint64_t>(step)}, step);
      model.emplace(CallId{static_cast<std::uint64_t>(step)}, step);
    } else {
      const auto victim =
          std::next(model.begin(), 1 + static_cast<int>(random() % (model.size() - 1)));
      EXPECT_TRUE(calls.remove(victim->first));
      model.erase(victim);
    }
    const CallId probe{random() % static_cast<unsigned>(step)};
    const int* found = calls.find(probe);
    const auto expected = model.find(probe);
    ASSERT_EQ(found == nullptr, expected == model.end());
    if (found != nullptr) {
      ASSERT_EQ(*found, expected->second);
    }
    ASSERT_EQ(calls.size(), model.size());
  }
}

}  // namespace
}  // namespace triwire::protocol
