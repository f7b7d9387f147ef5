#include "protocol/renderer_connection.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace triwire::protocol {
namespace {

using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;

class RendererConnectionTest : public testing::Test {
 protected:
  RendererConnectionTest() { open(Welcome{}); }

  void open(Welcome welcome) {
    renderer = RendererConnection({Limits{}, "test"});
    renderer.open(actions);
    renderer.onFrame(std::move(welcome), actions);
    actions.clear();
  }
  CallId invoke() { return renderer.invoke("c", somePayload(), std::nullopt, actions); }
  CallId sendSync(std::optional<Time> deadline = std::nullopt) {
    return renderer.sendSync("c", somePayload(), deadline, actions);
  }
  void receive(Frame frame) { renderer.onFrame(std::move(frame), actions); }
  RendererActions turn() {
    RendererActions told;
    renderer.turn(told);
    return told;
  }

  RendererConnection renderer{{}};
  RendererActions actions;
};

// TW-WIRE-1
TEST_F(RendererConnectionTest, BeginsWithHello) {
  RendererConnection fresh({Limits{.frameBytesMax = 1000}, "triwire 1"});
  fresh.open(actions);

  Hello hello{1, 1, {}, {}, "triwire 1"};
  hello.limits.frameBytesMax = 1000;
  EXPECT_THAT(actions, ElementsAre(sends(hello)));
  EXPECT_EQ(fresh.state(), RendererState::HANDSHAKING);
}

TEST_F(RendererConnectionTest, WelcomeOpens) {
  RendererConnection fresh({});
  fresh.onFrame(Welcome{.rendererId = 7}, actions);

  EXPECT_THAT(actions, ElementsAre(testing::VariantWith<Opened>(Opened{{.rendererId = 7}})));
  EXPECT_EQ(fresh.state(), RendererState::OPEN);
}

// TW-WIRE-44
TEST_F(RendererConnectionTest, AVersionThatWasNotOfferedEndsTheLink) {
  RendererConnection fresh({});
  fresh.onFrame(Welcome{.version = 2}, actions);

  EXPECT_THAT(actions, ElementsAre(sendsClose(CloseReason::VERSION_MISMATCH), closesLink(),
                                   closed(CloseReason::VERSION_MISMATCH, false)));
}

TEST_F(RendererConnectionTest, SendSendsOneMessage) {
  const Payload args = somePayload();
  EXPECT_EQ(renderer.send("c", args, actions), OutcomeKind::VALUE);
  EXPECT_THAT(actions, ElementsAre(sends(Message{"c", args})));
}

// TW-WIRE-4
TEST_F(RendererConnectionTest, CallIdsIncrease) {
  const CallId first = invoke();
  EXPECT_GT(invoke(), first);
}

TEST_F(RendererConnectionTest, ReturnSettlesTheCallItNames) {
  const CallId first = invoke();
  const CallId second = invoke();
  const Payload value = somePayload();
  actions.clear();

  receive(Return{second, {OutcomeKind::VALUE, value}});
  EXPECT_THAT(actions, ElementsAre(settles(second, value)));
  actions.clear();

  receive(Return{first, {OutcomeKind::NO_HANDLER, {}}});
  EXPECT_THAT(actions, ElementsAre(settles(first, OutcomeKind::NO_HANDLER)));
}

// TW-BLOCK-2 TW-BLOCK-3 TW-BLOCK-4 TW-BLOCK-5
TEST_F(RendererConnectionTest, WhatArrivesDuringSendSyncWaitsForTheNextTurnInOrder) {
  const CallId pending = invoke();
  const CallId sync = sendSync();
  EXPECT_EQ(renderer.state(), RendererState::WAITING);
  actions.clear();

  receive(Event{"first", somePayload()});
  receive(Return{pending, {OutcomeKind::VALUE, {}}});
  receive(Event{"second", somePayload()});
  EXPECT_THAT(actions, IsEmpty());
  EXPECT_THAT(turn(), IsEmpty()) << "the application is blocked";

  receive(Return{sync, {OutcomeKind::VALUE, {}}});
  EXPECT_THAT(actions, ElementsAre(settles(sync, OutcomeKind::VALUE)));
  EXPECT_THAT(turn(), ElementsAre(dispatchesEvent("first"), settles(pending, OutcomeKind::VALUE),
                                  dispatchesEvent("second")));
  EXPECT_THAT(turn(), IsEmpty());
}

// TW-BLOCK-5
TEST_F(RendererConnectionTest, WhatArrivesBehindDeferredEventsStaysBehindThem) {
  const CallId sync = sendSync();
  receive(Event{"first", somePayload()});
  receive(Return{sync, {OutcomeKind::VALUE, {}}});
  actions.clear();

  receive(Event{"second", somePayload()});

  EXPECT_THAT(actions, IsEmpty());
  EXPECT_TRUE(renderer.hasDeferred());
  EXPECT_THAT(turn(), ElementsAre(dispatchesEvent("first"), dispatchesEvent("second")));
}

// TW-SYNC-24 TW-INVOKE-29 TW-INVOKE-30
TEST_F(RendererConnectionTest, LossWhileWaitingSettlesTheSyncCallThenEventsThenInvokesInCallOrder) {
  const CallId first = invoke();
  const CallId second = invoke();
  const CallId sync = sendSync();
  receive(Event{"e", somePayload()});
  actions.clear();

  renderer.onDisconnect(actions);

  EXPECT_THAT(actions, ElementsAre(closesLink(), settles(sync, OutcomeKind::DISCONNECTED)));
  EXPECT_THAT(turn(), ElementsAre(dispatchesEvent("e"), settles(first, OutcomeKind::DISCONNECTED),
                                  settles(second, OutcomeKind::DISCONNECTED),
                                  closed(CloseReason::LOST, true)));
}

// TW-INVOKE-30
TEST_F(RendererConnectionTest, LossSettlesEveryInvokeInTheOrderMade) {
  const CallId first = invoke();
  const CallId second = invoke();
  actions.clear();

  renderer.onDisconnect(actions);
  renderer.onDisconnect(actions);

  EXPECT_THAT(actions, ElementsAre(closesLink(), settles(first, OutcomeKind::DISCONNECTED),
                                   settles(second, OutcomeKind::DISCONNECTED),
                                   closed(CloseReason::LOST, true)));
}

// TW-SYNC-27 TW-INVOKE-36
TEST_F(RendererConnectionTest, AfterTheEndCallsSettleAtOnce) {
  renderer.onDisconnect(actions);
  actions.clear();

  const CallId sync = sendSync();
  const CallId called = invoke();

  EXPECT_THAT(actions, ElementsAre(settles(sync, OutcomeKind::DISCONNECTED),
                                   settles(called, OutcomeKind::DISCONNECTED)));
  EXPECT_EQ(renderer.send("c", somePayload(), actions), OutcomeKind::DISCONNECTED);
}

// TW-LIFE-4 TW-WIRE-14
TEST_F(RendererConnectionTest, CloseSaysSoAndSettlesWhatIsPending) {
  const CallId pending = invoke();
  actions.clear();

  renderer.close(CloseReason::DONE, "bye", actions);
  receive(Return{pending, {OutcomeKind::VALUE, {}}});

  EXPECT_THAT(actions, ElementsAre(sends(Close{CloseReason::DONE, "bye"}), closesLink(),
                                   settles(pending, OutcomeKind::DISCONNECTED),
                                   closed(CloseReason::DONE, false)));
}

// TW-SYNC-22 TW-SYNC-23
TEST_F(RendererConnectionTest, DeadlineEndsTheSyncCallAndALateAnswerChangesNothing) {
  const CallId sync = sendSync(10s);
  EXPECT_THAT(renderer.nextDeadline(), Eq(Time(10s)));
  actions.clear();

  renderer.onTime(Time(10s) - Time(1), actions);
  EXPECT_THAT(actions, IsEmpty());

  renderer.onTime(10s, actions);
  EXPECT_THAT(actions,
              ElementsAre(sends(Cancel{sync}), settles(sync, OutcomeKind::DEADLINE_EXCEEDED)));
  EXPECT_EQ(renderer.state(), RendererState::OPEN);
  EXPECT_EQ(renderer.nextDeadline(), std::nullopt);
  actions.clear();

  const CallId next = sendSync();
  actions.clear();
  receive(Return{sync, {OutcomeKind::VALUE, somePayload()}});
  EXPECT_THAT(actions, IsEmpty());
  EXPECT_EQ(renderer.lateReturns(), 1U);
  receive(Return{next, {OutcomeKind::VALUE, {}}});
  EXPECT_THAT(actions, ElementsAre(settles(next, OutcomeKind::VALUE)));
}

// TW-INVOKE-33 TW-INVOKE-34
TEST_F(RendererConnectionTest, DeadlineOfAnInvokeDuringSendSyncIsToldAtTheNextTurn) {
  const CallId called = renderer.invoke("c", {}, 10s, actions);
  const CallId sync = sendSync(20s);
  actions.clear();

  renderer.onTime(10s, actions);
  EXPECT_THAT(actions, ElementsAre(sends(Cancel{called})));
  receive(Return{called, {OutcomeKind::CANCELLED, {}}});
  receive(Return{sync, {OutcomeKind::VALUE, {}}});

  EXPECT_THAT(turn(), ElementsAre(settles(called, OutcomeKind::DEADLINE_EXCEEDED)));
  EXPECT_EQ(renderer.nextDeadline(), std::nullopt);
}

TEST_F(RendererConnectionTest, AnAnswerInTimeForgetsTheDeadline) {
  const CallId early = renderer.invoke("c", {}, 10s, actions);
  const CallId late = renderer.invoke("c", {}, 20s, actions);
  receive(Return{early, {}});
  EXPECT_EQ(renderer.nextDeadline(), Time(20s));
  receive(Return{late, {}});
  EXPECT_EQ(renderer.nextDeadline(), std::nullopt);
}

// TW-WIRE-13
TEST_F(RendererConnectionTest, CancelSettlesOnceAndKeepsTheIdUntilItsReturn) {
  const CallId called = invoke();
  actions.clear();

  renderer.cancel(called, actions);
  renderer.cancel(called, actions);
  EXPECT_THAT(actions, ElementsAre(sends(Cancel{called}), settles(called, OutcomeKind::CANCELLED)));
  actions.clear();

  receive(Return{called, {OutcomeKind::CANCELLED, {}}});
  EXPECT_THAT(actions, IsEmpty());
  receive(Return{called, {OutcomeKind::CANCELLED, {}}});
  EXPECT_EQ(renderer.state(), RendererState::CLOSED) << "a second return";
}

// TW-WIRE-6
TEST_F(RendererConnectionTest, ReturnForAnUnknownCallEndsTheLink) {
  const CallId pending = invoke();
  actions.clear();

  receive(Return{CallId{99}, {}});

  EXPECT_THAT(actions, ElementsAre(sendsClose(CloseReason::UNEXPECTED_FRAME), closesLink(),
                                   settles(pending, OutcomeKind::DISCONNECTED),
                                   closed(CloseReason::UNEXPECTED_FRAME, false)));
}

// Every outcome, for both kinds of calls, cancelled or not: either it settles, or it ends the link.
// TW-WIRE-19
TEST_F(RendererConnectionTest, OnlyOutcomesThatMayAnswerACallSettleIt) {
  for (int kind = 0; kind <= static_cast<int>(OutcomeKind::DEADLINE_EXCEEDED); ++kind) {
    for (const bool isSync : {false, true}) {
      const auto outcome = static_cast<OutcomeKind>(kind);
      open(Welcome{});
      const CallId id = isSync ? sendSync() : invoke();
      actions.clear();

      receive(Return{id, {outcome, {}}});

      const bool may = mayAnswer(outcome, isSync ? CallKind::SYNC : CallKind::INVOKE, false);
      EXPECT_EQ(renderer.state(), may ? RendererState::OPEN : RendererState::CLOSED)
          << nameOf(outcome);
      if (may) {
        EXPECT_THAT(actions, ElementsAre(settles(id, outcome)));
      }
    }
  }
}

// TW-WIRE-11
TEST_F(RendererConnectionTest, CallsThatExceedWhatMainAcceptsFailWhereTheyAreMade) {
  Welcome welcome;
  welcome.limits = {.frameBytesMax = 1000,
                    .pendingCallsMax = 2,
                    .valueDepthMax = 3,
                    .valueNodesMax = 4,
                    .channelBytesMax = 5};
  open(welcome);

  EXPECT_EQ(renderer.send("c", somePayload(1000), actions), OutcomeKind::TOO_LARGE);
  EXPECT_EQ(renderer.send("c", somePayload(8, 5), actions), OutcomeKind::TOO_LARGE);
  EXPECT_EQ(renderer.send("c", somePayload(8, 4, 4), actions), OutcomeKind::TOO_LARGE);
  EXPECT_EQ(renderer.send("channel", somePayload(), actions), OutcomeKind::TOO_LARGE);
  EXPECT_THAT(actions, IsEmpty());
  EXPECT_EQ(renderer.send("chann", somePayload(1000 - 5 - FRAME_OVERHEAD_BYTES, 4, 3), actions),
            OutcomeKind::VALUE);
  actions.clear();

  const CallId sync = renderer.sendSync("channel", {}, std::nullopt, actions);
  EXPECT_THAT(actions, ElementsAre(settles(sync, OutcomeKind::TOO_LARGE)));
  EXPECT_EQ(renderer.state(), RendererState::OPEN);

  const CallId first = invoke();
  invoke();
  actions.clear();
  const CallId third = invoke();
  EXPECT_THAT(actions, ElementsAre(settles(third, OutcomeKind::OVERLOADED)));
  receive(Return{first, {}});
  actions.clear();
  invoke();
  EXPECT_THAT(actions, ElementsAre(testing::VariantWith<SendFrame>(testing::_)));
}

// TW-WIRE-16
TEST_F(RendererConnectionTest, AnEventThatExceedsWhatWasAnnouncedEndsTheLink) {
  renderer = RendererConnection({Limits{.channelBytesMax = 3}, ""});
  renderer.onFrame(Welcome{}, actions);
  receive(Event{"abc", {}});
  EXPECT_EQ(renderer.state(), RendererState::OPEN);
  receive(Event{"abcd", {}});
  EXPECT_THAT(actions.back(), closed(CloseReason::LIMIT_EXCEEDED, false));
}

// TW-WIRE-16
TEST_F(RendererConnectionTest, AReturnThatExceedsWhatWasAnnouncedEndsTheLink) {
  renderer = RendererConnection({Limits{.valueDepthMax = 3}, ""});
  renderer.onFrame(Welcome{}, actions);
  const CallId first = invoke();
  const CallId second = invoke();
  actions.clear();
  receive(Return{first, {OutcomeKind::VALUE, somePayload(8, 3, 3)}});
  EXPECT_EQ(renderer.state(), RendererState::OPEN);
  actions.clear();
  receive(Return{second, {OutcomeKind::VALUE, somePayload(8, 4, 4)}});
  EXPECT_THAT(actions, ElementsAre(sendsClose(CloseReason::LIMIT_EXCEEDED), closesLink(),
                                   settles(second, OutcomeKind::DISCONNECTED),
                                   closed(CloseReason::LIMIT_EXCEEDED, false)));
}

TEST_F(RendererConnectionTest, AFeatureThatWasNotOfferedEndsTheLink) {
  RendererConnection fresh({Limits{}, "", {std::string(SHARED_MEMORY)}});
  fresh.onFrame(Welcome{.features = {std::string(SHARED_MEMORY)}}, actions);
  EXPECT_EQ(fresh.state(), RendererState::OPEN);
  actions.clear();
  fresh = RendererConnection({Limits{}, "", {std::string(SHARED_MEMORY)}});
  fresh.onFrame(Welcome{.features = {std::string(SHARED_MEMORY), "other"}}, actions);
  EXPECT_THAT(actions, ElementsAre(sendsClose(CloseReason::UNEXPECTED_FRAME), closesLink(),
                                   closed(CloseReason::UNEXPECTED_FRAME, false)));
}

TEST_F(RendererConnectionTest, ADeadlineOfACallThatWasCancelledDoesNothing) {
  const CallId called = renderer.invoke("c", {}, 10s, actions);
  const CallId other = renderer.invoke("c", {}, 20s, actions);
  renderer.cancel(called, actions);
  actions.clear();
  renderer.onTime(10s, actions);
  EXPECT_THAT(actions, IsEmpty());
  renderer.onTime(20s, actions);
  EXPECT_THAT(actions,
              ElementsAre(sends(Cancel{other}), settles(other, OutcomeKind::DEADLINE_EXCEEDED)));
}

TEST_F(RendererConnectionTest, NothingFollowsTheEnd) {
  receive(Close{});
  actions.clear();
  renderer.onMalformed(CloseReason::MALFORMED, "text", actions);
  receive(Event{"e", {}});
  renderer.onDisconnect(actions);
  renderer.onTime(10s, actions);
  EXPECT_THAT(actions, IsEmpty());
}

// TW-WIRE-7
TEST_F(RendererConnectionTest, MalformedBytesEndTheLinkWithTheReasonGiven) {
  renderer.onMalformed(CloseReason::MALFORMED, "text", actions);
  EXPECT_THAT(actions, ElementsAre(sends(Close{CloseReason::MALFORMED, "text"}), closesLink(),
                                   closed(CloseReason::MALFORMED, false)));
}

}  // namespace
}  // namespace triwire::protocol
