#include "protocol/main_connection.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace triwire::protocol {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::VariantWith;

constexpr CallId ONE{1};
constexpr CallId TWO{2};

class MainConnectionTest : public testing::Test {
 protected:
  MainConnectionTest() { open(Hello{}); }

  void open(Hello hello) {
    main = MainConnection({Limits{.pendingCallsMax = 2}, "test", 7});
    main.onFrame(std::move(hello), actions);
    actions.clear();
  }
  void receive(Frame frame) { main.onFrame(std::move(frame), actions); }

  MainConnection main{{}};
  MainActions actions;
};

// TW-WIRE-1 TW-WIRE-2
TEST_F(MainConnectionTest, HelloIsWelcomedWithTheHighestCommonVersion) {
  MainConnection fresh({Limits{}, "triwire 1", 7});
  const Hello hello{1, 9, {}, {"unknown"}, "peer"};

  fresh.onFrame(hello, actions);

  EXPECT_THAT(actions, ElementsAre(sends(Welcome{1, Limits{}, {}, "triwire 1", 7}),
                                   VariantWith<Connected>(Connected{hello})));
}

// TW-WIRE-3
TEST_F(MainConnectionTest, NoCommonVersionEndsTheLink) {
  for (const auto& [min, max] : {std::pair{2, 9}, std::pair{0, 0}, std::pair{3, 1}}) {
    MainConnection fresh({});
    actions.clear();
    Hello hello;
    hello.versionMin = static_cast<std::uint16_t>(min);
    hello.versionMax = static_cast<std::uint16_t>(max);

    fresh.onFrame(hello, actions);

    EXPECT_THAT(actions, ElementsAre(sendsClose(CloseReason::VERSION_MISMATCH), closesLink(),
                                     closed(CloseReason::VERSION_MISMATCH, false)));
  }
}

TEST_F(MainConnectionTest, FramesAreDispatchedInOrder) {
  receive(Message{"m", {}});
  receive(SyncCall{ONE, "s", {}});
  receive(InvokeCall{TWO, "i", {}});

  EXPECT_THAT(actions, ElementsAre(VariantWith<DispatchMessage>(DispatchMessage{"m", {}}),
                                   VariantWith<DispatchSync>(DispatchSync{ONE, "s", {}}),
                                   VariantWith<DispatchInvoke>(DispatchInvoke{TWO, "i", {}})));
}

// TW-SYNC-2 TW-WIRE-5
TEST_F(MainConnectionTest, TheFirstAnswerCounts) {
  receive(SyncCall{ONE, "s", {}});
  EXPECT_TRUE(main.isLive(ONE));
  actions.clear();
  const Payload value = somePayload();

  main.answer(ONE, {OutcomeKind::VALUE, value}, actions);
  main.answer(ONE, {OutcomeKind::NO_REPLY, {}}, actions);

  EXPECT_THAT(actions, ElementsAre(sends(Return{ONE, {OutcomeKind::VALUE, value}})));
  EXPECT_FALSE(main.isLive(ONE));
}

TEST_F(MainConnectionTest, AnAnswerLargerThanTheRendererAcceptsSaysSo) {
  open(Hello{.limits = {.frameBytesMax = 1000, .valueNodesMax = 1}});
  for (const Payload& large : {somePayload(1000), somePayload(8, 2)}) {
    open(Hello{.limits = {.frameBytesMax = 1000, .valueNodesMax = 1}});
    receive(InvokeCall{ONE, "i", {}});
    actions.clear();
    main.answer(ONE, {OutcomeKind::VALUE, large}, actions);
    EXPECT_THAT(actions, ElementsAre(sends(Return{ONE, {OutcomeKind::TOO_LARGE, {}}})));
  }
  EXPECT_EQ(main.sendEvent("c", somePayload(1000), actions), OutcomeKind::TOO_LARGE);
}

