// A visitor is told of each kind as what it is.
#include "triwire/visit.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "support/values.h"

namespace triwire {
namespace {

/// The name of the kind, as the type that the visitor is called with has it.
struct NameOfType {
  std::string_view operator()(Undefined) const { return "undefined"; }
  std::string_view operator()(std::nullptr_t) const { return "null"; }
  std::string_view operator()(bool) const { return "boolean"; }
  std::string_view operator()(double) const { return "number"; }
  std::string_view operator()(const BigInt&) const { return "bigint"; }
  std::string_view operator()(std::string_view) const { return "string"; }
  template <ValueKind KIND>
  std::string_view operator()(Visited<KIND> visited) const {
    EXPECT_EQ(visited.value.kind(), KIND);
    return nameOf(KIND);
  }
};

TEST(VisitTest, EachKindIsGivenAsWhatItIs) {
  std::set<ValueKind> visited;
  std::vector<Value> values = sampleValues();
  values.push_back(Value::unclonable("function"));
  for (const Value& value : values) {
    EXPECT_EQ(visit(NameOfType(), value), nameOf(value.kind())) << value;
    visited.insert(value.kind());
  }
  EXPECT_EQ(visited.size(), static_cast<std::size_t>(ValueKind::ERROR) + 1);  // Each of them.
}

TEST(VisitTest, TheRestGoesToAFunctionOfAnything) {
  const Overloaded visitor{[](bool) { return 1; },
                           [](VisitedArray array) { return static_cast<int>(array.value.size()); },
                           [](const auto&) { return -1; }};
  EXPECT_EQ(visit(visitor, true), 1);
  EXPECT_EQ(visit(visitor, Value::array({1, 2, 3})), 3);
  EXPECT_EQ(visit(visitor, 5.0), -1);
  EXPECT_EQ(visit(visitor, Value()), -1);
}

TEST(VisitTest, AStringIsNotCopied) {
  const Value text(std::string(100'000, 'x'));
  const auto place = Overloaded{[](std::string_view shown) { return shown.data(); },
                                [](const auto&) { return static_cast<const char*>(nullptr); }};
  EXPECT_EQ(visit(place, text), text.asStringView().data());
}

}  // namespace
}  // namespace triwire
