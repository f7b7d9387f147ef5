#include "wire/recycled.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace triwire::wire {
namespace {

struct Block {
  std::byte bytes[200];
};
using Blocks = FreeBlocks<sizeof(Block)>;

TEST(RecycledTest, WhatWasDroppedIsUsedAgain) {
  if (!RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  void* first = Blocks::take();
  Blocks::give(first);
  void* second = Blocks::take();
  EXPECT_EQ(second, first);
  Blocks::give(second);
}

TEST(RecycledTest, BlocksInUseAreDistinct) {
  std::set<void*> used;
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(used.insert(Blocks::take()).second);
  for (void* block : used) Blocks::give(block);
}

TEST(RecycledTest, ObjectsLiveAsLongAsTheyAreShared) {
  const auto kept = makeRecycled<std::vector<int>>(3, 7);
  { const auto dropped = makeRecycled<std::vector<int>>(3, 8); }
  const auto next = makeRecycled<std::vector<int>>(3, 9);
  EXPECT_EQ(*kept, std::vector<int>(3, 7));
  EXPECT_EQ(*next, std::vector<int>(3, 9));
}

// Leaks and use after the end are for the sanitizers to see.
TEST(RecycledTest, AThreadMayDropWhatAnotherMade) {
  auto made = makeRecycled<std::vector<int>>(3, 7);
  std::thread([moved = std::move(made)]() mutable {
    EXPECT_EQ(*moved, std::vector<int>(3, 7));
    moved.reset();
  }).join();
}

TEST(RecycledTest, AThreadMayDropAtItsVeryEnd) {
  std::thread([] {
    // Made before the thread has any free block, so it is destroyed after they are.
    static thread_local std::shared_ptr<Block> last;
    last = makeRecycled<Block>();
    makeRecycled<Block>().reset();
  }).join();
}

}  // namespace
}  // namespace triwire::wire
