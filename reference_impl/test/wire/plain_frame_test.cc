// Frames written and read word by word, beside what Cap'n Proto makes of the same.
#include "wire/plain_frame.h"

#include <gmock/gmock.h>

#include <capnp/dynamic.h>
#include <capnp/serialize.h>

#include <triwire.capnp.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <sstream>

#include "value/graph.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/layout.h"
#include "wire/plain_values.h"
#include "wire/value_writer.h"

namespace triwire::wire {
namespace {

using protocol::CallId;
using protocol::Frame;

// The words and bits that are not taken from the generated code.
TEST(LayoutTest, IsThatOfTheSchema) {
  const auto slot = [](capnp::StructSchema type, const char* name) {
    return type.getFieldByName(name).getProto().getSlot().getOffset();
  };
  const auto behind = [](capnp::StructSchema type) {
    return type.getProto().getStruct().getDataWordCount();
  };
  const auto tagOf = [](capnp::StructSchema type) {
    return type.getProto().getStruct().getDiscriminantOffset();
  };
  const auto call = capnp::Schema::from<schema::Call>();
  EXPECT_EQ(slot(call, "id"), layout::CALL_ID);
  EXPECT_EQ(behind(call) + slot(call, "channel"), layout::CALL_CHANNEL);
  EXPECT_EQ(behind(call) + slot(call, "args"), layout::CALL_ARGS);
  const auto message = capnp::Schema::from<schema::Message>();
  EXPECT_EQ(behind(message) + slot(message, "channel"), layout::MESSAGE_CHANNEL);
  EXPECT_EQ(behind(message) + slot(message, "args"), layout::MESSAGE_ARGS);
  const auto answer = capnp::Schema::from<schema::Return>();
  EXPECT_EQ(slot(answer, "id"), layout::RETURN_ID);
  EXPECT_EQ(behind(answer) + slot(answer, "outcome"), layout::RETURN_OUTCOME);
  const auto outcome = capnp::Schema::from<schema::Outcome>();
  EXPECT_EQ(behind(outcome) + slot(outcome, "value"), layout::OUTCOME_VALUE);
  const auto payload = capnp::Schema::from<schema::Payload>();
  EXPECT_EQ(behind(payload) + slot(payload, "roots"), layout::PAYLOAD_ROOTS);
  EXPECT_EQ(behind(payload) + slot(payload, "nodes"), layout::PAYLOAD_NODES);
  const auto value = capnp::Schema::from<schema::Value>();
  EXPECT_EQ(slot(value, "boolean"), layout::VALUE_BOOLEAN_BIT);
  EXPECT_EQ(slot(value, "number"), layout::VALUE_NUMBER);
  EXPECT_EQ(behind(value) + slot(value, "string"), layout::VALUE_STRING);
  const auto frame = capnp::Schema::from<schema::Frame>();
  for (const char* arm : {"message", "sync", "invoke", "event", "return"}) {
    EXPECT_EQ(slot(frame, arm), 0U) << arm;
  }
  for (const auto type : {capnp::StructSchema(frame), capnp::StructSchema(outcome),
                          capnp::StructSchema(value)}) {
    EXPECT_EQ(tagOf(type), 0U);
  }
}

std::vector<Args> plainArgs() {
  constexpr double INFINITE = std::numeric_limits<double>::infinity();
  return {{},
          {Value()},
          {nullptr, true, false, 0.0, -0.0, 1e300, -INFINITE},
          {"", "seven b", "eight by", "nine byte", std::string("n\0l", 3)},
          {"\xC3\xA4\xF0\x9F\x98\x80", 1, std::string(64, 'x'), Value()},
          {std::string(3000, 'y'), "z"}};
}

std::vector<Frame> framesWith(const Args& args, const std::string& channel) {
  std::vector<Frame> frames{protocol::Message{channel, encodeArgs(args)},
                            protocol::SyncCall{CallId{7}, channel, encodeArgs(args)},
                            protocol::InvokeCall{CallId{~0ULL}, channel, encodeArgs(args)},
                            protocol::Event{channel, encodeArgs(args)}};
  if (args.size() == 1) frames.push_back(protocol::Return{CallId{1}, encodeValue(args.at(0))});
  return frames;
}

std::vector<Frame> plainFrames() {
  std::vector<Frame> all;
  for (const Args& args : plainArgs()) {
    for (const char* channel : {"", "echo", "a channel of more than a word"}) {
      for (Frame& frame : framesWith(args, channel)) all.push_back(std::move(frame));
    }
  }
  return all;
}

void build(const Args& args, schema::Payload::Builder out) {
  auto roots = out.initRoots(static_cast<unsigned>(args.size()));
  for (unsigned i = 0; i < args.size(); ++i) {
    writeCell(detail::Access::cell(args[i]), roots[i]);
  }
}

/// The words of a message that carries `args` on `channel`, as Cap'n Proto builds it.
Bytes builtMessage(const Args& args, const std::string& channel) {
  capnp::MallocMessageBuilder message(4096);
  capnp::Orphan<schema::Payload> payload;
  if (!args.empty()) {
    payload = message.getOrphanage().newOrphan<schema::Payload>();
    build(args, payload.get());
  }
  auto out = message.initRoot<schema::Frame>().initMessage();
  out.setChannel(channel);
  if (!args.empty()) out.adoptArgs(std::move(payload));
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = std::as_bytes(std::span(words.asBytes().begin(), words.asBytes().size()));
  return {bytes.begin(), bytes.end()};
}

TEST(PlainFrameTest, IsWrittenAsCapnProtoBuildsIt) {
  for (const Args& args : plainArgs()) {
    for (const char* channel : {"", "echo", "a channel of more than a word"}) {
      Bytes bytes;
      ASSERT_TRUE(appendPlainFrame(protocol::Message{channel, encodeArgs(args)}, bytes));
      EXPECT_EQ(bytes, builtMessage(args, channel)) << channel;
    }
  }
}

TEST(PlainFrameTest, OthersAreLeftToCapnProto) {
  Bytes bytes;
  EXPECT_FALSE(appendPlainFrame(protocol::Message{"c", encodeArgs({Value::object()})}, bytes));
  EXPECT_FALSE(appendPlainFrame(protocol::Message{"c", encodeArgs({BigInt(1)})}, bytes));
  EXPECT_FALSE(appendPlainFrame(protocol::Message{"c", encodeArgs({u"\xD800"})}, bytes));
  EXPECT_FALSE(appendPlainFrame(protocol::Message{"\xED\xA0\x80", {}}, bytes));
  EXPECT_FALSE(appendPlainFrame(protocol::Message{"c", encodeArgs({std::string(5000, 'x')})}, bytes));
  EXPECT_FALSE(appendPlainFrame(protocol::Return{CallId{1}, {OutcomeKind::NO_REPLY, {}}}, bytes));
  EXPECT_FALSE(appendPlainFrame(protocol::Cancel{CallId{1}}, bytes));
  EXPECT_TRUE(bytes.empty());
}

TEST(PlainDraftTest, IsWrittenAsTheFrameOfTheSameMessage) {
  for (const Args& args : plainArgs()) {
    for (const char* channel : {"", "echo", "a channel of more than a word"}) {
      const detail::ArgRefs refs(args);
      const PlainDraft draft(channel, refs);
      ASSERT_TRUE(draft.isPlain());
      Bytes bytes(16, std::byte{1});  // What waits already.
      draft.appendMessage(bytes);
      const Bytes appended(bytes.begin() + 16, bytes.end());
      EXPECT_EQ(appended, builtMessage(args, channel)) << channel;
      const protocol::Payload payload = encodeArgs(args);
      EXPECT_EQ(draft.payloadBytes(), payload.bytes) << "as limits are asked with";
      EXPECT_EQ(decodeArgs(draft.payload()), args);
      const auto expectCall = [&](protocol::CallKind kind, const Frame& frame) {
        Bytes drafted;
        Bytes framed;
        draft.appendCall(kind, CallId{7}, drafted);
        ASSERT_TRUE(appendPlainFrame(frame, framed));
        EXPECT_EQ(drafted, framed);
      };
      expectCall(protocol::CallKind::SYNC, protocol::SyncCall{CallId{7}, channel, payload});
      expectCall(protocol::CallKind::INVOKE, protocol::InvokeCall{CallId{7}, channel, payload});
    }
  }
}

TEST(PlainDraftTest, AnAnswerIsWrittenAsItsFrame) {
  for (const Args& args : plainArgs()) {
    for (const Value& value : args) {
      const PlainDraft draft(value);
      if (!draft.isPlain()) continue;  // The long string.
      Bytes drafted;
      Bytes framed;
      draft.appendReturn(CallId{7}, drafted);
      ASSERT_TRUE(appendPlainFrame(protocol::Return{CallId{7}, encodeValue(value)}, framed));
      EXPECT_EQ(drafted, framed);
    }
  }
  EXPECT_TRUE(PlainDraft(Value("text")).isPlain());
  EXPECT_FALSE(PlainDraft(Value::object()).isPlain());
}

TEST(PlainDraftTest, OthersTakeTheLongWay) {
  const auto isDraft = [](const char* channel, const Args& args) {
    return PlainDraft(channel, detail::ArgRefs(args)).isPlain();
  };
  EXPECT_FALSE(isDraft("c", {Value::object()}));
  EXPECT_FALSE(isDraft("c", {u"\xD800"}));
  EXPECT_FALSE(isDraft("c", {std::string(5000, 'x')}));
  EXPECT_FALSE(isDraft("c", Args(9)));
  EXPECT_FALSE(isDraft("\xED\xA0\x80", {}));
}

bool isPlain(std::span<const std::byte> segment) {
  Frame frame;
  return readPlainFrame(segment, frame);
}

/// What a frame says, values included.
std::string described(const std::variant<NeedMore, Frame, Failure>& read) {
  std::ostringstream out;
  if (const auto* failure = std::get_if<Failure>(&read)) {
    out << "failure " << nameOf(failure->reason);
    return out.str();
  }
  const auto* frame = std::get_if<Frame>(&read);
  if (frame == nullptr) return "more";
  const auto with = [&](const std::string& channel, const protocol::Payload& payload) {
    out << ' ' << channel << ' ' << payload.nodes << ' ' << payload.depth;
    for (const Value& value : decodeArgs(payload)) out << ' ' << value;
  };
  out << nameOf(kindOf(*frame));
  if (const auto* message = std::get_if<protocol::Message>(frame)) {
    with(message->channel, message->args);
  } else if (const auto* event = std::get_if<protocol::Event>(frame)) {
    with(event->channel, event->args);
  } else if (const auto* sync = std::get_if<protocol::SyncCall>(frame)) {
    out << static_cast<std::uint64_t>(sync->id);
    with(sync->channel, sync->args);
  } else if (const auto* invoke = std::get_if<protocol::InvokeCall>(frame)) {
    out << static_cast<std::uint64_t>(invoke->id);
    with(invoke->channel, invoke->args);
  } else if (const auto* answer = std::get_if<protocol::Return>(frame)) {
    out << static_cast<std::uint64_t>(answer->id) << ' '
        << static_cast<unsigned>(answer->outcome.kind);
    if (answer->outcome.kind == OutcomeKind::VALUE) {
      out << ' ' << decodeOutcome(answer->outcome).value;
    }
  }
  return out.str();
}

std::string describedView(const PlainView& frame) {
  std::ostringstream out;
  out << nameOf(frame.kind);
  if (frame.kind != protocol::FrameKind::MESSAGE) out << static_cast<std::uint64_t>(frame.id);
  out << ' ' << frame.channel << " 0 0";
  for (const Value& value : decodeArgs(EncodedArgs(frame.args))) out << ' ' << value;
  return out.str();
}

/// What it is read as; a plain message or call in place, too.
std::string readDescribed(std::span<const std::byte> bytes) {
  FrameReader reader(1U << 20U);
  reader.append(bytes);
  const std::optional<PlainView> seen = reader.peek();
  const std::string view = seen ? describedView(*seen) : "";
  const std::string read = described(reader.next());
  const auto begins = [&](const char* name) { return read.rfind(name, 0) == 0; };
  const bool isViewed = begins("message") || begins("sync") || begins("invoke");
  EXPECT_EQ(view, isPlain(bytes.subspan(8)) && isViewed ? read : "");
  return read;
}

/// The same frame with an empty second segment, which no plain frame has: the general way reads it.
Bytes withSecondSegment(const Bytes& bytes) {
  const std::array<std::uint32_t, 2> head{1, 0};
  Bytes two(bytes.size() + sizeof head);
  std::memcpy(two.data(), head.data(), sizeof(std::uint32_t));
  std::memcpy(two.data() + 4, bytes.data() + 4, 4);  // The size of the first; of the second, none.
  std::memcpy(two.data() + 16, bytes.data() + 8, bytes.size() - 8);
  return two;
}

TEST(PlainFrameTest, IsReadAsTheGeneralWayReadsIt) {
  for (const Frame& frame : plainFrames()) {
    Bytes bytes;
    ASSERT_TRUE(appendPlainFrame(frame, bytes));
    ASSERT_TRUE(isPlain(std::span(bytes).subspan(8)));
    EXPECT_EQ(readDescribed(bytes), readDescribed(withSecondSegment(bytes)));
    EXPECT_EQ(readDescribed(bytes), described(frame));
  }
}

// A peer may write anything. What is taken for a plain frame is one, and means the same either way;
// what is not is refused as ever.
TEST(PlainFrameTest, ChangedBytesAreReadAsTheGeneralWayReadsThem) {
  std::mt19937 random(20'26);
  std::size_t plain = 0;
  std::size_t legal = 0;
  for (const Frame& frame : plainFrames()) {
    Bytes original;
    ASSERT_TRUE(appendPlainFrame(frame, original));
    for (int i = 0; i < 200; ++i) {
      Bytes bytes = original;
      const std::size_t changes = 1 + random() % 3;
      for (std::size_t change = 0; change < changes; ++change) {
        // Mostly near one of the two ends, where the pointers are; not in the segment table.
        const std::size_t place = random() % std::min<std::size_t>(bytes.size() - 8, 96);
        const std::size_t at = random() % 2 == 0 ? 8 + place : bytes.size() - 1 - place;
        bytes[at] ^= std::byte(random() % 4 == 0 ? random() % 256 : 1U << random() % 8);
      }
      const std::string read = readDescribed(bytes);
      ASSERT_EQ(read, readDescribed(withSecondSegment(bytes))) << "frame " << described(frame);
      if (isPlain(std::span(bytes).subspan(8))) ++plain;
      if (read.rfind("failure", 0) != 0) ++legal;
    }
  }
  EXPECT_GT(plain, 1000U);
  EXPECT_GT(legal, plain);
}

TEST(PlainFrameTest, FramesAreTakenFromWhereTheyLieInOrder) {
  FrameReader reader(1U << 20U);
  const auto append = [&](const Frame& frame) {
    Bytes bytes;
    ASSERT_TRUE(appendPlainFrame(frame, bytes));
    reader.append(bytes);
  };
  append(protocol::Message{"first", encodeArgs({1})});
  append(protocol::SyncCall{CallId{1}, "second", {}});
  append(protocol::Event{"third", {}});
  append(protocol::Message{"fourth", encodeArgs({"text"})});
  const auto message = reader.peek();
  ASSERT_TRUE(message);
  EXPECT_EQ(describedView(*message), "message first 0 0 1");
  reader.dropPeeked();
  const auto call = reader.peek();
  ASSERT_TRUE(call);
  EXPECT_EQ(describedView(*call), "sync1 second 0 0");
  reader.dropPeeked();
  EXPECT_FALSE(reader.peek()) << "an event";
  EXPECT_EQ(described(reader.next()), "event third 0 0");
  EXPECT_TRUE(reader.peek());
  EXPECT_EQ(described(reader.next()), "message fourth 0 0 'text'") << "it was only looked at";
  EXPECT_FALSE(reader.peek()) << "nothing is there";
}

TEST(PlainFrameTest, CutAnywhereIsNoPlainFrame) {
  Bytes bytes;
  ASSERT_TRUE(appendPlainFrame(protocol::SyncCall{CallId{1}, "echo", encodeArgs({"text", 1})}, bytes));
  for (std::size_t words = 0; 8 + 8 * words < bytes.size(); ++words) {
    EXPECT_FALSE(isPlain(std::span(bytes).subspan(8, 8 * words))) << words;
  }
}

}  // namespace
}  // namespace triwire::wire
