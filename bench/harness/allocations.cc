// A library to preload: counts allocations of a process and of those that it forks, all threads
// together.
#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

// The allocator of the C library, under the names by which it can be reached from here.
extern "C" void* __libc_malloc(std::size_t bytes);
extern "C" void* __libc_calloc(std::size_t count, std::size_t bytes);
extern "C" void* __libc_realloc(void* block, std::size_t bytes);
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t bytes);

namespace {

std::int64_t beforeSharing = 0;  // Allocations made before the library was initialised.
std::int64_t* count = &beforeSharing;

void countOne() { __atomic_fetch_add(count, 1, __ATOMIC_RELAXED); }

__attribute__((constructor)) void share() {
  void* page = mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page != MAP_FAILED) count = static_cast<std::int64_t*>(page);
}

}  // namespace

extern "C" {

const std::int64_t* triwireBenchAllocations() { return count; }

void* malloc(std::size_t bytes) noexcept {
  countOne();
  return __libc_malloc(bytes);
}

void* calloc(std::size_t number, std::size_t bytes) noexcept {
  countOne();
  return __libc_calloc(number, bytes);
}

void* realloc(void* block, std::size_t bytes) noexcept {
  countOne();
  return __libc_realloc(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  countOne();
  return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return memalign(alignment, bytes);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) noexcept {
  *block = memalign(alignment, bytes);
  return *block == nullptr ? ENOMEM : 0;
}

}  // extern "C"
