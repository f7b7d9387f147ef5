#include "runtime/fifo.h"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <random>

namespace triwire::runtime {
namespace {

// Any mixture of pushes and takes gives the order of a deque.
TEST(FifoTest, GivesInTheOrderTaken) {
  std::mt19937 random(7);
  Fifo<std::unique_ptr<int>> fifo;  // What can only be moved will do.
  std::deque<int> expected;
  for (int i = 0; i < 10'000; ++i) {
    // Phases in which it grows, and in which it shrinks.
    const bool isPush = random() % 10 < (i / 1'000 % 2 == 0 ? 8U : 2U);
    if (isPush) {
      fifo.push(std::make_unique<int>(i));
      expected.push_back(i);
    } else if (!expected.empty()) {
      ASSERT_EQ(*fifo.take(), expected.front());
      expected.pop_front();
    }
    ASSERT_EQ(fifo.size(), expected.size());
    ASSERT_EQ(fifo.empty(), expected.empty());
  }
}

}  // namespace
}  // namespace triwire::runtime
