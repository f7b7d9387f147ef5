#include "wire/trace_record.h"

#include <gmock/gmock.h>

#include <capnp/any.h>
#include <capnp/serialize.h>

#include <trace.capnp.h>
#include <triwire.capnp.h>

#include <cstring>
#include <variant>

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

}  // namespace
}  // namespace triwire::wire
