#include "transport/shared_memory.h"

#include <gtest/gtest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace triwire::transport {
namespace {

using Side = SharedMemorySide::Side;

OwnedFd bell() { return OwnedFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }
OwnedFd copyOf(const OwnedFd& fd) { return OwnedFd(::dup(fd.get())); }

/// Both sides, on one mapping: so a thread sanitizer sees every access to it.
struct Pair {
  std::shared_ptr<SharedMemory> memory = std::make_shared<SharedMemory>(SharedMemory::make());
  OwnedFd mainBell = bell();
  OwnedFd rendererBell = bell();
  SharedMemorySide main{Side::MAIN, memory, copyOf(mainBell), copyOf(rendererBell)};
  SharedMemorySide renderer{Side::RENDERER, memory, copyOf(rendererBell), copyOf(mainBell)};
};

bool hasRung(const SharedMemorySide& side) {
  pollfd waiting{side.bell(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 1;
}

void waitForBell(const SharedMemorySide& side) {
  pollfd waiting{side.bell(), POLLIN, 0};
  ::poll(&waiting, 1, -1);
  side.silence();
}

// A wake-up that is lost leaves both threads asleep, and the test does not end.
TEST(SharedMemoryTest, BytesCrossAndNoWakeUpIsLost) {
  constexpr std::size_t TOTAL = std::size_t{8} << 20U;
  Pair pair;
  std::thread writer([&] {
    std::mt19937 random(1);
    std::vector<std::byte> bytes;
    unsigned char next = 0;
    for (std::size_t done = 0; done < TOTAL;) {
      bytes.resize(std::min<std::size_t>(1 + random() % 5'000, TOTAL - done));
      for (std::byte& each : bytes) each = std::byte{next++};
      for (std::span<const std::byte> rest = bytes; !rest.empty();) {
        const std::size_t count = pair.renderer.write(rest).value();
        rest = rest.subspan(count);
        if (count > 0) continue;
        pair.renderer.awaitRoom();
        waitForBell(pair.renderer);
      }
      done += bytes.size();
    }
  });
  std::mt19937 random(2);
  std::array<std::byte, 4'096> bytes{};
  unsigned char expected = 0;
  for (std::size_t done = 0; done < TOTAL;) {
    const std::size_t count =
        pair.main.read(std::span(bytes).first(1 + random() % bytes.size())).value();
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(bytes[i], std::byte{expected++});
    done += count;
    if (count > 0) continue;
    if (pair.main.sleep()) waitForBell(pair.main);
  }
  writer.join();
}

TEST(SharedMemoryTest, OnlyASleeperIsRung) {
  Pair pair;
  const std::array<std::byte, 3> bytes{};
  std::array<std::byte, 8> into{};

  EXPECT_EQ(pair.renderer.write(bytes), 3U);
  EXPECT_TRUE(hasRung(pair.main)) << "a side sleeps until it says otherwise";
  pair.main.silence();
  EXPECT_EQ(pair.renderer.write(bytes), 3U);
  EXPECT_FALSE(hasRung(pair.main)) << "one bell for one sleep";

  EXPECT_FALSE(pair.main.sleep()) << "there are bytes already";
  EXPECT_FALSE(hasRung(pair.main));
  pair.main.sleepOrRing();
  EXPECT_TRUE(hasRung(pair.main)) << "for whoever watches it";
  pair.main.silence();
  EXPECT_EQ(pair.main.read(into), 6U);
  EXPECT_TRUE(pair.main.sleep());
  pair.main.wake();
  EXPECT_EQ(pair.renderer.write(bytes), 3U);
  EXPECT_FALSE(hasRung(pair.main)) << "it looks by itself";
}

TEST(SharedMemoryTest, WhoLooksForRoomByItselfIsNotRung) {
  Pair pair;
  const std::vector<std::byte> bytes(SharedMemory::RING_BYTES);
  std::array<std::byte, 8> into{};
  const auto fill = [&] {
    while (pair.main.write(bytes).value() > 0) {
    }
  };

  fill();
  pair.main.wake();
  pair.main.awaitRoom();
  EXPECT_EQ(pair.renderer.read(into), into.size());
  EXPECT_FALSE(hasRung(pair.main)) << "it looks by itself";
  EXPECT_FALSE(pair.main.sleep()) << "there is room already";
  fill();
  pair.main.awaitRoom();
  EXPECT_TRUE(pair.main.sleep());
  EXPECT_EQ(pair.renderer.read(into), into.size());
  EXPECT_TRUE(hasRung(pair.main));
}

// TW-WIRE-40
TEST(SharedMemoryTest, NonsenseInTheCountersIsFound) {
  for (const std::uint64_t nonsense : {std::uint64_t{1} << 40U,
                                       std::uint64_t{SharedMemory::RING_BYTES} + 1}) {
    Pair pair;
    std::array<std::byte, 8> bytes{};
    pair.memory->state(SharedMemory::Ring::TO_MAIN).written = nonsense;
    EXPECT_FALSE(pair.main.read(bytes));
    pair.memory->state(SharedMemory::Ring::TO_RENDERER).taken = nonsense;
    const std::vector<std::byte> all(SharedMemory::RING_BYTES);
    for (std::size_t written = 0; written < all.size();) {
      const auto count = pair.main.write(std::span(all).subspan(written));
      ASSERT_TRUE(count && *count > 0) << "there is room for it, wherever the reader may be";
      written += *count;
    }
    EXPECT_FALSE(pair.main.write(bytes)) << "it has to know";
  }
}

// TW-WIRE-41
TEST(SharedMemoryTest, MemoryThatCanBeShrunkIsRefused) {
  const std::size_t size = 4'096 + 2 * SharedMemory::RING_BYTES;
  const OwnedFd unsealed(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(::ftruncate(unsealed.get(), static_cast<off_t>(size)), 0);
  EXPECT_THROW(SharedMemory{unsealed}, std::system_error);

  const OwnedFd small(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(::fcntl(small.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
  EXPECT_THROW(SharedMemory{small}, std::system_error);

  EXPECT_THROW(SharedMemorySide::from(Side::RENDERER, {}), std::system_error);
}

}  // namespace
}  // namespace triwire::transport
