#include "triwire/value.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace triwire {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(ValueTest, KindsOfPrimitives) {
  EXPECT_EQ(Value().kind(), ValueKind::UNDEFINED);
  EXPECT_EQ(Value(nullptr).kind(), ValueKind::NULL_VALUE);
  EXPECT_EQ(Value(true).kind(), ValueKind::BOOLEAN);
  EXPECT_EQ(Value(1).kind(), ValueKind::NUMBER);
  EXPECT_EQ(Value(std::size_t{1}).asNumber(), 1.0);
  EXPECT_EQ(Value("text").asString(), "text");
  EXPECT_EQ(Value(std::string_view("a\0b", 3)).asString().size(), 3U);
  EXPECT_EQ(Value(BigInt(1)).kind(), ValueKind::BIGINT);
  EXPECT_EQ(Value::unclonable("function").what(), "function");
}

TEST(ValueTest, TheWrongKindThrows) {
  EXPECT_THROW(Value(1).asString(), ValueError);
  EXPECT_THROW(Value()["name"], ValueError);
  EXPECT_THROW(Value::object().push(1), ValueError);
  EXPECT_THROW(Value::array().mapGet(1), ValueError);
  EXPECT_THROW(Value(1).size(), ValueError);
  EXPECT_THROW(Value::boxed(Value::array()), ValueError);
  try {
    Value(true).asNumber();
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "expected a number, found boolean");
  }
}

TEST(ValueTest, NumbersAreTheSameAsObjectIsHasIt) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(Value(nan).isSame(nan));
  EXPECT_TRUE(Value(nan) == Value(-nan));
  EXPECT_FALSE(Value(0.0) == Value(-0.0));
  EXPECT_FALSE(Value(1) == Value("1"));
  EXPECT_FALSE(Value() == Value(nullptr));
}

TEST(ValueTest, UnpairedSurrogatesSurvive) {
  const std::u16string units = {0xD800, u'a', 0xD83D, 0xDE00, 0xDC00};
  EXPECT_EQ(Value(units).asU16String(), units);
  EXPECT_EQ(Value(u"\U0001F600").asString(), "\U0001F600");
}

TEST(ValueTest, NamesAreInJavaScriptsOrder) {
  Value object = Value::object({{"b", 1}, {"10", 2}, {"a", 3}, {"9", 4}, {"01", 5}});
  object.set("b", 6);
  EXPECT_THAT(object.properties(),
              ElementsAre(Pair("9", Value(4)), Pair("10", Value(2)), Pair("b", Value(6)),
                          Pair("a", Value(3)), Pair("01", Value(5))));
  EXPECT_TRUE(object.remove("10"));
  EXPECT_FALSE(object.remove("10"));
  EXPECT_TRUE(object["10"].isUndefined());
  EXPECT_FALSE(object.has("10"));
}

// Beyond the size at which tables are indexed, in an order that is not that of insertion.
TEST(ValueTest, LargeTablesFindTheirEntries) {
  Value object = Value::object();
  Value map = Value::map();
  for (int i = 0; i < 100; ++i) {
    object.set((i % 3 == 0 ? "" : "n") + std::to_string(i * 7 % 100), i);
    map.mapSet(i, -i);
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(object[(i % 3 == 0 ? "" : "n") + std::to_string(i * 7 % 100)], Value(i));
    EXPECT_EQ(map.mapGet(i), Value(-i));
  }
  for (int i = 0; i < 100; i += 2) EXPECT_TRUE(map.mapDelete(i));
  EXPECT_EQ(map.size(), 50U);
  EXPECT_EQ(map.mapGet(99), Value(-99));
  EXPECT_FALSE(map.mapHas(0));
}

TEST(ValueTest, ArraysHaveHoles) {
  Value array = Value::array({1, 2});
  array.set(4, 5);
  EXPECT_EQ(array.size(), 5U);
  EXPECT_FALSE(array.has(3));
  EXPECT_TRUE(array[3].isUndefined());
  EXPECT_TRUE(array[99].isUndefined());
  EXPECT_TRUE(array.remove(0));
  EXPECT_THAT(array.presentElements(), ElementsAre(Pair(1U, Value(2)), Pair(4U, Value(5))));
  array.setLength(2);
  EXPECT_NE(array, Value::array({Value(), 2})) << "a hole is not undefined";
  EXPECT_EQ(array.toString(), "[ <1 hole>, 2 ]");
}

