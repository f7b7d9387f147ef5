// Maps and sets, of few keys (searched) and of many (indexed), with keys of every kind.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "triwire/value.h"

namespace triwire {
namespace {

/// No two of them are the same key.
std::vector<Value> keysOfEveryKind() {
  return {Value(),
          nullptr,
          true,
          false,
          0,
          1,
          std::nan(""),
          "",
          "text",
          std::string(5000, 'x'),
          std::string(5000, 'x') + "y",
          BigInt(0),
          BigInt(1),
          BigInt(-1),
          BigInt::parse("123456789012345678901234567890"),
          Value::object(),
          Value::object(),
          Value::array({1}),
          Value::array({1}),
          Value::unclonable("function")};
}

class KeyedTest : public testing::TestWithParam<int> {
 protected:
  KeyedTest() {
    for (int i = 0; i < GetParam(); ++i) map_.mapSet("other " + std::to_string(i), i);
    for (std::size_t i = 0; i < keys_.size(); ++i) map_.mapSet(keys_[i], i);
  }

  const std::vector<Value> keys_ = keysOfEveryKind();
  Value map_ = Value::map();
};

TEST_P(KeyedTest, EachKeyHasItsEntry) {
  EXPECT_EQ(map_.size(), keys_.size() + static_cast<std::size_t>(GetParam()));
  for (std::size_t i = 0; i < keys_.size(); ++i) EXPECT_EQ(map_.mapGet(keys_[i]), Value(i)) << keys_[i];
  EXPECT_EQ(map_.mapGet(-0.0), map_.mapGet(0));
  for (const Value& key : {Value(2), Value("tex"), Value(BigInt(2)), Value(std::string(5001, 'z')),
                           Value::object(), Value::array({1})}) {
    EXPECT_FALSE(map_.mapHas(key)) << key;
    EXPECT_FALSE(map_.mapDelete(key)) << key;
  }
}

TEST_P(KeyedTest, AnEntryThatIsDeletedIsGoneAndLeavesTheOthers) {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    EXPECT_TRUE(map_.mapDelete(keys_[i])) << keys_[i];
    EXPECT_FALSE(map_.mapDelete(keys_[i])) << keys_[i];
    for (std::size_t j = i + 1; j < keys_.size(); ++j) EXPECT_EQ(map_.mapGet(keys_[j]), Value(j));
  }
  EXPECT_EQ(map_.size(), static_cast<std::size_t>(GetParam()));
}

TEST_P(KeyedTest, AValueOfASetIsThereOnce) {
  Value set = Value::set();
  for (int twice = 0; twice < 2; ++twice) {
    for (int i = 0; i < GetParam(); ++i) set.setAdd("other " + std::to_string(i));
    for (const Value& key : keys_) set.setAdd(key);
  }
  EXPECT_EQ(set.size(), map_.size());
  for (const Value& key : keys_) {
    EXPECT_TRUE(set.setDelete(key));
    EXPECT_FALSE(set.setHas(key));
    EXPECT_FALSE(set.setDelete(key));
  }
}

TEST_P(KeyedTest, AnEntryIsOverwrittenWhereItIs) {
  for (const Value& key : keys_) map_.mapSet(key, "new");
  const auto entries = map_.entries();
  EXPECT_EQ(entries.size(), keys_.size() + static_cast<std::size_t>(GetParam()));
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const auto& [key, value] = entries[static_cast<std::size_t>(GetParam()) + i];
    EXPECT_TRUE(key.isSame(keys_[i]));
    EXPECT_EQ(value, Value("new"));
  }
}

TEST_P(KeyedTest, AClonesKeysAreItsOwnObjects) {
  const Value clone = map_.clone();
  EXPECT_EQ(clone.size(), map_.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const Value key = clone.entries()[static_cast<std::size_t>(GetParam()) + i].first;
    EXPECT_EQ(clone.mapGet(key), Value(i));
    const bool isPrimitive = map_.mapHas(key);
    EXPECT_EQ(isPrimitive, clone.mapHas(keys_[i])) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(FewAndMany, KeyedTest, testing::Values(0, 100));

}  // namespace
}  // namespace triwire
