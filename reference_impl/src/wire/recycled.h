// Memory for what is made and dropped with every message.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace triwire::wire {

// Not under the address sanitizer, so that it sees each use of what is gone.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool RECYCLES = false;
#elif defined(__has_feature)
constexpr bool RECYCLES = !__has_feature(address_sanitizer);
#else
constexpr bool RECYCLES = true;
#endif

/// The free blocks of one size, of one thread. A block may come back to another thread than the one
/// that it was taken from. At the end of the thread they are freed.
template <std::size_t BYTES>
class FreeBlocks {
 public:
  /// Kept at most, of one size.
  static constexpr std::size_t BLOCKS_MAX = RECYCLES ? 64 : 0;

  static void* take() {
    if (list.first == nullptr) return ::operator new(BYTES);
    Block* block = list.first;
    list.first = block->next;
    --list.count;
    return block;
  }

  static void give(void* memory) {
    if (list.isEnded || list.count == BLOCKS_MAX) return ::operator delete(memory);
    static thread_local const End end;
    static_cast<void>(end);
    list.first = new (memory) Block{list.first};
    ++list.count;
  }

 private:
  struct Block {
    Block* next;
  };
  static_assert(BYTES >= sizeof(Block));

  /// Without a destructor: it is there for what a thread drops after its `End`.
  struct List {
    Block* first = nullptr;
    std::size_t count = 0;
    bool isEnded = false;
  };
  struct End {
    End() = default;
    ~End() {
      list.isEnded = true;
      while (list.first != nullptr) ::operator delete(take());
    }
  };

  static inline thread_local List list;
};

/// An allocator for `std::allocate_shared`: single objects come from the thread's free blocks.
template <class T>
struct Recycled {
  using value_type = T;
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

  Recycled() = default;
  template <class Other>
  Recycled(const Recycled<Other>&) {}  // As the standard asks of an allocator.

  T* allocate(std::size_t count) {
    if (count != 1) return std::allocator<T>().allocate(count);
    return static_cast<T*>(FreeBlocks<sizeof(T)>::take());
  }
  void deallocate(T* memory, std::size_t count) {
    if (count != 1) return std::allocator<T>().deallocate(memory, count);
    FreeBlocks<sizeof(T)>::give(memory);
  }

  friend bool operator==(Recycled, Recycled) { return true; }
};

/// As `std::make_shared`.
template <class T, class... Arguments>
std::shared_ptr<T> makeRecycled(Arguments&&... arguments) {
  return std::allocate_shared<T>(Recycled<T>(), std::forward<Arguments>(arguments)...);
}

}  // namespace triwire::wire
