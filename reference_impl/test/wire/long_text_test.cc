// Long strings: not copied from the value to the link, nor from the frame to the value.
#include "value/long_text.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace triwire::wire {
namespace {

constexpr std::size_t TABLE_BYTES_MAX = 64;

using detail::LONG_TEXT_BYTES;
using protocol::Frame;
using protocol::Message;

/// Keeps what is referred to apart from what is copied.
struct Parts : FrameSink {
  Bytes& bytes() override { return copied; }
  void refer(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) override {
    referred.push_back(bytes);
    owners.push_back(std::move(owner));
  }

  Bytes copied;
  std::vector<std::span<const std::byte>> referred;
  std::vector<std::shared_ptr<const void>> owners;
};

std::string textOf(std::size_t bytes) {
  std::string text(bytes, 'a');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

std::optional<Frame> nextOf(FrameReader& reader) {
  auto read = reader.next();
  if (auto* frame = std::get_if<Frame>(&read)) return std::move(*frame);
  EXPECT_TRUE(std::holds_alternative<NeedMore>(read)) << std::get<Failure>(read).text;
  return std::nullopt;
}

Args receive(FrameReader& reader, const Frame& frame) {
  Bytes bytes;
  appendFrame(frame, bytes);
  // Its segment table first, as a socket does: then a large frame is read to where it will stay.
  reader.append(std::span(bytes).first(TABLE_BYTES_MAX));
  EXPECT_EQ(nextOf(reader), std::nullopt);
  reader.append(std::span(bytes).subspan(TABLE_BYTES_MAX));
  const std::optional<Frame> whole = nextOf(reader);
  return whole ? decodeArgs(std::get<Message>(*whole).args) : Args();
}

const char* addressOf(const Value& value) { return value.asStringView().data(); }

TEST(LongTextTest, CopiesOfAValueShareIt) {
  const Value text(textOf(LONG_TEXT_BYTES));
  const Value copy = text;
  EXPECT_EQ(addressOf(copy), addressOf(text));
  EXPECT_EQ(copy.asString().data(), addressOf(text)) << "it is a string of C++ already";
  EXPECT_EQ(copy, Value(textOf(LONG_TEXT_BYTES))) << "which says the same";
  EXPECT_NE(copy, Value(textOf(LONG_TEXT_BYTES + 1)));
  EXPECT_EQ(copy.kind(), ValueKind::STRING);
  EXPECT_EQ(Value(copy).asString(), textOf(LONG_TEXT_BYTES));
}

TEST(LongTextTest, IsAKeyLikeAnyOther) {
  const Value map = Value::map({{textOf(LONG_TEXT_BYTES), 1}});
  EXPECT_EQ(map.mapGet(textOf(LONG_TEXT_BYTES)), Value(1));
  EXPECT_TRUE(map.mapGet(textOf(LONG_TEXT_BYTES + 1)).isUndefined());
}

TEST(LongTextTest, SurvivesWhereverItIs) {
  // Each ends at another place of its last word.
  for (std::size_t more = 0; more < 9; ++more) {
    const Value text(textOf(LONG_TEXT_BYTES + more));
    const Args sent{text, 1, Value::object({{"a", Value::array({text, "short"})}, {"b", text}}),
                    Value::map({{text, Value::set({text})}}),
                    Value::error(ErrorType::ERROR, "e", std::nullopt, text), Value::boxed(text)};
    FrameReader reader(64U << 20U);
    EXPECT_EQ(receive(reader, Message{"c", encodeArgs(sent)}), sent);
    EXPECT_EQ(decodeArgs(encodeArgs(sent)), sent) << "without the wire";
  }
}

TEST(LongTextTest, IsNotCopiedIntoTheFrame) {
  const Value text(textOf(LONG_TEXT_BYTES + 3));
  Parts parts;
  writeFrame(Message{"c", encodeArgs({Value::object({{"a", text}})})}, parts);
  ASSERT_EQ(parts.referred.size(), 1U);
  EXPECT_EQ(static_cast<const void*>(parts.referred[0].data()), addressOf(text));
  EXPECT_EQ(parts.referred[0].size(), LONG_TEXT_BYTES + 3);
  const std::span<const std::byte> end = std::span(parts.copied).last(5);
  EXPECT_TRUE(std::all_of(end.begin(), end.end(), [](std::byte b) { return b == std::byte{0}; }))
      << "the rest of its last word";
}

TEST(LongTextTest, TheFrameOutlivesTheValue) {
  Parts parts;
  {
    const Value text(textOf(LONG_TEXT_BYTES));
    writeFrame(Message{"c", encodeArgs({text})}, parts);
  }
  ASSERT_EQ(parts.referred.size(), 1U);
  const auto* begin = reinterpret_cast<const char*>(parts.referred[0].data());
  EXPECT_EQ(std::string(begin, parts.referred[0].size()), textOf(LONG_TEXT_BYTES));
}

// The first frame is built around the payload, the second around a copy.
TEST(LongTextTest, GoesOutASecondTime) {
  const Value text(textOf(LONG_TEXT_BYTES + 3));
  const protocol::Payload payload = encodeArgs({Value::array({text, 1})});
  for (int time = 0; time < 2; ++time) {
    FrameReader reader(64U << 20U);
    EXPECT_EQ(receive(reader, Message{"c", payload}), Args{Value::array({text, 1})});
  }
}

// There is a limit to the segments of a frame, and to what it may need beside its payload.
TEST(LongTextTest, OfManyOnlyAFewAreReferredTo) {
  for (const int count : {1, 2, 7, 8, 9, 600}) {
    Value array = Value::array();
    for (int i = 0; i < count; ++i) array.push(textOf(LONG_TEXT_BYTES));
    const protocol::Payload payload = encodeArgs({array});
    Parts parts;
    writeFrame(Message{"c", payload}, parts);
    EXPECT_LE(parts.referred.size(), 8U);
    Bytes bytes;
    appendFrame(Message{"c", encodeArgs({array})}, bytes);
    EXPECT_LE(bytes.size(), payload.bytes + 1 + protocol::FRAME_OVERHEAD_BYTES) << count;
    FrameReader reader(64U << 20U);
    EXPECT_EQ(receive(reader, Message{"c", encodeArgs({array})}), Args{array}) << count;
  }
}

TEST(LongTextTest, WhatIsNoUtf8IsCopied) {
  const Value surrogates(textOf(LONG_TEXT_BYTES) + "\xED\xA0\x80");
  Parts parts;
  writeFrame(Message{"c", encodeArgs({surrogates})}, parts);
  EXPECT_TRUE(parts.referred.empty() || parts.referred[0].size() > 2 * LONG_TEXT_BYTES);
  FrameReader reader(64U << 20U);
  EXPECT_EQ(receive(reader, Message{"c", encodeArgs({surrogates})}), Args{surrogates});
  EXPECT_THROW(encodeArgs({textOf(LONG_TEXT_BYTES) + "\xFF"}), UnclonableError);
}

TEST(LongTextTest, StaysInTheFrameThatBroughtIt) {
  FrameReader reader(64U << 20U);
  const Args first = receive(reader, Message{"c", encodeArgs({textOf(10 * LONG_TEXT_BYTES)})});
  const char* const address = addressOf(first[0]);
  const Value copy = first[0];
  receive(reader, Message{"c", encodeArgs({std::string(10 * LONG_TEXT_BYTES, 'z')})});
  EXPECT_EQ(copy, Value(textOf(10 * LONG_TEXT_BYTES))) << "nothing else is read there";
  EXPECT_NE(copy.asString().data(), address) << "a string of C++ is a copy,";
  EXPECT_EQ(copy.asString().data(), first[0].asString().data()) << "made once";

  Parts parts;
  writeFrame(Message{"c", encodeArgs({copy})}, parts);
  ASSERT_EQ(parts.referred.size(), 1U);
  EXPECT_EQ(static_cast<const void*>(parts.referred[0].data()), address) << "and it goes on as is";
}

TEST(LongTextTest, KeepsNoFrameOfWhichItIsTheSmallerPart) {
  FrameReader reader(64U << 20U);
  const Args sent{textOf(LONG_TEXT_BYTES), textOf(8 * LONG_TEXT_BYTES)};
  const Args received = receive(reader, Message{"c", encodeArgs(sent)});
  EXPECT_EQ(received[0].asString().data(), addressOf(received[0])) << "a copy already";
  EXPECT_NE(received[1].asString().data(), addressOf(received[1]));
}

}  // namespace
}  // namespace triwire::wire
