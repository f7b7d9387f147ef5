// What reading may cost: a multiple of the bytes received, whatever they say.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "support/allocations.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"
#include "wire/recycled.h"

namespace triwire::wire {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr bool MEMORY_IS_SHADOWED = true;
#else
constexpr bool MEMORY_IS_SHADOWED = !RECYCLES;
#endif

// As TW-WIRE-53 and limits.h say.
constexpr std::size_t TIMES = 32;
constexpr std::size_t BESIDES = std::size_t{256} << 10U;

struct Read {
  std::size_t allocated = 0;  // In bytes.
  bool isAccepted = false;
};

/// Of these bytes, up to the values that the application is given.
Read costOf(std::span<const std::byte> bytes) {
  Read cost;
  const std::size_t before = allocatedBytes();
  {
    FrameReader reader(4U << 20U);
    reader.append(bytes);
    for (auto read = reader.next();; read = reader.next()) {
      const auto* frame = std::get_if<protocol::Frame>(&read);
      if (frame == nullptr) break;
      cost.isAccepted = true;
      if (const auto* message = std::get_if<protocol::Message>(frame)) decodeArgs(message->args);
      if (const auto* event = std::get_if<protocol::Event>(frame)) decodeArgs(event->args);
      if (const auto* answer = std::get_if<protocol::Return>(frame)) decodeOutcome(answer->outcome);
    }
  }
  cost.allocated = allocatedBytes() - before;
  return cost;
}

Bytes messageOf(const Args& args) {
  Bytes bytes;
  appendFrame(protocol::Message{"c", encodeArgs(args)}, bytes);
  return bytes;
}

void expectBounded(const Bytes& bytes, bool isAccepted) {
  const Read cost = costOf(bytes);
  EXPECT_EQ(cost.isAccepted, isAccepted);
  EXPECT_LE(cost.allocated, TIMES * bytes.size() + BESIDES);
}

// TW-WIRE-53
TEST(ReadingBoundTest, OfEachKindOfManySmallValues) {
  constexpr std::size_t MANY = 20'000;
  const std::vector<Value> kinds = {
      Value(), Value(1.5), Value(""), Value("short"), Value(std::u16string(1, 0xD800)), Value(std::string(40, 'x')), Value(BigInt(1)),
      Value::array({}), Value::object({}), Value::object({{"a", 1}}), Value::array({1}), Value::date(1)};
  for (const Value& kind : kinds) {
    SCOPED_TRACE(::testing::PrintToString(kind));
    std::vector<Value> many;
    // Each a node of its own, not one that is referred to again.
    for (std::size_t i = 0; i < MANY; ++i) many.push_back(kind.clone());
    expectBounded(messageOf({Value::array(std::move(many))}), true);
  }
}

// The frame's words, where a list says what it likes.
struct Words {
  explicit Words(const Bytes& frame) : bytes(frame), words(frame.size() / sizeof(std::uint64_t) - 1) {
    std::memcpy(words.data(), bytes.data() + sizeof(std::uint64_t), words.size() * sizeof(std::uint64_t));
  }
  Bytes frame() {
    std::memcpy(bytes.data() + sizeof(std::uint64_t), words.data(), words.size() * sizeof(std::uint64_t));
    return bytes;
  }

  static bool isList(std::uint64_t word) { return (word & 3U) == 1; }
  static unsigned elementOf(std::uint64_t word) { return static_cast<unsigned>(word >> 32U) & 7U; }
  static std::size_t countOf(std::uint64_t word) { return static_cast<std::size_t>(word >> 35U); }
  std::size_t targetOf(std::size_t at) const {
    return at + 1 + static_cast<std::size_t>(static_cast<std::uint32_t>(words[at]) >> 2U);
  }

