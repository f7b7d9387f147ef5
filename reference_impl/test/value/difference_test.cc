// What makes two values different: the contents and the attributes of every kind.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "triwire/value.h"

namespace triwire {
namespace {

constexpr std::array BYTES = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
constexpr std::array OTHER_BYTES = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{5}};

Value withProperty(Value array) {
  array.set("name", 1);
  return array;
}

/// Makes each value anew, so that no two are the same object.
std::vector<Value> differentValues() {
  const Value buffer = Value::arrayBuffer(BYTES);
  const Value resizable = Value::resizableArrayBuffer(BYTES, 8);
  return {
      Value(),
      nullptr,
      false,
      true,
      0,
      1,
      std::nan(""),
      BigInt(1),
      BigInt(-1),
      BigInt(256),
      "1",
      std::string(64, 'x'),
      std::string(64, 'y'),
      Value::object(),
      Value::object({{"a", 1}}),
      Value::object({{"b", 1}}),
      Value::array(),
      Value::array({1}),
      Value::array({1, 2}),
      withProperty(Value::array({1})),
      Value::date(1),
      Value::date(2),
      Value::regexp("a", "g"),
      Value::regexp("a", "i"),
      Value::regexp("b", "g"),
      Value::boxed(1),
      Value::boxed("1"),
      Value::map({{1, 2}}),
      Value::map({{1, 3}}),
      Value::map({{2, 2}}),
      Value::map({{1, 2}, {2, 2}}),
      Value::set({1}),
      Value::set({2}),
      Value::set({1, 2}),
      buffer,
      Value::arrayBuffer(OTHER_BYTES),
      resizable,
      Value::resizableArrayBuffer(BYTES, 16),
      Value::view(ViewType::UINT8_ARRAY, buffer, 0, 2),
      Value::view(ViewType::INT8_ARRAY, buffer, 0, 2),
      Value::view(ViewType::UINT8_ARRAY, buffer, 1, 2),
      Value::view(ViewType::UINT8_ARRAY, buffer, 0, 3),
      Value::view(ViewType::UINT8_ARRAY, Value::arrayBuffer(OTHER_BYTES), 0, 2),
      Value::view(ViewType::UINT8_ARRAY, resizable, 0, 4),
      Value::trackingView(ViewType::UINT8_ARRAY, resizable, 0),
      Value::error(ErrorType::ERROR, "m"),
      Value::error(ErrorType::TYPE_ERROR, "m"),
      Value::error(ErrorType::ERROR, "n"),
      Value::error(ErrorType::ERROR, "m", "stack"),
      Value::error(ErrorType::ERROR, "m", std::nullopt, 1),
      Value::error(ErrorType::ERROR, "m", std::nullopt, 2),
  };
}

TEST(DifferenceTest, EachEqualsItsLikeAndNothingElse) {
  const std::vector<Value> left = differentValues();
  const std::vector<Value> right = differentValues();
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = 0; j < right.size(); ++j) {
      EXPECT_EQ(left[i] == right[j], i == j) << left[i] << " and " << right[j];
    }
  }
}

TEST(DifferenceTest, BuffersAndViewsSayWhatTheyAre) {
  const Value fixed = Value::arrayBuffer(BYTES);
  EXPECT_FALSE(fixed.isResizable());
  EXPECT_EQ(fixed.byteLengthMax(), 4U);
  const Value resizable = Value::resizableArrayBuffer(BYTES, 8);
  EXPECT_TRUE(resizable.isResizable());
  EXPECT_EQ(resizable.byteLengthMax(), 8U);
  const Value view = Value::view(ViewType::UINT8_ARRAY, fixed, 1, 2);
  EXPECT_EQ(view.byteOffset(), 1U);
  EXPECT_FALSE(view.isLengthTracking());
  EXPECT_TRUE(Value::trackingView(ViewType::UINT8_ARRAY, resizable, 0).isLengthTracking());
}

TEST(DifferenceTest, ElementsHaveUndefinedForHoles) {
  Value array = Value::array({1});
  array.set(2, 3);
  EXPECT_EQ(array.elements(), (std::vector<Value>{1, Value(), 3}));
}

TEST(DifferenceTest, PrintsWhatEachKindHas) {
  Value holes = Value::array({1});
  holes.set(2, 3);
  holes.setLength(6);
  EXPECT_EQ(holes.toString(), "[ 1, <1 hole>, 3, <3 holes> ]");
  EXPECT_EQ(Value::boxed("s").toString(), "Object('s')");
  EXPECT_EQ(Value::date(5).toString(), "Date(5)");
  EXPECT_EQ(Value::arrayBuffer(BYTES).toString(), "ArrayBuffer(4) <01 02 03 04>");
  EXPECT_EQ(Value::error(ErrorType::ERROR, "m", std::nullopt, 1).toString(), "[Error: m, cause: 1]");
  EXPECT_EQ(Value::object({{"", 1}, {"$_Z9", 2}}).toString(), "{ '': 1, $_Z9: 2 }");
}

TEST(DifferenceTest, PrintsAHundredItemsOfEachList) {
  Value array = Value::array();
  Value object = Value::object();
  Value map = Value::map();
  Value set = Value::set();
  for (int i = 0; i < 101; ++i) {
    array.push(i);
    object.set("n" + std::to_string(i), i);
    map.mapSet(i, i);
    set.setAdd(i);
  }
  EXPECT_TRUE(array.toString().ends_with(", 99, … ]")) << array;
  EXPECT_TRUE(object.toString().ends_with(", n99: 99, … }")) << object;
  EXPECT_TRUE(map.toString().ends_with(", 99 => 99, … }")) << map;
  EXPECT_TRUE(set.toString().ends_with(", 99, … }")) << set;
  const Value bytes = Value::arrayBuffer(std::vector<std::byte>(101));
  EXPECT_TRUE(bytes.toString().ends_with("00 …>")) << bytes;
}

}  // namespace
}  // namespace triwire
