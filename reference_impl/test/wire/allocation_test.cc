// What a message costs in allocations, once messages like it have been sent before.
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "support/allocations.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"
#include "wire/recycled.h"

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
  EXPECT_EQ(costOfHundred([&] { wire.carry(args); }), 0U);
  EXPECT_EQ(wire.received(), args);
}

TEST(AllocationTest, ALongStringCostsItself) {
  if (!RECYCLES) GTEST_SKIP() << "not under this sanitizer";
  Wire wire;
  const Args args{Value(std::string(64, 'x'))};
  EXPECT_EQ(costOfHundred([&] { wire.carry(args); }), 100U);
}

}  // namespace
}  // namespace triwire::wire
