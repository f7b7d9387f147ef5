#include "wire/trace_record.h"

#include <gmock/gmock.h>

#include <capnp/any.h>
#include <capnp/serialize.h>

#include <trace.capnp.h>
#include <triwire.capnp.h>

#include <cstring>
#include <span>
#include <variant>
#include <vector>

#include "wire/codec.h"
#include "wire/frame_reader.h"

namespace triwire::wire {
namespace {

using protocol::Frame;

Frame frameOf(std::span<const std::byte> bytes) {
  FrameReader reader(1U << 20U);
  reader.append(bytes);
  auto next = reader.next();
  return std::move(std::get<Frame>(next));
}

/// A message with one argument, whose payload has one field more than the schema: a pointer to nowhere.
Bytes messageOfTheFuture() {
  capnp::MallocMessageBuilder message;
  auto frame = message.initRoot<capnp::AnyPointer>().initAsAnyStruct(1, 1);
  frame.getDataSection()[0] = static_cast<kj::byte>(schema::Frame::MESSAGE);
  auto fields = frame.getPointerSection()[0].initAsAnyStruct(0, 2).getPointerSection();
  fields[0].setAs<capnp::Text>("c");
  auto payload = fields[1].initAsAnyStruct(0, 3).getPointerSection();
  payload[0].initAs<capnp::List<schema::Value>>(1)[0].setNumber(7);
  payload[2].setAs<capnp::Text>("unknown");
  auto words = capnp::messageToFlatArray(message);
  constexpr std::uint64_t TO_EIGHT_BYTES = 8U << 3U | 2U;  // The upper half of that pointer.
  constexpr std::uint64_t TO_NOWHERE = 0xFFFF'0000'0000'0002;  // Another segment.
  int changed = 0;
  for (capnp::word& each : words) {
    std::uint64_t word = 0;
    std::memcpy(&word, &each, sizeof word);
    if (word >> 32U != TO_EIGHT_BYTES) continue;
    std::memcpy(static_cast<void*>(&each), &TO_NOWHERE, sizeof TO_NOWHERE);
    ++changed;
  }
  EXPECT_EQ(changed, 1);
  const auto bytes = words.asBytes();
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.begin());
  return {begin, begin + bytes.size()};
}

TEST(TraceRecordTest, HasWhatIsKnownOfAPayloadAndFollowsNothingElse) {
  const Frame frame = frameOf(messageOfTheFuture());
  EXPECT_EQ(decodeArgs(std::get<protocol::Message>(frame).args), Args{7});

  Bytes record;
  appendTraced({}, {1, false, frame}, true, record);

  kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word*>(record.data()),
                                        record.size() / sizeof(capnp::word));
  capnp::FlatArrayMessageReader message(words);
  const auto traced = message.getRoot<schema::TraceRecord>().getFrame();
  const auto bytes = traced.getFrame();
  const Frame again = frameOf(std::as_bytes(std::span(bytes.begin(), bytes.size())));
  EXPECT_EQ(decodeArgs(std::get<protocol::Message>(again).args), Args{7});
}

/// The bytes of the frame as a watcher of the trace gets them.
Bytes traced(const Frame& frame, bool withPayload) {
  Bytes record;
  appendTraced({}, {1, false, frame}, withPayload, record);
  kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word*>(record.data()),
                                        record.size() / sizeof(capnp::word));
  capnp::FlatArrayMessageReader message(words);
  const auto read = message.getRoot<schema::TraceRecord>().getFrame();
  EXPECT_EQ(read.getPayloadBytes(), payloadBytesOf(frame));
  const auto bytes = std::as_bytes(std::span(read.getFrame().begin(), read.getFrame().size()));
  return {bytes.begin(), bytes.end()};
}

std::vector<Frame> framesOfEveryKind() {
  using namespace protocol;
  const Payload args = encodeArgs(Args{1, "two"});
  return {Hello{},
          Welcome{},
          Message{"c", args},
          SyncCall{CallId{1}, "c", args},
          InvokeCall{CallId{2}, "c", args},
          Cancel{CallId{2}},
          Event{"c", args},
          Return{CallId{1}, encodeOutcome(triwire::Outcome::answered("three"))},
          Return{CallId{2}, encodeOutcome(triwire::Outcome::threw(ThrownError::error("E", "text")))},
          Return{CallId{2}, {OutcomeKind::NO_HANDLER, {}}},
          Close{CloseReason::REFUSED, "text"}};
}

TEST(TraceRecordTest, EveryKindOfFrameIsToldWithItsPayload) {
  for (const Frame& frame : framesOfEveryKind()) {
    const Frame told = frameOf(traced(frame, true));
    ASSERT_EQ(kindOf(told), kindOf(frame)) << nameOf(kindOf(frame));
    std::visit(
        [&](const auto& each) {
          if constexpr (requires { each.args; }) {
            EXPECT_EQ(decodeArgs(each.args), (Args{1, "two"}));
          }
          if constexpr (requires { each.outcome; }) {
            const triwire::Outcome sent = decodeOutcome(std::get<protocol::Return>(frame).outcome);
            const triwire::Outcome read = decodeOutcome(each.outcome);
            EXPECT_EQ(read.kind, sent.kind);
            EXPECT_EQ(read.value, sent.value);
            EXPECT_EQ(read.thrown.text, sent.thrown.text);
          }
        },
        told);
  }
}

TEST(TraceRecordTest, WithoutItsPayloadNothingOfItIsTold) {
  for (const Frame& frame : framesOfEveryKind()) {
    const Bytes bytes = traced(frame, false);
    kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word*>(bytes.data()),
                                          bytes.size() / sizeof(capnp::word));
    capnp::FlatArrayMessageReader message(words);
    const auto read = message.getRoot<schema::Frame>();
    EXPECT_EQ(static_cast<std::size_t>(read.which()), frame.index());
    EXPECT_FALSE(read.isMessage() && read.getMessage().hasArgs());
    EXPECT_FALSE(read.isSync() && read.getSync().hasArgs());
    EXPECT_FALSE(read.isInvoke() && read.getInvoke().hasArgs());
    EXPECT_FALSE(read.isEvent() && read.getEvent().hasArgs());
    if (!read.isReturn()) continue;
    const auto outcome = read.getReturn().getOutcome();
    EXPECT_FALSE(outcome.isValue() && outcome.hasValue() && outcome.getValue().getRoots().size() > 0);
    EXPECT_FALSE(outcome.isThrown() && outcome.getThrown().hasText());
  }
}

}  // namespace
}  // namespace triwire::wire
