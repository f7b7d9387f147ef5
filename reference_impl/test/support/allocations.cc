#include "support/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocated = 0;
std::atomic<std::size_t> allocatedInBytes = 0;
std::atomic<std::ptrdiff_t> live = 0;
thread_local std::size_t* left = nullptr;
}  // namespace

void* operator new(std::size_t bytes) {
  ++allocated;
  allocatedInBytes += bytes;
  if (left != nullptr) {
    if (*left == 0) throw std::bad_alloc();
    --*left;
  }
  void* memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  ++live;
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr) --live;
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

std::size_t triwire::allocations() { return allocated; }
std::size_t triwire::allocatedBytes() { return allocatedInBytes; }
std::ptrdiff_t triwire::liveBlocks() { return live; }

triwire::Refusing::Refusing(std::size_t& from) { left = &from; }
triwire::Refusing::~Refusing() { left = nullptr; }
