// Words for the tests of the protocol core.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "protocol/action.h"

namespace triwire::protocol {

struct SomeBody : Opaque {};

/// A payload that is equal to itself alone.
inline Payload somePayload(std::uint64_t bytes = 8, std::uint32_t nodes = 0,
                           std::uint32_t depth = 0) {
  return {std::make_shared<SomeBody>(), bytes, nodes, depth};
}

template <class Frame>
auto sends(Frame frame) {
  return testing::VariantWith<SendFrame>(SendFrame{std::move(frame)});
}
inline auto settles(CallId id, OutcomeKind kind) {
  return testing::VariantWith<SettleCall>(SettleCall{id, {kind, {}}});
}
inline auto settles(CallId id, const Payload& value) {
  return testing::VariantWith<SettleCall>(SettleCall{id, {OutcomeKind::VALUE, value}});
}
inline auto closesLink() { return testing::VariantWith<CloseLink>(CloseLink{}); }
inline auto abandons(CallId id) { return testing::VariantWith<AbandonCall>(AbandonCall{id}); }
inline auto sendsClose(CloseReason reason) {
  return testing::VariantWith<SendFrame>(testing::Field(
      &SendFrame::frame, testing::VariantWith<Close>(testing::Field(&Close::reason, reason))));
}
inline auto closed(CloseReason reason, bool byPeer) {
  return testing::VariantWith<Closed>(testing::AllOf(testing::Field(&Closed::reason, reason),
                                                     testing::Field(&Closed::byPeer, byPeer)));
}
inline auto dispatchesEvent(const std::string& channel) {
  return testing::VariantWith<DispatchEvent>(testing::Field(&DispatchEvent::channel, channel));
}

}  // namespace triwire::protocol
