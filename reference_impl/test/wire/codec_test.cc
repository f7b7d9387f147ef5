#include "wire/codec.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "support/values.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace triwire::wire {
namespace {

using protocol::Frame;
using protocol::Message;
using protocol::Return;
using testing::StrEq;

/// `frame` as the other side receives it.
template <class Kind>
Kind throughTheWire(Kind frame) {
  FrameReader reader(64U << 20U);
  Bytes bytes;
  appendFrame(Frame(std::move(frame)), bytes);
  reader.append(bytes);
  auto read = reader.next();
  EXPECT_TRUE(std::holds_alternative<Frame>(read))
      << (std::holds_alternative<Failure>(read) ? std::get<Failure>(read).text : "incomplete");
  return std::get<Kind>(std::get<Frame>(read));
}

Args throughTheWire(const Args& args) {
  return decodeArgs(throughTheWire(Message{"c", encodeArgs(args)}).args);
}

Outcome throughTheWire(const Outcome& outcome) {
  return decodeOutcome(throughTheWire(Return{{}, encodeOutcome(outcome)}).outcome);
}

// TW-SEND-11 TW-VALUE-1 TW-VALUE-2 TW-VALUE-3 TW-VALUE-4 TW-VALUE-5 TW-VALUE-7
TEST(CodecTest, EveryKindOfValueSurvives) {
  for (const Value& value : sampleValues()) {
    const Args sent{value, Value()};
    const Args received = throughTheWire(sent);
    ASSERT_EQ(received.size(), 2U);
    EXPECT_EQ(received[0], value);
    EXPECT_EQ(decodeArgs(encodeArgs(sent)), sent) << "without the wire";
  }
  EXPECT_TRUE(throughTheWire(Args{}).empty());
}

// TW-VALUE-8
TEST(CodecTest, SharingAndCyclesSurvive) {
  Value shared = Value::array({1});
  Value root = Value::object({{"a", shared}});
  root.set("self", root);
  const Value buffer = Value::arrayBuffer(std::as_bytes(std::span("abc", 4)));

  const Args args =
      throughTheWire(Args{root, shared, Value::view(ViewType::UINT8_ARRAY, buffer, 1, 2),
                          Value::view(ViewType::UINT8_ARRAY, buffer, 0, 4)});

  EXPECT_TRUE(args[0]["self"].isSame(args[0]));
  EXPECT_TRUE(args[0]["a"].isSame(args[1])) << "across arguments";
  EXPECT_TRUE(args[2].buffer().isSame(args[3].buffer()));
}

// TW-VALUE-11
TEST(CodecTest, TheCloneIsTakenAtOnce) {
  Value object = Value::object({{"a", 1}});
  const protocol::Payload payload = encodeArgs(Args{object});
  object.set("a", 2);
  EXPECT_EQ(decodeArgs(payload)[0]["a"], Value(1));
}

TEST(CodecTest, HalvesOfAPairThatMetAreOneCharacter) {
  const std::string halves =
      Value(std::u16string{0xD83D}).asString() + Value(std::u16string{0xDE00}).asString();
  EXPECT_EQ(throughTheWire(Args{halves})[0], Value("\U0001F600"));
}

std::string pathOf(const Args& args) {
  try {
    encodeArgs(args);
  } catch (const UnclonableError& error) {
    return error.path() + ": " + error.reason();
  }
  return "cloned";
}

// TW-SEND-4 TW-VALUE-9 TW-VALUE-10
TEST(CodecTest, WhatCannotBeClonedIsNamed) {
  const Value bad = Value::unclonable("function");
  EXPECT_EQ(pathOf({bad}), "args[0]: function");
  EXPECT_EQ(pathOf({1, Value::object({{"a", Value::object({{"b", bad}})}})}),
            "args[1].a.b: function");
  EXPECT_EQ(pathOf({1, Value::object({{"a b", Value::array({0, bad})}})}),
            "args[1]['a b'][1]: function");
  EXPECT_EQ(pathOf({Value::map({{Value::array({bad}), 1}})}), "args[0].keys()[0][0]: function");
  EXPECT_EQ(pathOf({Value::map({{1, 1}, {2, bad}})}), "args[0].values()[1]: function");
  EXPECT_EQ(pathOf({Value::set({bad})}), "args[0].values()[0]: function");
  EXPECT_EQ(pathOf({Value::error(ErrorType::ERROR, "m", std::nullopt, bad)}),
            "args[0].cause: function");
  EXPECT_EQ(pathOf({Value::array({Value::object({{"t", "\xFF"}})})}),
            "args[0][0].t: a string that is not UTF-8");
  EXPECT_EQ(pathOf({Value::object({{"\xFF", 1}})}), "args[0]['\xFF']: a string that is not UTF-8");
  EXPECT_EQ(pathOf({Value::regexp("\xC0\x80")}), "args[0]: a string that is not UTF-8");
  Value array = Value::array();
  array.set(1'000'000, bad);
  EXPECT_EQ(pathOf({array}), "args[0][1000000]: function");
  array = Value::array({1, Value::object({{"x", 1}})});
  array.set("named", bad);
  EXPECT_EQ(pathOf({array}), "args[0].named: function");
  EXPECT_EQ(pathOf({Value::map({{1, 1}, {2, 2}, {bad, 3}})}), "args[0].keys()[2]: function");
  EXPECT_EQ(pathOf({Value::set({1, Value::object({{"x", bad}})})}), "args[0].values()[1].x: function");
  EXPECT_EQ(pathOf({Value::boxed("\xFF")}), "args[0]: a string that is not UTF-8");
  EXPECT_EQ(pathOf({Value::object({{"a", 1}, {"b", 2}, {"c", Value::array({1, 2, bad})}})}), "args[0].c[2]: function");
  Value cycle = Value::object();
  cycle.set("self", cycle);
  cycle.set("x", bad);
  EXPECT_EQ(pathOf({cycle, cycle}), "args[0].x: function");
}

// TW-INVOKE-20
TEST(CodecTest, AResultThatCannotBeClonedIsAnOutcome) {
  const Outcome outcome = throughTheWire(
      Outcome::answered(Value::object({{"a", Value::array({0, Value::unclonable("promise")})}})));
  EXPECT_EQ(outcome.kind, OutcomeKind::UNCLONABLE);
  EXPECT_EQ(outcome.path, "result.a[1]");
  EXPECT_THROW(encodeValue(Value::unclonable("promise")), UnclonableError);
}

// TW-SYNC-4 TW-INVOKE-3
TEST(CodecTest, UndefinedIsAValue) {
  const Outcome outcome = throughTheWire(Outcome::answered(Value()));
  EXPECT_EQ(outcome.kind, OutcomeKind::VALUE);
  EXPECT_TRUE(outcome.value.isUndefined());
}

// TW-INVOKE-11
TEST(CodecTest, WhatIsThrownKeepsItsDetail) {
  ThrownError thrown = ThrownError::error("MyError", "went wrong \xED\xA0\x80", 42);
  thrown.stack = "at here";
  thrown.cause = std::make_shared<const ThrownError>(ThrownError::from(Value::array({1})));

  const Outcome outcome = throughTheWire(Outcome::threw(thrown));

  EXPECT_EQ(outcome.kind, OutcomeKind::THROWN);
  EXPECT_EQ(outcome.thrown.text, "MyError: went wrong \xED\xA0\x80");
  EXPECT_TRUE(outcome.thrown.isError);
  EXPECT_EQ(outcome.thrown.name, "MyError");
  EXPECT_EQ(outcome.thrown.message, "went wrong \xED\xA0\x80");
  EXPECT_EQ(outcome.thrown.code, Value(42));
  EXPECT_EQ(outcome.thrown.stack, "at here");
  ASSERT_NE(outcome.thrown.cause, nullptr);
  EXPECT_EQ(outcome.thrown.cause->value, Value::array({1}));
}

// TW-INVOKE-12 TW-INVOKE-14
TEST(CodecTest, AnyThrownValueIsThrown) {
  for (const Value& value : {Value(""), Value(nullptr), Value(), Value(0)}) {
    const Outcome outcome = throughTheWire(Outcome::threw(ThrownError::from(value)));
    EXPECT_EQ(outcome.kind, OutcomeKind::THROWN);
    EXPECT_EQ(outcome.thrown.value, value);
  }
  Value holder = Value::array({Value::unclonable("function")});
  const Outcome outcome = throughTheWire(Outcome::threw(ThrownError::from(holder)));
  EXPECT_FALSE(outcome.thrown.value.has_value());
  EXPECT_EQ(outcome.thrown.text, "[function]");
}

TEST(CodecTest, CausesOfCausesEndSomewhere) {
  ThrownError thrown = ThrownError::error("Error", "0");
  for (int i = 1; i < 100; ++i) {
    ThrownError outer = ThrownError::error("Error", std::to_string(i));
    outer.cause = std::make_shared<const ThrownError>(std::move(thrown));
    thrown = std::move(outer);
  }
  const Outcome outcome = throughTheWire(Outcome::threw(thrown));
  EXPECT_EQ(outcome.thrown.message, "99");
  int causes = 0;
  for (auto cause = outcome.thrown.cause; cause != nullptr; cause = cause->cause) ++causes;
  EXPECT_EQ(causes, 16);
}

TEST(CodecTest, EveryOutcomeSurvives) {
  for (int kind = 0; kind < static_cast<int>(OutcomeKind::DISCONNECTED); ++kind) {
    EXPECT_EQ(throughTheWire(Outcome::of(static_cast<OutcomeKind>(kind))).kind, OutcomeKind(kind));
  }
}

// What the limits count is the same at both ends.
TEST(CodecTest, BothEndsCountTheSameNodesAndDepth) {
  Value chain = Value::array();
  for (int i = 0; i < 9; ++i) chain = Value::array({chain, chain});
  for (const Args& args : {Args{}, Args{1}, Args{chain}, Args{Value::array({chain}), chain}}) {
    const protocol::Payload sent = encodeArgs(args);
    const protocol::Payload received = throughTheWire(Message{"c", sent}).args;
    EXPECT_EQ(received.nodes, sent.nodes);
    EXPECT_EQ(received.depth, sent.depth);
  }
  EXPECT_EQ(encodeArgs({chain}).depth, 10U);
  EXPECT_EQ(encodeArgs({chain}).nodes, 10U);
}

// Deep enough to end any recursion.
TEST(CodecTest, DepthCostsNoStack) {
  Value value = Value::array();
  for (int i = 0; i < 50'000; ++i) value = Value::array({value});
  const protocol::Payload received = throughTheWire(Message{"c", encodeArgs({value})}).args;
  EXPECT_EQ(received.depth, 50'001U);
  EXPECT_EQ(decodeArgs(received)[0], value);
}

// FRAME_OVERHEAD_BYTES is what the core adds to a payload and a channel to foresee a frame's size.
TEST(CodecTest, AFrameIsNotLargerThanTheCoreForesees) {
  std::string channel;
  for (const std::size_t channelBytes : {0U, 1U, 7U, 8U, 1'000U}) {
    channel.assign(channelBytes, 'c');
    for (const std::size_t bytes : {0U, 1U, 8U, 3'000U, 8'000U, 20'000U, 1'000'000U}) {
      const protocol::Payload args = encodeArgs({std::string(bytes, 'x')});
      Bytes frame;
      appendFrame(protocol::InvokeCall{protocol::CallId{1}, channel, args}, frame);
      EXPECT_LE(frame.size(), args.bytes + channelBytes + protocol::FRAME_OVERHEAD_BYTES);
    }
  }
}

// Names are UTF-8 on the wire: a surrogate costs no link.
TEST(CodecTest, AnUnpairedSurrogateInANameIsReplaced) {
  EXPECT_EQ(throughTheWire(Message{"a\xED\xA0\x80z", encodeArgs({})}).channel, "a\uFFFDz");
  const Value unclonable = Value::object({{"\xED\xA0\x80", Value::unclonable("function")}});
  EXPECT_EQ(throughTheWire(Outcome::answered(unclonable)).path, "result['\uFFFD']");
}

TEST(CodecTest, ArgumentsTakeThePlaceOfOthers) {
  const std::string text(100, 'x');
  const std::vector<Args> all{{text, 1},       {2, text},         {},   {"short", "", true},
                              {text, nullptr}, {Value::object()}, {""}, {std::string(40'000, 'y')},
                              {text},          {Value::array()},  {1},  {text, text, text}};
  Args into;
  for (const Args& before : all) {
    for (const Args& args : all) {
      decodeArgs(encodeArgs(before), into);
      decodeArgs(encodeArgs(args), into);
      EXPECT_EQ(into, args);
    }
  }
}

TEST(CodecTest, APayloadIsForwardedAsItCame) {
  const Args args{Value::object({{"a", 1}})};
  const Message first = throughTheWire(Message{"c", encodeArgs(args)});
  const Message second = throughTheWire(Message{"d", first.args});
  EXPECT_EQ(decodeArgs(second.args), args);
  EXPECT_EQ(decodeArgs(first.args), args);
}

}  // namespace
}  // namespace triwire::wire