  Bytes bytes;
  std::vector<std::uint64_t> words;
};

constexpr unsigned BYTES = 2, STRUCTS = 7;

// Ten thousand strings, each of which is the same large one.
TEST(ReadingBoundTest, OfOneTextThatManyValuesReferTo) {
  const std::string large(std::size_t{32} << 10U, 'x');
  Args args{Value(large)};
  for (int i = 0; i < 10'000; ++i) args.emplace_back("placeholder");
  Words words(messageOf(args));
  std::size_t target = 0;
  std::size_t changed = 0;
  for (std::size_t i = 0; i < words.words.size(); ++i) {
    std::uint64_t& word = words.words[i];
    if (!Words::isList(word) || Words::elementOf(word) != BYTES) continue;
    if (Words::countOf(word) == large.size() + 1) target = words.targetOf(i);
    if (Words::countOf(word) != std::strlen("placeholder") + 1 || target <= i) continue;
    // A pointer may lead backwards: 30 bits with a sign.
    const std::uint64_t way = static_cast<std::uint32_t>(target - i - 1) << 2U;
    word = (std::uint64_t{large.size() + 1} << 35U) | (std::uint64_t{BYTES} << 32U) | way | 1U;
    ++changed;
  }
  ASSERT_EQ(changed, 10'000U);
  expectBounded(words.frame(), false);
}

/// Its arguments are so many that take no room.
Bytes withEmptyArguments(const Bytes& frame, std::uint64_t count) {
  Words words(frame);
  for (std::size_t i = 0; i < words.words.size(); ++i) {
    if (!Words::isList(words.words[i]) || Words::elementOf(words.words[i]) != STRUCTS) continue;
    words.words[words.targetOf(i)] = count << 2U;
    words.words[i] &= (std::uint64_t{1} << 35U) - 1;
    return words.frame();
  }
  ADD_FAILURE() << "no list of arguments";
  return frame;
}

TEST(ReadingBoundTest, OfArgumentsThatTakeNoRoom) {
  for (const std::size_t besides : {0U, 1U << 19U}) {
    const Bytes frame = messageOf({std::string(besides, 'x'), 2, 3});
    std::size_t accepted = 0;
    for (std::uint64_t count = 1; count < std::uint64_t{1} << 29U; count += 1 + count / 4) {
      const Bytes bytes = withEmptyArguments(frame, count);
      const Read cost = costOf(bytes);
      EXPECT_LE(cost.allocated, TIMES * bytes.size() + BESIDES) << count;
      accepted += cost.isAccepted ? 1 : 0;
    }
    EXPECT_GT(accepted, 10U);
  }
}

std::size_t residentBytes() {
  std::size_t size = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// What a large frame will need is reserved when it is announced, and used as its bytes come.
TEST(ReadingBoundTest, OfFramesThatAreAnnouncedAndDoNotCome) {
  if (MEMORY_IS_SHADOWED) GTEST_SKIP() << "sanitizers write what they know of each block";
  constexpr std::size_t READERS = 20;
  constexpr std::uint32_t WORDS = 7U << 20U;
  const std::array<std::uint32_t, 2> announced = {0, WORDS};
  std::vector<std::unique_ptr<FrameReader>> readers;
  const std::size_t before = residentBytes();
  for (std::size_t i = 0; i < READERS; ++i) {
    readers.push_back(std::make_unique<FrameReader>(64U << 20U));
    readers.back()->append(std::as_bytes(std::span(announced)));
    EXPECT_TRUE(std::holds_alternative<NeedMore>(readers.back()->next()));
  }
  EXPECT_LE(residentBytes() - before, READERS * BESIDES);
}

TEST(ReadingBoundTest, OfTheGoldenVectors) {
  std::size_t read = 0;
  for (const char* folder : {"accept", "reject"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::string(TRIWIRE_VECTORS "/") + folder)) {
      if (entry.path().extension() != ".bin") continue;
      SCOPED_TRACE(entry.path());
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(in), {}};
      const auto bytes = std::as_bytes(std::span(content));
      EXPECT_LE(costOf(bytes).allocated, TIMES * bytes.size() + BESIDES);
      ++read;
    }
  }
  EXPECT_GT(read, 50U);
}

}  // namespace
}  // namespace triwire::wire
