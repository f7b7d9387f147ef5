#include "bench/floor/ring.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

namespace triwire::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t RING_BYTES = 256 << 10;
constexpr int LOOKS_PER_CLOCK = 32;  // Reading the clock costs as much as many looks.

/// One side may sleep here until the other side rings.
class Bell {
 public:
  /// Returns when `isReady()`; polls for `pollFor`, then sleeps.
  template <class IsReady>
  void await(const IsReady& isReady, std::chrono::nanoseconds pollFor) {
    if (isReady() || (pollFor.count() != 0 && poll(isReady, pollFor))) return;
    for (;;) {
      sleeps_.store(1);
      // Both sides store, then look: one of the two sees the other (sequentially consistent).
      std::atomic_thread_fence(std::memory_order_seq_cst);
      if (isReady()) break;
      syscall(SYS_futex, &sleeps_, FUTEX_WAIT, 1, nullptr, nullptr, 0);
    }
    sleeps_.store(0);
  }

  /// After what the other side waits for has been stored.
  void ring() {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (sleeps_.load(std::memory_order_relaxed) == 0 || sleeps_.exchange(0) == 0) return;
    syscall(SYS_futex, &sleeps_, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }

 private:
  template <class IsReady>
  static bool poll(const IsReady& isReady, std::chrono::nanoseconds pollFor) {
    const Clock::time_point begin = Clock::now();
    do {
      for (int i = 0; i < LOOKS_PER_CLOCK; ++i) {
        if (isReady()) return true;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
      }
    } while (Clock::now() - begin < pollFor);
    return false;
  }

  alignas(64) std::atomic<std::uint32_t> sleeps_{0};
};

}  // namespace

struct RingStream::Ring {
  alignas(64) std::atomic<std::uint64_t> written{0};
  alignas(64) std::atomic<std::uint64_t> read{0};
  Bell reader;
  Bell writer;
  std::array<char, RING_BYTES> bytes;

  std::size_t filled() const {
    return static_cast<std::size_t>(written.load(std::memory_order_acquire) -
                                    read.load(std::memory_order_acquire));
  }
};

struct RingStream::Rings {
  Ring toFar;
  Ring toNear;
};

RingStream::RingStream(const std::string& path, bool isNear, std::chrono::nanoseconds pollFor)
    : pollFor_(pollFor) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || (!isNear && ftruncate(fd, sizeof(Rings)) != 0)) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  // A file of zeros is a pair of empty rings: every atomic begins at 0.
  void* memory =
      mmap(nullptr, sizeof(Rings), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  close(fd);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  rings_ = static_cast<Rings*>(memory);
  in_ = isNear ? &rings_->toNear : &rings_->toFar;
  out_ = isNear ? &rings_->toFar : &rings_->toNear;
}

RingStream::~RingStream() { munmap(rings_, sizeof(Rings)); }

void RingStream::write(std::span<const char> bytes) {
  while (!bytes.empty()) {
    out_->writer.await([this] { return out_->filled() < RING_BYTES; }, pollFor_);
    const std::uint64_t position = out_->written.load(std::memory_order_relaxed);
    const std::size_t offset = position % RING_BYTES;
    const std::size_t count =
        std::min({bytes.size(), RING_BYTES - out_->filled(), RING_BYTES - offset});
    std::memcpy(out_->bytes.data() + offset, bytes.data(), count);
    out_->written.store(position + count, std::memory_order_release);
    out_->reader.ring();
    bytes = bytes.subspan(count);
  }
}

std::size_t RingStream::readSome(std::span<char> bytes) {
  in_->reader.await([this] { return in_->filled() != 0; }, pollFor_);
  const std::uint64_t position = in_->read.load(std::memory_order_relaxed);
  const std::size_t offset = position % RING_BYTES;
  const std::size_t count = std::min({bytes.size(), in_->filled(), RING_BYTES - offset});
  std::memcpy(bytes.data(), in_->bytes.data() + offset, count);
  in_->read.store(position + count, std::memory_order_release);
  in_->writer.ring();
  return count;
}

}  // namespace triwire::bench
