// Counts what a program allocates, and refuses it: for a program that links allocations.cc.
#pragma once

#include <cstddef>

namespace triwire {

/// Calls of the global `operator new`, of all threads, since the program began.
std::size_t allocations();

/// And their bytes.
std::size_t allocatedBytes();

/// Blocks that were allocated and not freed.
std::ptrdiff_t liveBlocks();

/// While one lives, allocations of this thread count `left` down; at 0 each is refused with std::bad_alloc,
/// as if there were no memory.
class Refusing {
 public:
  explicit Refusing(std::size_t& left);
  Refusing(const Refusing&) = delete;
  Refusing& operator=(const Refusing&) = delete;
  ~Refusing();
};

/// Allocations of a hundred times `message`, after ten that are not counted.
template <class Message>
std::size_t costOfHundred(const Message& message) {
  for (int warmUp = 0; warmUp < 10; ++warmUp) message();
  const std::size_t before = allocations();
  for (int i = 0; i < 100; ++i) message();
  return allocations() - before;
}

}  // namespace triwire
