#include "runtime/spare.h"

#include <gtest/gtest.h>

#include <vector>

namespace triwire::runtime {
namespace {

using Numbers = Spare<std::vector<int>>;

TEST(SpareTest, ALoanIsEmptyAndKeepsItsMemory) {
  Numbers spare;
  const int* memory = nullptr;
  {
    Numbers::Loan loan(spare);
    loan->push_back(7);
    memory = loan->data();
  }
  Numbers::Loan next(spare);
  EXPECT_TRUE(next->empty());
  next->push_back(8);
  EXPECT_EQ(next->data(), memory);
}

TEST(SpareTest, LoansWithinEachOtherAreDistinct) {
  Numbers spare;
  { Numbers::Loan warm(spare); }
  Numbers::Loan outer(spare);
  outer->push_back(1);
  {
    Numbers::Loan inner(spare);
    inner->push_back(2);
    EXPECT_EQ(outer->front(), 1);
  }
  EXPECT_EQ(outer->front(), 1);
}

TEST(SpareTest, WhatHasBecomeLargeIsNotKept) {
  Numbers spare;
  {
    Numbers::Loan loan(spare);
    loan->resize(1'000);
  }
  Numbers::Loan next(spare);
  EXPECT_EQ(next->capacity(), 0U);
}

}  // namespace
}  // namespace triwire::runtime
