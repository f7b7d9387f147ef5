#include "wire/frame_reader.h"

#include <gmock/gmock.h>

#include <capnp/serialize.h>

#include <triwire.capnp.h>

#include <cstring>
#include <functional>
#include <random>

#include "support/values.h"
#include "wire/codec.h"
#include "wire/frame_writer.h"

namespace triwire::wire {
namespace {

using protocol::CallId;
using protocol::CloseReason;
using protocol::Frame;

/// Frames of every kind, without payloads that would compare by identity.
std::vector<Frame> plainFrames() {
  return {protocol::Hello{1, 2, {1, 2, 3, 4, 5}, {"a", "b"}, "peer 1"},
          protocol::Welcome{1, {}, {"a"}, "main 1", 7},
          protocol::Message{"channel", {}},
          protocol::SyncCall{CallId{1}, "", {}},
          protocol::InvokeCall{CallId{~0ULL}, "c", {}},
          protocol::Cancel{CallId{3}},
          protocol::Event{std::string("nul\0", 4), {}},
          protocol::Return{CallId{4}, {OutcomeKind::NO_REPLY, {}}},
          protocol::Close{CloseReason::GOING_AWAY, "bye"}};
}

Bytes bytesOf(const std::vector<Frame>& frames) {
  Bytes bytes;
  for (const Frame& frame : frames) appendFrame(frame, bytes);
  return bytes;
}

/// What a schema frame built by hand is read as.
std::variant<NeedMore, Frame, Failure> readBuilt(
    const std::function<void(schema::Frame::Builder)>& build,
    capnp::AllocationStrategy strategy = capnp::AllocationStrategy::GROW_HEURISTICALLY) {
  capnp::MallocMessageBuilder message(strategy == capnp::AllocationStrategy::FIXED_SIZE ? 1 : 1024,
                                      strategy);
  build(message.initRoot<schema::Frame>());
  const auto words = capnp::messageToFlatArray(message);
  FrameReader reader(1U << 20U);
  reader.append(std::as_bytes(std::span(words.asBytes().begin(), words.asBytes().size())));
  return reader.next();
}

/// Payloads read back get a body and sizes, which are not what is compared here.
Frame withoutPayload(Frame frame) {
  if (auto* message = std::get_if<protocol::Message>(&frame)) message->args = {};
  if (auto* call = std::get_if<protocol::SyncCall>(&frame)) call->args = {};
  if (auto* call = std::get_if<protocol::InvokeCall>(&frame)) call->args = {};
  if (auto* event = std::get_if<protocol::Event>(&frame)) event->args = {};
  if (auto* answer = std::get_if<protocol::Return>(&frame)) answer->outcome.payload = {};
  return frame;
}

std::vector<Frame> readAll(FrameReader& reader) {
  std::vector<Frame> frames;
  for (;;) {
    auto next = reader.next();
    if (auto* frame = std::get_if<Frame>(&next)) {
      frames.push_back(withoutPayload(std::move(*frame)));
    } else {
      EXPECT_TRUE(std::holds_alternative<NeedMore>(next));
      return frames;
    }
  }
}

TEST(FrameReaderTest, FramesSurvive) {
  FrameReader reader(1U << 20U);
  reader.append(bytesOf(plainFrames()));
  EXPECT_EQ(readAll(reader), plainFrames());
}

// Every way to cut the stream in two, and byte by byte.
TEST(FrameReaderTest, AnySplitYieldsTheSameFrames) {
  const Bytes bytes = bytesOf(plainFrames());
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    FrameReader reader(1U << 20U);
    reader.append(std::span(bytes).first(cut));
    std::vector<Frame> frames = readAll(reader);
    reader.append(std::span(bytes).subspan(cut));
    for (Frame& frame : readAll(reader)) frames.push_back(std::move(frame));
    ASSERT_EQ(frames, plainFrames()) << "cut at " << cut;
  }
  FrameReader reader(1U << 20U);
  std::vector<Frame> frames;
  for (const std::byte& byte : bytes) {
    reader.append(std::span(&byte, 1));
    for (Frame& frame : readAll(reader)) frames.push_back(std::move(frame));
  }
  EXPECT_EQ(frames, plainFrames());
}

// Large frames are read to where they stay; what follows them must not be lost, however the reads
// fall.
TEST(FrameReaderTest, LargeFramesBetweenSmallOnes) {
  const std::string text(300'000, 'x');
  const Bytes bytes =
      bytesOf({protocol::Cancel{CallId{1}}, protocol::Message{"large", encodeArgs({text})},
               protocol::Cancel{CallId{2}}, protocol::Message{"large", encodeArgs({text})}});
  for (const std::size_t step : {1'000U, 70'000U, 299'999U, 10'000'000U}) {
    for (const bool eager : {true, false}) {  // Whether frames are taken as soon as they are there.
      FrameReader reader(1U << 20U);
      std::vector<Frame> frames;
      for (std::size_t at = 0; at < bytes.size(); at += step) {
        reader.append(std::span(bytes).subspan(at, std::min(step, bytes.size() - at)));
        if (!eager) continue;
        for (Frame& frame : readAll(reader)) frames.push_back(std::move(frame));
      }
      for (Frame& frame : readAll(reader)) frames.push_back(std::move(frame));
      ASSERT_EQ(frames,
                (std::vector<Frame>{protocol::Cancel{CallId{1}}, protocol::Message{"large", {}},
                                    protocol::Cancel{CallId{2}}, protocol::Message{"large", {}}}));
    }
  }
}

TEST(FrameReaderTest, APayloadOutlivesItsReader) {
  protocol::Payload payload;
  {
    FrameReader reader(1U << 20U);
    reader.append(bytesOf({protocol::Message{"c", encodeArgs(Args{"value"})}}));
    auto next = reader.next();
    payload = std::get<protocol::Message>(std::get<Frame>(next)).args;
  }
  EXPECT_EQ(decodeArgs(payload)[0], Value("value"));
}

// A large frame stays where it was read to; what is read next must go elsewhere.
TEST(FrameReaderTest, APayloadOutlivesWhatIsReadAfterIt) {
  const auto space = std::make_shared<ReadSpace>();
  FrameReader reader(1U << 20U, space);
  FrameReader other(1U << 20U, space);
  const auto read = [](FrameReader& from, char letter) {
    const Args args{std::string(50'000, letter)};
    from.append(bytesOf({protocol::Message{"c", encodeArgs(args)}}));
    std::vector<Frame> frames;
    for (auto next = from.next(); std::holds_alternative<Frame>(next); next = from.next()) {
      frames.push_back(std::get<Frame>(next));
    }
    return std::get<protocol::Message>(frames.at(0)).args;
  };

  const protocol::Payload first = read(reader, 'a');
  const protocol::Payload second = read(other, 'b');
  const protocol::Payload third = read(reader, 'c');

  EXPECT_EQ(decodeArgs(first)[0], Value(std::string(50'000, 'a')));
  EXPECT_EQ(decodeArgs(second)[0], Value(std::string(50'000, 'b')));
  EXPECT_EQ(decodeArgs(third)[0], Value(std::string(50'000, 'c')));
}

TEST(FrameReaderTest, OneObjectPerSegmentIsReadToo) {
  const auto next = readBuilt(
      [](schema::Frame::Builder frame) {
        auto message = frame.initMessage();
        message.setChannel("c");
        auto roots = message.initArgs().initRoots(2);
        roots[0].setString("in a segment of its own");
        roots[1].setNull();
      },
      capnp::AllocationStrategy::FIXED_SIZE);
  ASSERT_TRUE(std::holds_alternative<Frame>(next));
  EXPECT_EQ(decodeArgs(std::get<protocol::Message>(std::get<Frame>(next)).args),
            (Args{"in a segment of its own", nullptr}));
}

// TW-WIRE-8
TEST(FrameReaderTest, AFrameThatIsTooLargeIsRefusedAtItsTable) {
  const std::uint32_t table[] = {0, 129};  // One segment of 129 words.
  FrameReader reader(8 + 128 * 8);
  reader.append(std::as_bytes(std::span(table)));
  const auto next = reader.next();
  ASSERT_TRUE(std::holds_alternative<Failure>(next));
  EXPECT_EQ(std::get<Failure>(next).reason, CloseReason::FRAME_TOO_LARGE);
  EXPECT_TRUE(std::holds_alternative<Failure>(reader.next())) << "and it stays so";
}

TEST(FrameReaderTest, AFrameAtTheLimitIsNotTooLarge) {
  const Bytes bytes = bytesOf({protocol::Message{"c", encodeArgs({std::string(1'000, 'x')})}});
  FrameReader fits(static_cast<std::uint32_t>(bytes.size()));
  fits.append(bytes);
  EXPECT_TRUE(std::holds_alternative<Frame>(fits.next()));
  FrameReader small(static_cast<std::uint32_t>(bytes.size() - 1));
  small.append(bytes);
  EXPECT_TRUE(std::holds_alternative<Failure>(small.next()));
}

// Sums of sizes that overflow 32 bits, tables without end.
TEST(FrameReaderTest, TablesThatLie) {
  FrameReader many(1U << 20U);
  const std::uint32_t noEnd[] = {0xFFFF'FFFF, 1};
  many.append(std::as_bytes(std::span(noEnd)));
  EXPECT_EQ(std::get<Failure>(many.next()).reason, CloseReason::MALFORMED);

  FrameReader large(0xFFFF'FFFF);
  const std::uint32_t overflow[] = {3, 0xFFFF'FFFF, 0xFFFF'FFFF, 0xFFFF'FFFF, 4, 0};
  large.append(std::as_bytes(std::span(overflow)));
  EXPECT_EQ(std::get<Failure>(large.next()).reason, CloseReason::FRAME_TOO_LARGE);
}

TEST(FrameReaderTest, AFrameWithoutContentIsMalformed) {
  for (const std::uint32_t words : {0U, 1U}) {
    FrameReader reader(1U << 20U);
    const std::uint32_t bytes[] = {0, words, 0, 0};
    reader.append(std::as_bytes(std::span(bytes).first(2 + 2 * words)));
    const auto next = reader.next();
    ASSERT_TRUE(std::holds_alternative<Failure>(next)) << words;
    EXPECT_EQ(std::get<Failure>(next).reason, CloseReason::MALFORMED);
  }
}

/// A frame whose arm this version does not know. A generated class cannot set it.
Bytes unknownFrame(schema::IfUnknown ifUnknown) {
  capnp::MallocMessageBuilder message;
  auto frame = message.initRoot<schema::Frame>();
  frame.initCancel().setId(1);
  frame.setIfUnknown(ifUnknown);
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = std::as_bytes(std::span(words.asBytes().begin(), words.asBytes().size()));
  Bytes copy(bytes.begin(), bytes.end());
  copy[16] = std::byte{200};  // The discriminant: behind the table and the root pointer.
  return copy;
}

// TW-WIRE-9
TEST(FrameReaderTest, UnknownFramesDoAsTheySay) {
  FrameReader reader(1U << 20U);
  reader.append(unknownFrame(schema::IfUnknown::IGNORE));
  reader.append(bytesOf({protocol::Cancel{CallId{5}}}));
  reader.append(unknownFrame(schema::IfUnknown::CLOSE));
  EXPECT_EQ(std::get<Frame>(reader.next()), Frame(protocol::Cancel{CallId{5}}));
  EXPECT_EQ(std::get<Failure>(reader.next()).reason, CloseReason::UNKNOWN_FRAME);
}

/// The frame as a later version would write it: a word and a pointer more, in it and in what it holds.
Bytes withUnknownFields(capnp::AnyStruct::Reader known) {
  capnp::MallocMessageBuilder message;
  const auto grow = [](capnp::AnyPointer::Builder place, capnp::AnyStruct::Reader from) {
    const auto words = static_cast<std::uint16_t>(from.getDataSection().size() / 8);
    const auto pointers = static_cast<std::uint16_t>(from.getPointerSection().size());
    auto grown = place.initAsAnyStruct(static_cast<std::uint16_t>(words + 1),
                                       static_cast<std::uint16_t>(pointers + 1));
    std::memcpy(grown.getDataSection().begin(), from.getDataSection().begin(), words * 8UL);
    grown.getDataSection()[words * 8UL] = 7;
    for (std::uint16_t i = 0; i < pointers; ++i) {
      grown.getPointerSection()[i].set(from.getPointerSection()[i]);
    }
    grown.getPointerSection()[pointers].setAs<capnp::Text>("unknown");
    return grown;
  };
  auto frame = grow(message.initRoot<capnp::AnyPointer>(), known);
  grow(frame.getPointerSection()[0], known.getPointerSection()[0].getAs<capnp::AnyStruct>());
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = std::as_bytes(std::span(words.asBytes().begin(), words.asBytes().size()));
  return {bytes.begin(), bytes.end()};
}

// TW-WIRE-10
TEST(FrameReaderTest, UnknownFieldsAreIgnored) {
  capnp::MallocMessageBuilder message;
  auto call = message.initRoot<schema::Frame>().initInvoke();
  call.setId(5);
  call.setChannel("c");
  call.initArgs().initRoots(1)[0].setString("value");
  FrameReader reader(1U << 20U);
  reader.append(withUnknownFields(message.getRoot<capnp::AnyStruct>().asReader()));

  const auto next = reader.next();

  ASSERT_TRUE(std::holds_alternative<Frame>(next)) << std::get<Failure>(next).text;
  const auto& read = std::get<protocol::InvokeCall>(std::get<Frame>(next));
  EXPECT_EQ(read.id, CallId{5});
  EXPECT_EQ(read.channel, "c");
  EXPECT_EQ(decodeArgs(read.args), Args{"value"});
}

TEST(FrameReaderTest, ACloseReasonOfALaterVersionIsStillAnEnd) {
  const auto next = readBuilt([](schema::Frame::Builder frame) {
    frame.initClose().setReason(static_cast<schema::CloseReason>(99));
  });
  EXPECT_EQ(std::get<protocol::Close>(std::get<Frame>(next)).reason, CloseReason::INTERNAL);
}

// Many pointers to one large list: small on the wire, endless to walk.
TEST(FrameReaderTest, AmplificationIsBounded) {
  capnp::MallocMessageBuilder message(100'000);
  auto args = message.initRoot<schema::Frame>().initMessage().initArgs();
  auto roots = args.initRoots(1'000);
  std::string text(100'000, 'x');
  roots[0].setString(text);
  const auto words = capnp::messageToFlatArray(message);
  Bytes bytes(words.asBytes().size());
  std::memcpy(bytes.data(), words.begin(), bytes.size());

  // Value structs are two words of data and a pointer. Aim the pointer of each at the text of the
  // first.
  auto* raw = reinterpret_cast<std::uint64_t*>(bytes.data());
  const std::size_t count = bytes.size() / 8;
  std::size_t first = 0;  // The first pointer that is a list of 100 001 bytes.
  while (first < count && (raw[first] & 3U) != 1) ++first;
  while (first < count && (raw[first] >> 32U) != ((100'001ULL << 3U) | 2U)) ++first;
  ASSERT_LT(first, count);
  const auto target = static_cast<std::int64_t>(first) + 1 +
                      (static_cast<std::int64_t>(raw[first] & 0xFFFF'FFFFU) >> 2);
  for (std::size_t i = 1; i < 1'000; ++i) {
    const std::size_t at = first + 3 * i;
    raw[at - 2] = raw[first - 2];  // The arm: a string.
    raw[at - 1] = raw[first - 1];
    const std::int64_t offset = target - static_cast<std::int64_t>(at) - 1;
    raw[at] =
        (static_cast<std::uint64_t>(offset) << 2U & 0xFFFF'FFFFU) | 1U | (raw[first] >> 32U << 32U);
  }
  FrameReader reader(1U << 20U);
  reader.append(bytes);
  EXPECT_EQ(std::get<Failure>(reader.next()).reason, CloseReason::MALFORMED);
}

// TW-WIRE-7: whatever the bytes, the answer is a frame, a failure, or a wish for more; and what is
// yielded can be decoded.
TEST(FrameReaderTest, DamagedBytesDoNoHarm) {
  Args args;
  for (const Value& value : sampleValues()) args.push_back(value);
  ThrownError thrown = ThrownError::error("E", "m", "code");
  thrown.cause = std::make_shared<const ThrownError>(ThrownError::from(Value::array({1})));
  const std::vector<Bytes> originals = {
      bytesOf(plainFrames()), bytesOf({protocol::Message{"c", encodeArgs(args)}}),
      bytesOf({protocol::Return{CallId{1}, encodeOutcome(Outcome::threw(thrown))}})};
  std::mt19937 random(1);  // The seed: change it to see another run.
  int frames = 0;
  int failures = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes = originals[random() % originals.size()];
    for (unsigned damage = 1 + random() % 4; damage > 0; --damage) {
      bytes[random() % bytes.size()] =
          static_cast<std::byte>(random() % 4 == 0 ? 1U << random() % 8 : random() % 256);
    }
    FrameReader reader(1U << 20U);
    reader.append(bytes);
    for (auto next = reader.next(); !std::holds_alternative<NeedMore>(next); next = reader.next()) {
      if (std::holds_alternative<Failure>(next)) {
        ++failures;
        break;
      }
      ++frames;
      auto& frame = std::get<Frame>(next);
      if (auto* message = std::get_if<protocol::Message>(&frame)) decodeArgs(message->args);
      if (auto* answer = std::get_if<protocol::Return>(&frame)) decodeOutcome(answer->outcome);
    }
  }
  EXPECT_GT(frames, 1'000);
  EXPECT_GT(failures, 1'000);
}

}  // namespace
}  // namespace triwire::wire
