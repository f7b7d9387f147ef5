// Standard types there and back, and what is refused on the way.
#include "triwire/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "triwire/convert_std.h"

/// A type of an application, with a conversion of its own.
struct Point {
  double x = 0;
  std::optional<double> y;

  friend bool operator==(const Point&, const Point&) = default;
};

template <>
struct triwire::Conversion<Point> {
  static Value toValue(const Point& point) {
    return Value::object({{"x", point.x}, {"y", triwire::toValue(point.y)}});
  }
  static Point fromValue(const Value& value) {
    return {property<double>(value, "x"), property<std::optional<double>>(value, "y")};
  }
};

namespace triwire {
namespace {

template <class T>
void expectThereAndBack(const T& object, const Value& expected) {
  const Value value = toValue(object);
  EXPECT_EQ(value, expected);
  EXPECT_EQ(to<T>(value), object);
}

std::string failureOf(const std::function<void()>& conversion) {
  try {
    conversion();
  } catch (const ConversionError& error) {
    return error.what();
  }
  return "none";
}

template <class T>
std::string failureOf(const Value& value) {
  return failureOf([&] { static_cast<void>(to<T>(value)); });
}

TEST(ConvertTest, PrimitivesThereAndBack) {
  expectThereAndBack(true, true);
  expectThereAndBack(-5, -5);
  expectThereAndBack<std::uint8_t>(255, 255);
  expectThereAndBack(1.5F, 1.5);
  expectThereAndBack(std::string("a\0b", 3), std::string_view("a\0b", 3));
  expectThereAndBack(std::string(100'000, 'x'), std::string(100'000, 'x'));
  expectThereAndBack(std::u16string{0xD800}, std::u16string{0xD800});
  expectThereAndBack(BigInt(-7), BigInt(-7));
  expectThereAndBack(Value("any"), "any");
  EXPECT_TRUE(std::signbit(to<double>(-0.0)));
  EXPECT_TRUE(std::isnan(to<double>(std::nan(""))));
}

TEST(ConvertTest, ContainersThereAndBack) {
  expectThereAndBack(std::vector<int>{1, 2}, Value::array({1, 2}));
  expectThereAndBack(std::vector<std::vector<std::string>>{{"a"}, {}},
                     Value::array({Value::array({"a"}), Value::array()}));
  expectThereAndBack(std::array<int, 2>{1, 2}, Value::array({1, 2}));
  expectThereAndBack(std::tuple(1, std::string("a"), true), Value::array({1, "a", true}));
  expectThereAndBack(std::pair(1, std::string("a")), Value::array({1, "a"}));
  expectThereAndBack(std::map<std::string, int>{{"a", 1}}, Value::object({{"a", 1}}));
  expectThereAndBack(std::unordered_map<std::string, int>{{"a", 1}}, Value::object({{"a", 1}}));
  expectThereAndBack(std::map<int, std::string>{{1, "a"}}, Value::map({{1, "a"}}));
  expectThereAndBack(std::set<std::string>{"a", "b"}, Value::set({"a", "b"}));
  expectThereAndBack(std::vector<std::byte>{std::byte{5}},
                     Value::uint8Array(std::vector<std::byte>{std::byte{5}}));
  expectThereAndBack(std::optional<int>(), Value());
  expectThereAndBack(std::optional<int>(5), 5);
  expectThereAndBack(std::variant<int, std::string>("a"), "a");
  expectThereAndBack(std::variant<std::monostate, int>(), Value());
  EXPECT_EQ(to<std::optional<int>>(nullptr), std::nullopt);
}

TEST(ConvertTest, IntegersAreExactOrRefused) {
  constexpr std::int64_t LARGEST = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t SMALLEST = std::numeric_limits<std::int64_t>::min();
  expectThereAndBack<std::int64_t>(std::int64_t{1} << 53, 9007199254740992.0);
  expectThereAndBack(SMALLEST, -9223372036854775808.0);
  EXPECT_EQ(failureOf([&] { toValue(LARGEST); }), "no number is 9223372036854775807; a bigint is");
  EXPECT_EQ(failureOf([] { toValue(std::numeric_limits<std::uint64_t>::max()); }),
            "no number is 18446744073709551615; a bigint is");
  EXPECT_EQ(to<std::int64_t>(BigInt(LARGEST)), LARGEST);
  EXPECT_EQ(to<std::int64_t>(BigInt(SMALLEST)), SMALLEST);
  EXPECT_EQ(to<std::int64_t>(BigInt(-1)), -1);
  EXPECT_EQ(to<std::uint64_t>(BigInt::parse("18446744073709551615")), UINT64_MAX);
  for (const char* far : {"9223372036854775808", "-9223372036854775809", "18446744073709551616"}) {
    EXPECT_EQ(failureOf<std::int64_t>(BigInt::parse(far)), far + std::string("n is out of range"));
  }
  EXPECT_EQ(failureOf<std::uint64_t>(BigInt(-1)), "-1n is out of range");
  EXPECT_EQ(failureOf<std::uint64_t>(18446744073709551616.0),
            "18446744073709552000 is out of range");
  EXPECT_EQ(failureOf<int>(1.5), "expected an integer, found 1.5");
  EXPECT_EQ(failureOf<int>(std::nan("")), "expected an integer, found NaN");
  EXPECT_EQ(failureOf<int>(HUGE_VAL), "Infinity is out of range");
  EXPECT_EQ(failureOf<std::int8_t>(128), "128 is out of range");
  EXPECT_EQ(failureOf<unsigned>(-1), "-1 is out of range");
}

TEST(ConvertTest, TheWrongKindIsRefused) {
  EXPECT_EQ(failureOf<bool>(1), "expected a boolean, found number");
  EXPECT_EQ(failureOf<double>("1"), "expected a number, found string");
  EXPECT_EQ(failureOf<double>(BigInt(1)), "expected a number, found bigint");
  EXPECT_EQ(failureOf<std::string>(Value()), "expected a string, found undefined");
  EXPECT_EQ(failureOf<std::vector<int>>(Value::set({1})), "expected an array, found set");
  EXPECT_EQ(failureOf<std::set<int>>(Value::array({1})), "expected a set, found array");
  EXPECT_EQ((failureOf<std::map<int, int>>(Value::object())), "expected a map, found object");
  EXPECT_EQ((failureOf<std::map<std::string, int>>(Value::map())), "expected an object, found map");
  EXPECT_EQ((failureOf<std::variant<int, bool>>("a")),
            "expected one of several types, found string");
  EXPECT_EQ(failureOf<std::monostate>(nullptr), "expected undefined, found null");
  EXPECT_EQ((failureOf<std::array<int, 2>>(Value::array({1}))), "expected 2 elements, found 1");
}

TEST(ConvertTest, AnArrayOfHolesCostsNothing) {
  Value holes = Value::array({1});
  holes.setLength(4'000'000'000U);
  EXPECT_EQ(failureOf<std::vector<int>>(holes), "[1]: expected an element, found a hole");
  EXPECT_EQ(failureOf<std::vector<std::optional<int>>>(holes),
            "[1]: expected an element, found a hole");
}

TEST(ConvertTest, ErrorsNameThePath) {
  using Points = std::map<std::string, std::vector<Point>>;
  const Value bad = Value::object({{"a b", Value::array({Value::object({{"x", "1"}})})}});
  EXPECT_EQ(failureOf<Points>(bad), "['a b'][0].x: expected a number, found string");
  EXPECT_EQ(failureOf([&] {
              to<Points>(Args{1, bad}, 1);
            }),
            "args[1]['a b'][0].x: expected a number, found string");
  EXPECT_EQ(failureOf([&] { to<int>(Args{}, 2); }), "args[2]: expected a number, found undefined");
  EXPECT_EQ((failureOf<std::map<int, int>>(Value::map({{1, 1}, {2, "b"}}))),
            ".values()[1]: expected a number, found string");
  EXPECT_EQ((failureOf<std::map<int, int>>(Value::map({{"a", 1}}))),
            ".keys()[0]: expected a number, found string");
  EXPECT_EQ(failureOf<std::set<int>>(Value::set({1, "b"})),
            ".values()[1]: expected a number, found string");
}

TEST(ConvertTest, ANameIsWrittenBehindADotIfJavaScriptAllowsIt) {
  for (const std::string name : {"a", "Z", "_", "$", "a9", "m_$9Z"}) {
    EXPECT_EQ((failureOf<std::map<std::string, double>>(Value::object({{name, "1"}}))),
              "." + name + ": expected a number, found string");
  }
  for (const std::string name : {"", "a-b", "[", "`", "{", "@", "/", ":", "é", "x y"}) {
    EXPECT_EQ((failureOf<std::map<std::string, double>>(Value::object({{name, "1"}}))),
              "['" + name + "']: expected a number, found string");
  }
  EXPECT_EQ((failureOf<std::map<std::string, double>>(Value::object({{"9a", "1"}}))),
            "['9a']: expected a number, found string");
}

TEST(ConvertTest, AnArrayOfAKnownSizeHasIt) {
  using Three = std::array<int, 3>;
  EXPECT_EQ(to<Three>(Value::array({1, 2, 3})), (Three{1, 2, 3}));
  EXPECT_EQ(failureOf<Three>(Value::array({1, 2})), "expected 3 elements, found 2");
  EXPECT_EQ(failureOf<Three>(Value::array({1, 2, "3"})), "[2]: expected a number, found string");
  Value hole = Value::array({1, 2, 3});
  hole.remove(1);
  EXPECT_EQ(failureOf<Three>(hole), "[1]: expected an element, found a hole");
}

TEST(ConvertTest, TypesOfTheApplicationAreLikeTheOthers) {
  expectThereAndBack(std::vector<Point>{{1, 2}, {3, {}}},
                     Value::array({Value::object({{"x", 1}, {"y", 2}}),
                                   Value::object({{"x", 3}, {"y", Value()}})}));
  EXPECT_EQ(to<Point>(Value::object({{"x", 3}})), (Point{3, {}}));
  EXPECT_EQ(failureOf<Point>(Value::object()), ".x: expected a number, found undefined");
  EXPECT_EQ(failureOf<Point>(5), "expected an object, found number");
}

TEST(ConvertTest, DatesAreTimesOfTheClock) {
  using Clock = std::chrono::system_clock;
  const Clock::time_point time(std::chrono::milliseconds(-1'500));
  expectThereAndBack(time, Value::date(-1'500));
  EXPECT_EQ(toValue(time - std::chrono::microseconds(1)), Value::date(-1'501));
  EXPECT_EQ(failureOf<Clock::time_point>(Value::date(std::nan(""))),
            "no time of the clock is Date(NaN)");
  EXPECT_EQ(failureOf<Clock::time_point>(Value::date(8.64e15)),
            "no time of the clock is Date(8640000000000000)");
  EXPECT_EQ(failureOf<Clock::time_point>(5), "expected a date, found number");
}

TEST(ConvertTest, BytesAreReadFromAnyViewOfThem) {
  const std::array<std::byte, 4> raw{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
  const Value buffer = Value::arrayBuffer(raw);
  using Bytes = std::vector<std::byte>;
  EXPECT_EQ(to<Bytes>(buffer), Bytes(raw.begin(), raw.end()));
  EXPECT_EQ(to<Bytes>(Value::view(ViewType::UINT16_ARRAY, buffer, 2, 1)),
            Bytes(raw.begin() + 2, raw.end()));
  EXPECT_EQ(failureOf<Bytes>(Value::array({1})), "expected an ArrayBuffer or a view, found array");
}

}  // namespace
}  // namespace triwire