// TW-SYNC-25 TW-LIFE-2
TEST_F(MainConnectionTest, LossAbandonsLiveCallsAndLaterAnswersDoNothing) {
  receive(SyncCall{ONE, "s", {}});
  receive(InvokeCall{TWO, "i", {}});
  actions.clear();

  main.onDisconnect(actions);
  EXPECT_THAT(actions, ElementsAre(closesLink(), abandons(ONE), abandons(TWO),
                                   closed(CloseReason::LOST, true)));
  actions.clear();

  main.answer(ONE, {}, actions);
  EXPECT_EQ(main.sendEvent("c", {}, actions), OutcomeKind::DISCONNECTED);
  main.close(CloseReason::DONE, "", actions);
  receive(Message{"m", {}});
  EXPECT_THAT(actions, IsEmpty());
}

// TW-WIRE-13
TEST_F(MainConnectionTest, CancelAnswersTheCall) {
  receive(InvokeCall{ONE, "i", {}});
  actions.clear();

  receive(Cancel{ONE});
  main.answer(ONE, {}, actions);

  EXPECT_THAT(actions, ElementsAre(sends(Return{ONE, {OutcomeKind::CANCELLED, {}}}),
                                   VariantWith<CancelCall>(CancelCall{ONE})));
}

TEST_F(MainConnectionTest, CancelOfAnAnsweredCallMeansNothing) {
  receive(InvokeCall{ONE, "i", {}});
  main.answer(ONE, {}, actions);
  actions.clear();

  receive(Cancel{ONE});
  EXPECT_THAT(actions, IsEmpty());

  receive(Cancel{TWO});
  EXPECT_THAT(actions.back(), closed(CloseReason::UNEXPECTED_FRAME, false)) << "never made";
}

// TW-WIRE-4 TW-WIRE-20
TEST_F(MainConnectionTest, CallIdsThatDoNotIncreaseEndTheLink) {
  receive(InvokeCall{TWO, "i", {}});
  main.answer(TWO, {}, actions);
  receive(InvokeCall{TWO, "i", {}});
  EXPECT_THAT(actions.back(), closed(CloseReason::UNEXPECTED_FRAME, false));
}

// TW-WIRE-12
TEST_F(MainConnectionTest, ASecondLiveSyncEndsTheLink) {
  receive(SyncCall{ONE, "s", {}});
  main.answer(ONE, {}, actions);
  receive(SyncCall{TWO, "s", {}});
  EXPECT_EQ(main.state(), MainState::OPEN);
  receive(SyncCall{CallId{3}, "s", {}});
  EXPECT_THAT(actions.back(), closed(CloseReason::UNEXPECTED_FRAME, false));
}

// TW-WIRE-13: a renderer that gave up on a sync call may make the next one behind its cancel.
TEST_F(MainConnectionTest, ASyncBehindTheCancelOfAnotherIsTheOnlyOneLive) {
  receive(SyncCall{ONE, "s", {}});
  receive(Cancel{ONE});
  receive(SyncCall{TWO, "s", {}});
  EXPECT_TRUE(main.isLive(TWO));
}

