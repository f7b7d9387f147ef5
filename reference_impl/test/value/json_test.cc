// Values from and to JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "triwire/value.h"

namespace triwire {
namespace {

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const ValueError& error) {
    return error.what();
  }
  return "none";
}
std::string whyNotRead(std::string_view text) {
  return refusal([&] { Value::fromJson(text); });
}
std::string whyNotWritten(const Value& value) {
  return refusal([&] { value.toJson(); });
}

TEST(JsonTest, WhatJsonCanSayComesBackAsItWas) {
  const Value value = Value::object({
      {"b", Value::array({nullptr, true, false, -0.0, 0.1, 1e300, 5e-324, -12})},
      {"a", Value::object({{"", Value::array()}, {"empty", Value::object()}})},
      {"text \"\\/\b\f\n\r\t\x01\x7f \xc3\xa9 \xf0\x9f\x98\x80", "NUL \0 inside"},
      {"half", Value(std::u16string(1, u'\xd83d') + u"x")},
      {"whole", Value(std::string("\0\x1f", 2))},
  });
  const Value back = Value::fromJson(value.toJson());
  EXPECT_EQ(back, value);
  EXPECT_EQ(back.toJson(), value.toJson());
  EXPECT_TRUE(std::signbit(back["b"][3].asNumber()));
}

TEST(JsonTest, IsWrittenWithoutSpacesAndInOrder) {
  EXPECT_EQ(Value::object({{"z", 1}, {"a", Value::array({1.5, "x\n"})}}).toJson(),
            R"({"z":1,"a":[1.5,"x\n"]})");
  EXPECT_EQ(Value(std::u16string(1, u'\xd800')).toJson(), R"("\ud800")");
  EXPECT_EQ(Value(1e21).toJson(), "1e+21");
}

TEST(JsonTest, IsReadWithSpacesAndEscapes) {
  EXPECT_EQ(Value::fromJson(" [ 1 , -2.5e-1 ,\t\"\\u0041\\ud83d\\ude00\\/\" ]\r\n"),
            Value::array({1, -0.25, "A\xf0\x9f\x98\x80/"}));
  EXPECT_EQ(Value::fromJson(R"({"a":1,"a":2,"__proto__":3})"),
            Value::object({{"a", 2}, {"__proto__", 3}}));
  EXPECT_EQ(Value::fromJson("1e400"), Value(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(Value::fromJson("-1000e99999999999999999999"),
            Value(-std::numeric_limits<double>::infinity()));
  EXPECT_EQ(Value::fromJson("-0.001e-400"), Value(-0.0));
  EXPECT_EQ(Value::fromJson("0e999999"), Value(0));
  EXPECT_EQ(Value::fromJson("-0.0e-999999"), Value(-0.0));
  EXPECT_EQ(Value::fromJson("0.5E+400"), Value(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(Value::fromJson("1e-400"), Value(0));
  EXPECT_EQ(Value::fromJson("1" + std::string(400, '0')), Value(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(Value::fromJson("0." + std::string(400, '0') + "1"), Value(0));
  EXPECT_EQ(Value::fromJson("25E-1"), Value(2.5));
}

TEST(JsonTest, WhatIsNoJsonIsRefusedWhereItIs) {
  EXPECT_EQ(whyNotRead(""), "no JSON at byte 0: expected a value");
  EXPECT_EQ(whyNotRead("[1,]"), "no JSON at byte 3: expected a value");
  EXPECT_EQ(whyNotRead("[1 2]"), "no JSON at byte 3: expected ']'");
  EXPECT_EQ(whyNotRead("{a:1}"), "no JSON at byte 1: expected a name in quotes");
  EXPECT_EQ(whyNotRead("{\"a\" 1}"), "no JSON at byte 5: expected ':'");
  EXPECT_EQ(whyNotRead("1 1"), "no JSON at byte 2: expected the end");
  EXPECT_EQ(whyNotRead("truth"), "no JSON at byte 0: expected a value");
  EXPECT_EQ(whyNotRead("01"), "no JSON at byte 1: expected the end");
  EXPECT_EQ(whyNotRead("1."), "no JSON at byte 2: expected a digit");
  EXPECT_EQ(whyNotRead("+1"), "no JSON at byte 0: expected a value");
  EXPECT_EQ(whyNotRead("\"\\x\""),
            "no JSON at byte 2: expected one of b t n f r u \" \\ / behind a backslash");
  EXPECT_EQ(whyNotRead("\"\\u12\""), "no JSON at byte 3: expected four hexadecimal digits");
  EXPECT_EQ(whyNotRead("\"\\u-123\""), "no JSON at byte 3: expected four hexadecimal digits");
  EXPECT_EQ(whyNotRead("\"\n\""),
            "no JSON at byte 1: expected no control character in a string");
  EXPECT_EQ(whyNotRead("\"\xff\""), "no JSON at byte 2: expected UTF-8");
  EXPECT_EQ(whyNotRead("\"open"), "no JSON at byte 5: expected a closing quote");
  EXPECT_EQ(whyNotRead(std::string(1000, '[') + std::string(1000, ']')), "none");
  EXPECT_EQ(whyNotRead(std::string(1001, '[') + std::string(1001, ']')),
            "no JSON at byte 1000: expected no more than 1000 levels");
}

TEST(JsonTest, WhatJsonCannotSayIsRefusedWithItsPath) {
  const auto nested = [](Value value) {
    return Value::object({{"a", Value::array({1, Value::object({{"b", std::move(value)}})})}});
  };
  EXPECT_EQ(whyNotWritten(nested(Value())), "JSON cannot say value.a[1].b: undefined");
  EXPECT_EQ(whyNotWritten(nested(std::nan(""))), "JSON cannot say value.a[1].b: NaN");
  for (const Value& value :
       {Value(BigInt(1)), Value::date(0), Value::map(), Value::set(), Value::regexp("x"),
        Value::boxed(1), Value::uint8Array({}), Value::error(ErrorType::ERROR, "x"),
        Value::unclonable("function")}) {
    EXPECT_THAT(whyNotWritten(nested(value)), testing::StartsWith("JSON cannot say value.a[1].b: "))
        << value;
  }
  Value holes = Value::array();
  holes.setLength(2);
  EXPECT_EQ(whyNotWritten(holes), "JSON cannot say value: a hole in an array");
  Value named = Value::array();
  named.set("name", 1);
  EXPECT_EQ(whyNotWritten(named), "JSON cannot say value: a named property of an array");
  Value cycle = Value::object();
  cycle.set("self", cycle);
  EXPECT_EQ(whyNotWritten(cycle), "JSON cannot say value.self: a cycle");
  Value deep;
  for (int i = 0; i < 1001; ++i) deep = i == 0 ? Value::array() : Value::array({deep});
  EXPECT_THAT(whyNotWritten(deep), testing::EndsWith("[0]: more than 1000 levels"));
}

TEST(JsonTest, WhatIsSharedIsWrittenTwice) {
  const Value shared = Value::array({1});
  EXPECT_EQ(Value::array({shared, shared}).toJson(), "[[1],[1]]");
}

}  // namespace
}  // namespace triwire
