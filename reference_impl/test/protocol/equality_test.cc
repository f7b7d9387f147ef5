// Frames and actions are equal if, and only if, all that they say is.
#include <gtest/gtest.h>

#include <memory>
#include <tuple>
#include <vector>

#include "protocol/action.h"

namespace triwire::protocol {
namespace {

Payload payload() { return {std::make_shared<const Opaque>(), 8, 1, 1}; }

/// `all` are pairwise different, and each is equal to its copy.
template <class T>
void expectDifferent(const std::vector<T>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      const T copy = all[j];
      EXPECT_EQ(all[i] == copy, i == j) << i << ' ' << j;
    }
  }
}

/// Of a type whose fields are a channel and arguments.
template <class T>
std::vector<T> withChannels() {
  return {{"c", {}}, {"d", {}}, {"c", payload()}};
}

/// Of one that has a call's id before these.
template <class T>
std::vector<T> withCalls() {
  return {{CallId{1}, "c", {}}, {CallId{2}, "c", {}}, {CallId{1}, "d", {}}, {CallId{1}, "c", payload()}};
}

template <class T>
std::vector<T> withOutcomes() {
  return {{CallId{1}, {}},
          {CallId{2}, {}},
          {CallId{1}, {OutcomeKind::NO_REPLY, {}}},
          {CallId{1}, {OutcomeKind::VALUE, payload()}}};
}

Limits otherLimits() {
  Limits limits;
  ++limits.frameBytesMax;
  return limits;
}

std::vector<Hello> hellos() {
  return {{},
          {0, 1, {}, {}, {}},
          {1, 2, {}, {}, {}},
          {1, 1, otherLimits(), {}, {}},
          {1, 1, {}, {"f"}, {}},
          {1, 1, {}, {}, "i"}};
}

std::vector<Welcome> welcomes() {
  return {{},
          {2, {}, {}, {}, 0},
          {1, otherLimits(), {}, {}, 0},
          {1, {}, {"f"}, {}, 0},
          {1, {}, {}, "i", 0},
          {1, {}, {}, {}, 1}};
}

TEST(EqualityTest, PayloadsAreEqualIfTheyAreTheSame) {
  const Payload one = payload();
  expectDifferent<Payload>({one,
                            payload(),
                            {one.body, 9, 1, 1},
                            {one.body, 8, 2, 1},
                            {one.body, 8, 1, 2}});
}

TEST(EqualityTest, EveryFieldOfAFrameCounts) {
  expectDifferent(hellos());
  expectDifferent(welcomes());
  expectDifferent(withChannels<Message>());
  expectDifferent(withCalls<SyncCall>());
  expectDifferent(withCalls<InvokeCall>());
  expectDifferent<Cancel>({{CallId{1}}, {CallId{2}}});
  expectDifferent(withChannels<Event>());
  expectDifferent(withOutcomes<Return>());
  expectDifferent<Close>({{}, {CloseReason::REFUSED, {}}, {CloseReason::DONE, "text"}});
}

TEST(EqualityTest, EveryFieldOfAnActionCounts) {
  expectDifferent<SendFrame>({Hello{}, Close{}, Cancel{CallId{1}}, Cancel{CallId{2}}});
  expectDifferent<Opened>({{welcomes()[0]}, {welcomes()[1]}});
  expectDifferent(withOutcomes<SettleCall>());
  expectDifferent(withChannels<DispatchEvent>());
  expectDifferent<Connected>({{hellos()[0]}, {hellos()[1]}});
  expectDifferent(withChannels<DispatchMessage>());
  expectDifferent(withCalls<DispatchSync>());
  expectDifferent(withCalls<DispatchInvoke>());
  expectDifferent<CancelCall>({{CallId{1}}, {CallId{2}}});
  expectDifferent<AbandonCall>({{CallId{1}}, {CallId{2}}});
  expectDifferent<Closed>({{},
                           {CloseReason::LOST, false, {}},
                           {CloseReason::DONE, true, {}},
                           {CloseReason::DONE, false, "text"}});
  EXPECT_EQ(CloseLink(), CloseLink());
}

}  // namespace
}  // namespace triwire::protocol