TEST(ValueTest, ArraysMayBeVerySparse) {
  Value array = Value::array();
  array.set(4'000'000'000U, "far");
  array.set(70, "near");
  array.set(3, "front");
  for (std::uint32_t i = 4; i < 69; ++i) array.set(i, i);
  array.set(69, "gap");
  EXPECT_EQ(array.size(), 4'000'000'001U);
  EXPECT_EQ(array[70], Value("near"));
  EXPECT_EQ(array[4'000'000'000U], Value("far"));
  EXPECT_EQ(array.presentElements().size(), 69U);
  array.set(4'000'000'000U, "again");
  EXPECT_EQ(array["4000000000"], Value("again")) << "a name that is an index";
  EXPECT_THROW(array.set(4'294'967'295U, 1), ValueError);
  array.set("name", 1);
  EXPECT_THAT(array.properties(), ElementsAre(Pair("name", Value(1))));
}

TEST(ValueTest, MapsAndSetsKnowTheirKeys) {
  const Value key = Value::object();
  Value map = Value::map({{key, 1}, {-0.0, 2}, {"0", 3}});
  EXPECT_EQ(map.mapGet(key), Value(1));
  EXPECT_TRUE(map.mapGet(Value::object()).isUndefined()) << "equal, but not the same";
  EXPECT_EQ(map.mapGet(0), Value(2));
  EXPECT_TRUE(map.entries()[1].first.isSame(0)) << "a key -0 is 0";
  map.mapSet(0, 4);
  EXPECT_EQ(map.size(), 3U);

  Value set = Value::set({1, 1, std::nan(""), std::nan("")});
  EXPECT_EQ(set.size(), 2U);
  EXPECT_TRUE(set.setHas(std::nan("")));
  EXPECT_TRUE(set.setDelete(1));
  EXPECT_EQ(set.values().size(), 1U);
}

TEST(ValueTest, ViewsShowTheirBuffer) {
  const std::byte raw[] = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}, std::byte{5}};
  const Value buffer = Value::arrayBuffer(raw);
  const Value view = Value::view(ViewType::UINT16_ARRAY, buffer, 2, 1);
  EXPECT_EQ(view.size(), 1U);
  EXPECT_EQ(view.byteLength(), 2U);
  EXPECT_EQ(view.bytes()[0], std::byte{3});
  buffer.bytes()[2] = std::byte{9};
  EXPECT_EQ(view.bytes()[0], std::byte{9}) << "one buffer, not two";
  EXPECT_TRUE(view.buffer().isSame(buffer));
  EXPECT_THROW(Value::view(ViewType::UINT16_ARRAY, buffer, 1, 1), ValueError);
  EXPECT_THROW(Value::view(ViewType::UINT16_ARRAY, buffer, 4, 1), ValueError);
  EXPECT_THROW(Value::view(ViewType::UINT8_ARRAY, buffer, 6, 0), ValueError);
  EXPECT_THROW(Value::view(ViewType::INT32_ARRAY, buffer, 0, std::uint64_t{1} << 62U), ValueError);

  const Value resizable = Value::resizableArrayBuffer(raw, 8);
  EXPECT_EQ(Value::trackingView(ViewType::INT16_ARRAY, resizable, 2).byteLength(), 2U);
  EXPECT_THROW(Value::trackingView(ViewType::INT16_ARRAY, buffer, 2), ValueError);
  EXPECT_THROW(Value::resizableArrayBuffer(raw, 4), ValueError);
}

TEST(ValueTest, CopiesAreHandlesAndClonesAreNot) {
  Value object = Value::object({{"a", 1}});
  Value handle = object;
  Value clone = object.clone();
  handle.set("a", 2);
  EXPECT_EQ(object["a"], Value(2));
  EXPECT_EQ(clone["a"], Value(1));
  EXPECT_TRUE(handle.isSame(object));
  EXPECT_FALSE(clone.isSame(object));
}

TEST(ValueTest, ClonesKeepCyclesAndSharing) {
  Value shared = Value::array({1});
  Value key = Value::object();
  Value root = Value::object({{"a", shared}, {"b", shared}, {"map", Value::map({{key, shared}})}});
  root.set("self", root);
  for (int i = 0; i < 20; ++i) root["map"].mapSet(Value::object(), i);

  const Value clone = root.clone();

  EXPECT_TRUE(clone["self"].isSame(clone));
  EXPECT_TRUE(clone["a"].isSame(clone["b"]));
  EXPECT_TRUE(clone["map"].mapGet(clone["map"].entries()[0].first).isSame(clone["a"]));
  EXPECT_EQ(clone, root);
  clone["a"].push(2);
  EXPECT_NE(clone, root);
}

TEST(ValueTest, EqualityLooksAtContents) {
  Value left = Value::object({{"a", 1}, {"b", Value::array({nullptr})}});
  EXPECT_EQ(left, Value::object({{"b", Value::array({nullptr})}, {"a", 1}}));
  EXPECT_NE(left, Value::object({{"a", 1}, {"b", Value::array({Value()})}}));
  EXPECT_NE(left, Value::object({{"a", 1}}));
  Value hole = Value::array();
  hole.setLength(1);
  EXPECT_NE(hole, Value::array({Value()}));
  EXPECT_NE(Value::array({Value()}), hole);
  EXPECT_EQ(Value::error(ErrorType::ERROR, "m", std::nullopt, 1),
            Value::error(ErrorType::ERROR, "m", std::nullopt, 1));
  EXPECT_NE(Value::error(ErrorType::ERROR, "m"), Value::error(ErrorType::ERROR, std::nullopt));

  // Two cycles of different length that look the same from everywhere.
  Value one = Value::object();
  one.set("next", one);
  Value two = Value::object();
  two.set("next", Value::object({{"next", two}}));
  EXPECT_EQ(one, two);
}

// Deep enough to end any recursion.
TEST(ValueTest, DepthCostsNoStack) {
  constexpr int DEPTH = 100'000;
  const auto nest = [] {
    Value value = Value::array();
    for (int i = 0; i < DEPTH; ++i) value = Value::array({value});
    return value;
  };
  const Value left = nest();
  EXPECT_EQ(left, nest());
  EXPECT_EQ(left.clone(), left);
  EXPECT_THAT(left.toString(), testing::HasSubstr("[…]"));
}

TEST(ValueTest, APartKeepsItsWholeAlive) {
  Value part;
  {
    const Value whole = Value::object({{"part", Value::object({{"x", 1}})}});
    part = whole["part"];
    part.set("whole", whole);
  }
  EXPECT_EQ(part["whole"]["part"]["x"], Value(1));
}

TEST(ValueTest, ArgsBeyondTheEndAreUndefined) {
  Args args{1, "two"};
  EXPECT_EQ(args[1], Value("two"));
  EXPECT_TRUE(args[2].isUndefined());
}

TEST(ValueTest, PrintsAsAPersonWouldWriteIt) {
  Value value = Value::object({{"a", Value::array({1, -0.0, "it's", nullptr, Value()})},
                               {"b c", Value::map({{1, true}})},
                               {"s", Value::set({BigInt::parse("-12")})},
                               {"r", Value::regexp("a+", "g")},
                               {"u", Value::uint8Array(std::as_bytes(std::span("hi", 2)))},
                               {"e", Value::error(ErrorType::TYPE_ERROR, "m")},
                               {"f", Value::unclonable("function")}});
  value.set("self", value);
  EXPECT_EQ(value.toString(),
            "{ a: [ 1, -0, 'it\\'s', null, undefined ], 'b c': Map { 1 => true }, s: Set { -12n }, "
            "r: /a+/g, u: Uint8Array(2) <68 69>, e: [TypeError: m], f: [function], "
            "self: [circular] }");
  EXPECT_EQ(Value::object().toString(), "{}");
}

TEST(ValueTest, PrintsOnOneLineWhateverIsInIt) {
  const Value value = Value::array({"a\n\r\t\x1b\x7f\u009b\u00e9 \U0001F600", std::u16string{0xDC00},
                                    Value::regexp("\n"), Value::error(ErrorType::ERROR, "1\n2"),
                                    Value::object({{"\n", std::string_view("\0", 1)}})});
  EXPECT_EQ(value.toString(),
            "[ 'a\\n\\r\\t\\x1b\\x7f\\u009b\u00e9 \U0001F600', '\\udc00', /\\n/, "
            "[Error: 1\\n2], { '\\n': '\\0' } ]");
}

TEST(BigIntTest, DecimalThereAndBack) {
  for (const char* text : {"0", "1", "-1", "255", "256", "-18446744073709551616",
                           "123456789012345678901234567890123456789"}) {
    EXPECT_EQ(BigInt::parse(text).toString(), text);
  }
  EXPECT_EQ(BigInt::parse("-0"), BigInt(0));
  EXPECT_EQ(BigInt::parse("007"), BigInt(7));
  EXPECT_EQ(BigInt(std::numeric_limits<std::int64_t>::min()).toString(), "-9223372036854775808");
  for (const char* text : {"", "-", "1.5", "+1", "0x1"}) {
    EXPECT_THROW(BigInt::parse(text), ValueError) << text;
  }
}

}  // namespace
}  // namespace triwire
