// Arrays at the edges of their two stores, names that are indexes, and what is asked of a value of another kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "triwire/value.h"

namespace triwire {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::uint32_t FAR = 1'000'000;

Value sparseArray() {
  Value array = Value::array({"first"});
  array.set(FAR, "far");
  return array;
}

TEST(ArrayTest, AFarElementIsFoundRemovedAndCutOff) {
  Value array = sparseArray();
  EXPECT_TRUE(array.has(FAR));
  EXPECT_FALSE(array.has(FAR - 1));
  EXPECT_FALSE(array.remove(FAR - 1));
  EXPECT_TRUE(array.remove(FAR));
  EXPECT_FALSE(array.remove(FAR));
  EXPECT_EQ(array.size(), FAR + 1U);
  array = sparseArray();
  array.setLength(FAR);
  EXPECT_EQ(array.presentElements().size(), 1U);
}

TEST(ArrayTest, ElementsThatAFillerReachesKeepTheirPlaces) {
  Value array = Value::array();
  array.set(100, "a hundred");
  array.set(101, "and one");
  array.set(130, "and thirty");
  for (std::uint32_t i = 0; i <= 60; ++i) array.set(i, i);
  array.set(120, "past two of them");
  array.set(110, "between");
  EXPECT_EQ(array[100], Value("a hundred"));
  EXPECT_EQ(array[101], Value("and one"));
  EXPECT_EQ(array[110], Value("between"));
  EXPECT_EQ(array[120], Value("past two of them"));
  EXPECT_EQ(array[130], Value("and thirty"));
  EXPECT_EQ(array.presentElements().size(), 61U + 5U);
  array.set(101, "again");
  EXPECT_EQ(array[101], Value("again"));
}

TEST(ArrayTest, ANameThatIsAnIndexIsTheElement) {
  Value array = Value::array({1, 2});
  array.set("1", "two");
  array.set("3", 4);
  array.set("03", "no index");
  array.set("4294967295", "no index either");
  EXPECT_EQ(array[1], Value("two"));
  EXPECT_TRUE(array.has("3"));
  EXPECT_FALSE(array.has("2"));
  EXPECT_TRUE(array.remove("3"));
  EXPECT_FALSE(array.remove("3"));
  EXPECT_FALSE(array.remove("none"));
  EXPECT_TRUE(array.remove("03"));
  EXPECT_THAT(array.properties(), ElementsAre(Pair("4294967295", Value("no index either"))));
}

TEST(ArrayTest, ACloneHasTheElementsFarAndNear) {
  Value array = sparseArray();
  array.set(FAR + 1, Value::object({{"x", 1}}));
  const Value clone = array.clone();
  EXPECT_EQ(clone, array);
  clone[FAR + 1].set("x", 2);
  EXPECT_NE(clone, array);
}

TEST(ObjectTest, NamesThatAreIndexesComeFirstWhateverIsRemoved) {
  Value object = Value::object({{"b", 1}, {"2", 2}, {"1", 3}, {"a", 4}});
  EXPECT_TRUE(object.remove("2"));
  EXPECT_FALSE(object.remove("2"));
  EXPECT_TRUE(object.remove("b"));
  object.set("0", 5);
  object.set("b", 6);
  EXPECT_EQ(object.toString(), "{ 0: 5, 1: 3, a: 4, b: 6 }");
  EXPECT_TRUE(object["none"].isUndefined());
}

TEST(CloneTest, EveryKindIsItsOwnFromThenOn) {
  const std::vector<Value> all = {Value::date(1),
                                  Value::regexp("a", "g"),
                                  Value::boxed("s"),
                                  Value::map({{Value::object(), Value::array({1})}}),
                                  Value::set({Value::object({{"x", 1}})}),
                                  Value::arrayBuffer({}),
                                  Value::resizableArrayBuffer({}, 4),
                                  Value::trackingView(ViewType::UINT8_ARRAY, Value::resizableArrayBuffer({}, 4), 0),
                                  Value::uint8Array({}),
                                  Value::error(ErrorType::ERROR, "m", "s", Value::array({1})),
                                  Value::error(ErrorType::ERROR, std::nullopt)};
  for (const Value& value : all) {
    const Value clone = Value::array({value, value}).clone();
    EXPECT_EQ(clone[0], value) << value;
    EXPECT_FALSE(clone[0].isSame(value)) << value;
    EXPECT_TRUE(clone[0].isSame(clone[1])) << value;
  }
}

TEST(EqualityTest, ValuesOfOneKindMayDiffer) {
  const Value bytes = Value::resizableArrayBuffer(std::vector<std::byte>(8), 16);
  const std::vector<Value> all = {
      Value::date(1), Value::date(2), Value::regexp("a"), Value::regexp("b"), Value::regexp("a", "g"),
      Value::boxed(1), Value::boxed(2), Value::map({{1, 2}}), Value::map({{1, 3}}), Value::map({{2, 2}}),
      Value::set({1}), Value::set({2}), Value::set({1, 2}), bytes,
      Value::resizableArrayBuffer(std::vector<std::byte>(8), 17), Value::resizableArrayBuffer(std::vector<std::byte>(9), 16),
      Value::view(ViewType::UINT8_ARRAY, bytes, 0, 8), Value::view(ViewType::INT8_ARRAY, bytes, 0, 8),
      Value::view(ViewType::UINT8_ARRAY, bytes, 0, 7), Value::view(ViewType::UINT8_ARRAY, bytes, 1, 7),
      Value::trackingView(ViewType::UINT8_ARRAY, bytes, 0),
      Value::view(ViewType::UINT8_ARRAY, Value::arrayBuffer(std::vector<std::byte>(8)), 0, 8),
      Value::error(ErrorType::ERROR, "m"), Value::error(ErrorType::TYPE_ERROR, "m"),
      Value::error(ErrorType::ERROR, "n"), Value::error(ErrorType::ERROR, "m", "s"),
      Value::error(ErrorType::ERROR, std::nullopt), Value::error(ErrorType::ERROR, "m", std::nullopt, 1),
      Value::error(ErrorType::ERROR, "m", std::nullopt, 2),
      std::string(5000, 'x'), std::string(5000, 'y'), std::string(5001, 'x'),
      Value::unclonable("function"), Value::unclonable("symbol")};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      EXPECT_EQ(all[i] == all[j].clone(), i == j) << all[i] << " " << all[j];
    }
  }
}