// TW-WIRE-11 TW-WIRE-16
TEST_F(MainConnectionTest, ExceedingAnAnnouncedLimitEndsTheLink) {
  receive(InvokeCall{ONE, "i", {}});
  receive(InvokeCall{TWO, "i", {}});
  receive(InvokeCall{CallId{3}, "i", {}});
  EXPECT_THAT(actions.back(), closed(CloseReason::LIMIT_EXCEEDED, false));

  open(Hello{});
  receive(Message{std::string(65'537, 'c'), {}});
  EXPECT_THAT(actions.back(), closed(CloseReason::LIMIT_EXCEEDED, false));

  open(Hello{});
  receive(Message{"m", somePayload(8, 1'000'001)});
  EXPECT_THAT(actions.back(), closed(CloseReason::LIMIT_EXCEEDED, false));
}

// TW-WIRE-11 TW-WIRE-16
TEST_F(MainConnectionTest, EveryFrameOfARendererKeepsTheAnnouncedLimits) {
  const std::string tooLong(Limits{}.channelBytesMax + 1, 'c');
  const Payload tooMany = somePayload(8, Limits{}.valueNodesMax + 1);
  const Payload tooDeep = somePayload(8, 1, Limits{}.valueDepthMax + 1);
  for (const Payload& args : {somePayload(), tooMany, tooDeep}) {
    const std::string channel = args.nodes == 0 ? tooLong : "c";
    for (const Frame& frame : {Frame(Message{channel, args}), Frame(SyncCall{ONE, channel, args}),
                               Frame(InvokeCall{ONE, channel, args})}) {
      open(Hello{});
      receive(frame);
      EXPECT_THAT(actions, ElementsAre(sendsClose(CloseReason::LIMIT_EXCEEDED), closesLink(),
                                       closed(CloseReason::LIMIT_EXCEEDED, false)));
    }
  }
}

// TW-WIRE-11
TEST_F(MainConnectionTest, ASyncIsOneOfThePendingCalls) {
  receive(InvokeCall{ONE, "i", {}});
  receive(InvokeCall{TWO, "i", {}});
  receive(SyncCall{CallId{3}, "s", {}});
  EXPECT_THAT(actions.back(), closed(CloseReason::LIMIT_EXCEEDED, false));
}

TEST_F(MainConnectionTest, MuchIsDeferredForABlockedRendererUntilHalfItsLimit) {
  Hello hello;
  hello.limits.deferredBytesMax = 100;
  hello.limits.deferredMessagesMax = 8;
  for (const auto& [bytes, more] : {std::pair{49, 1}, std::pair{1, 4}}) {
    open(hello);
    EXPECT_TRUE(main.mayDeferMuch()) << "it is not blocked";
    receive(SyncCall{ONE, "s", {}});
    int sent = 0;
    const auto size = static_cast<std::uint64_t>(bytes);
    while (main.mayDeferMuch()) {
      ASSERT_EQ(main.sendEvent("e", somePayload(size), actions), OutcomeKind::VALUE);
      ++sent;
    }
    EXPECT_EQ(sent, more + 1);
    EXPECT_EQ(main.sendEvent("e", {}, actions), bytes == 49 ? OutcomeKind::OVERLOADED : OutcomeKind::VALUE);
    main.answer(ONE, {}, actions);
    EXPECT_TRUE(main.mayDeferMuch());
  }
}

TEST_F(MainConnectionTest, NothingFollowsTheEnd) {
  receive(Close{});
  actions.clear();
  main.onMalformed(CloseReason::MALFORMED, "text", actions);
  receive(Message{"m", {}});
  main.onDisconnect(actions);
  main.close(CloseReason::DONE, "", actions);
  EXPECT_EQ(main.sendEvent("e", {}, actions), OutcomeKind::DISCONNECTED);
  EXPECT_THAT(actions, IsEmpty());
}

// TW-WIRE-14
// A message that passes is told without the machine: it must not have wanted to do anything else.
TEST_F(MainConnectionTest, AMessagePassesIfItWouldOnlyBePassedOn) {
  const std::string longest(Limits{}.channelBytesMax, 'c');
  const auto check = [](MainConnection connection, const std::string& channel) {
    const bool passes = connection.passes(channel);
    MainActions done;
    connection.onFrame(Message{channel, {}}, done);
    const bool isOnlyTold = done.size() == 1 && std::holds_alternative<DispatchMessage>(done[0]);
    EXPECT_EQ(passes, isOnlyTold) << channel.size();
    return passes;
  };
  EXPECT_TRUE(check(main, "m"));
  EXPECT_TRUE(check(main, longest));
  EXPECT_FALSE(check(main, longest + "c")) << "TW-WIRE-11: the link ends";
  EXPECT_FALSE(check(MainConnection({}), "m")) << "before hello";
  receive(SyncCall{ONE, "s", {}});
  EXPECT_TRUE(check(main, "m")) << "while a call is live";
  receive(Close{});
  EXPECT_FALSE(check(main, "m")) << "after the end";
}

// The same of calls, which are live then; and of answers.
TEST_F(MainConnectionTest, ACallIsTakenIfItWouldOnlyBePassedOn) {
  const auto check = [](MainConnection connection, CallKind kind, CallId id) {
    MainConnection other = connection;
    const bool isTaken = connection.takes(kind, id, "c");
    MainActions done;
    if (kind == CallKind::SYNC) {
      other.onFrame(SyncCall{id, "c", {}}, done);
    } else {
      other.onFrame(InvokeCall{id, "c", {}}, done);
    }
    EXPECT_EQ(isTaken, done.size() == 1) << "or the link ends";
    EXPECT_TRUE(!isTaken || connection.isLive(id));
    return isTaken;
  };
  EXPECT_TRUE(check(main, CallKind::SYNC, ONE));
  EXPECT_TRUE(check(main, CallKind::INVOKE, ONE));
  EXPECT_FALSE(check(MainConnection({}), CallKind::INVOKE, ONE)) << "before hello";
  receive(SyncCall{ONE, "s", {}});
  EXPECT_FALSE(check(main, CallKind::SYNC, TWO)) << "TW-WIRE-12";
  EXPECT_FALSE(check(main, CallKind::INVOKE, ONE)) << "TW-WIRE-4";
  EXPECT_TRUE(check(main, CallKind::INVOKE, TWO));
  receive(InvokeCall{TWO, "i", {}});
  EXPECT_FALSE(check(main, CallKind::INVOKE, CallId{3})) << "TW-WIRE-11";
}

TEST_F(MainConnectionTest, ACallConcludesIfItsValueWouldBeSentAsItIs) {
  const auto check = [](MainConnection connection, CallId id, const Payload& value) {
    MainConnection other = connection;
    MainActions done;
    other.answer(id, {OutcomeKind::VALUE, value}, done);
    const bool concludes = connection.concludes(id, value);
    const auto* sent = done.empty() ? nullptr : std::get_if<SendFrame>(&done[0]);
    const auto* answer = sent == nullptr ? nullptr : std::get_if<Return>(&sent->frame);
    EXPECT_EQ(concludes, answer != nullptr && answer->outcome.kind == OutcomeKind::VALUE);
    return concludes;
  };
  receive(SyncCall{ONE, "s", {}});
  receive(InvokeCall{TWO, "i", {}});
  EXPECT_TRUE(check(main, ONE, somePayload(8)));
  EXPECT_TRUE(check(main, TWO, somePayload(8)));
  EXPECT_FALSE(check(main, CallId{3}, somePayload(8))) << "it is not live";
  EXPECT_FALSE(check(main, ONE, somePayload(1ULL << 40U))) << "TOO_LARGE";
  main.answer(ONE, {OutcomeKind::VALUE, somePayload(8)}, actions);
  EXPECT_FALSE(check(main, ONE, somePayload(8))) << "the first counts";
}

TEST_F(MainConnectionTest, CloseIsTheLastFrame) {
  receive(InvokeCall{ONE, "i", {}});
  actions.clear();

  main.close(CloseReason::GOING_AWAY, "bye", actions);
  main.answer(ONE, {}, actions);

  EXPECT_THAT(actions, ElementsAre(sends(Close{CloseReason::GOING_AWAY, "bye"}), closesLink(),
                                   abandons(ONE), closed(CloseReason::GOING_AWAY, false)));
}

TEST_F(MainConnectionTest, CloseOfThePeerAbandonsCallsAndIsNotAnswered) {
  receive(InvokeCall{ONE, "i", {}});
  actions.clear();
  receive(Close{CloseReason::DONE, "bye"});
  EXPECT_THAT(actions, ElementsAre(closesLink(), abandons(ONE), closed(CloseReason::DONE, true)));
}

}  // namespace
}  // namespace triwire::protocol
