// What a message costs in allocations, once messages like it have been sent before.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <variant>

#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"
#include "wire/recycled.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace triwire::wire {
namespace {

/// Sends `args` from here to here, again and again.
class Wire {
 public:
  void carry(const Args& args) {
    appendFrame(protocol::Message{"echo", encodeArgs(args)}, bytes_);
    reader_.append(bytes_);
    bytes_.clear();
    auto read = reader_.next();
    received_.clear();
    decodeArgs(std::get<protocol::Message>(std::get<protocol::Frame>(read)).args, received_);
    EXPECT_TRUE(std::holds_alternative<NeedMore>(reader_.next()));
  }

  const Args& received() const { return received_; }

 private:
  Bytes bytes_;
  FrameReader reader_{1U << 20U};
  Args received_;
};

TEST(AllocationTest, SmallMessagesCostNone) {
  if (!RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  Wire wire;
  const Args args{1, true, "short text"};
  for (int warmUp = 0; warmUp < 3; ++warmUp) wire.carry(args);
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) wire.carry(args);
  EXPECT_EQ(allocations - before, 0U);
  EXPECT_EQ(wire.received(), args);
}

TEST(AllocationTest, ALongStringCostsItself) {
  if (!RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  Wire wire;
  const Args args{Value(std::string(64, 'x'))};
  for (int warmUp = 0; warmUp < 3; ++warmUp) wire.carry(args);
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) wire.carry(args);
  EXPECT_EQ(allocations - before, 100U);
}

}  // namespace
}  // namespace triwire::wire