TEST(KindTest, NamesThatAreNone) {
  EXPECT_EQ(viewTypeFrom("Uint9Array"), std::nullopt);
  EXPECT_EQ(viewTypeFrom("DataView"), ViewType::DATA_VIEW);
  EXPECT_EQ(errorTypeFrom("AggregateError"), ErrorType::ERROR) << "as the clone algorithm has it";
  EXPECT_EQ(errorTypeFrom("URIError"), ErrorType::URI_ERROR);
}

TEST(KindTest, WhatTheWrongKindIsAskedForSaysBoth) {
  const std::vector<std::pair<std::function<void(Value)>, std::string>> rows = {
      {[](Value value) { value.asBoolean(); }, "a boolean"},
      {[](Value value) { value.asNumber(); }, "a number"},
      {[](Value value) { (void)std::move(value).asBigInt(); }, "a bigint"},
      {[](Value value) { value.asString(); }, "a string"},
      {[](Value value) { value.asStringView(); }, "a string"},
      {[](Value value) { value.asDate(); }, "a date"},
      {[](Value value) { value.source(); }, "a regexp"},
      {[](Value value) { value.unboxed(); }, "a boxed value"},
      {[](Value value) { value.mapGet(1); }, "a map"},
      {[](Value value) { value.setHas(1); }, "a set"},
      {[](Value value) { value.push(1); }, "an array"},
      {[](Value value) { value.has("x"); }, "an object or an array"},
      {[](Value value) { value.viewType(); }, "a view"},
      {[](Value value) { value.message(); }, "an error"},
  };
  for (const auto& [ask, wanted] : rows) {
    for (const Value& other : {Value(), Value::unclonable("symbol")}) {
      try {
        ask(other);
        ADD_FAILURE() << wanted;
      } catch (const ValueError& error) {
        EXPECT_EQ(error.what(), "expected " + wanted + ", found " + std::string(nameOf(other.kind())));
      }
    }
  }
}

}  // namespace
}  // namespace triwire
