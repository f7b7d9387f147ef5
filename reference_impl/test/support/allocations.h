// Counts what a program allocates: for a program that links allocations.cc.
#pragma once

#include <cstddef>

namespace triwire {

/// Calls of the global `operator new`, of all threads, since the program began.
std::size_t allocations();

/// Allocations of a hundred times `message`, after ten that are not counted.
template <class Message>
std::size_t costOfHundred(const Message& message) {
  for (int warmUp = 0; warmUp < 10; ++warmUp) message();
  const std::size_t before = allocations();
  for (int i = 0; i < 100; ++i) message();
  return allocations() - before;
}

}  // namespace triwire
