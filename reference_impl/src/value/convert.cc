// Conversions that are no templates, and what the others need.
#include "triwire/convert.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "triwire/convert_std.h"
#include "triwire/typed_array.h"

namespace triwire {
namespace {

std::string expectedInsteadOf(std::string_view wanted, const Value& found) {
  return "expected " + std::string(wanted) + ", found " + std::string(nameOf(found.kind()));
}

const Value& expectKind(const Value& value, ValueKind kind, std::string_view wanted) {
  if (value.kind() != kind) throw ConversionError(wanted, value);
  return value;  // NOLINT(bugprone-return-const-ref-from-parameter): for the length of an expression.
}

using Clock = std::chrono::system_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr double TWO_TO_63 = 9223372036854775808.0;
constexpr double TWO_TO_64 = 2 * TWO_TO_63;

/// The integer that a number is, in this range. Throws ConversionError.
double integralIn(const Value& value, double min, double end) {
  const double number = value.asNumber();
  if (number != std::trunc(number))
    throw ConversionError("expected an integer, found " + value.toString());
  if (number < min || number >= end) detail::throwOutOfRange(value);  // Infinity, too.
  return number;
}

/// The magnitude of a bigint of at most 64 bits.
std::uint64_t magnitudeFrom(const Value& value) {
  const BigInt& number = value.asBigInt();
  if (number.magnitude.size() > sizeof(std::uint64_t)) detail::throwOutOfRange(value);
  std::uint64_t magnitude = 0;
  unsigned shift = 0;
  for (const std::uint8_t byte : number.magnitude) {
    magnitude |= std::uint64_t{byte} << shift;
    shift += 8;
  }
  return magnitude;
}

template <class Integer>
Value exactNumberOf(Integer integer, double end) {
  const auto number = static_cast<double>(integer);
  if (number >= end || static_cast<Integer>(number) != integer) {
    throw ConversionError("no number is " + std::to_string(integer) + "; a bigint is");
  }
  return number;
}

}  // namespace

ConversionError::ConversionError(std::string_view wanted, const Value& found)
    : ConversionError("", expectedInsteadOf(wanted, found)) {}

ConversionError::ConversionError(std::string reason) : ConversionError("", std::move(reason)) {}

ConversionError::ConversionError(std::string path, std::string reason)
    : ValueError(path.empty() ? reason : path + ": " + reason),
      path_(std::move(path)),
      reason_(std::move(reason)) {}

ConversionError ConversionError::within(std::string_view step) const {
  return {std::string(step) + path_, reason_};
}

namespace detail {

std::string propertyStep(std::string_view name) {
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  const auto isPlain = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$';
  };
  const bool isName =
      !name.empty() && std::all_of(name.begin(), name.end(), isPlain) && !isDigit(name.front());
  return isName ? "." + std::string(name) : "['" + std::string(name) + "']";
}

std::string indexStep(std::size_t index) { return "[" + std::to_string(index) + "]"; }

double numberFrom(const Value& value) {
  return expectKind(value, ValueKind::NUMBER, "a number").asNumber();
}

std::int64_t signedFrom(const Value& value) {
  if (!value.isBigInt()) {
    expectKind(value, ValueKind::NUMBER, "a number");
    return static_cast<std::int64_t>(integralIn(value, -TWO_TO_63, TWO_TO_63));
  }
  const std::uint64_t magnitude = magnitudeFrom(value);
  const bool isNegative = value.asBigInt().negative;
  const std::uint64_t magnitudeMax = (std::uint64_t{1} << 63U) - (isNegative ? 0 : 1);
  if (magnitude > magnitudeMax) throwOutOfRange(value);
  return static_cast<std::int64_t>(isNegative ? ~magnitude + 1 : magnitude);
}

std::uint64_t unsignedFrom(const Value& value) {
  if (!value.isBigInt()) {
    expectKind(value, ValueKind::NUMBER, "a number");
    return static_cast<std::uint64_t>(integralIn(value, 0, TWO_TO_64));
  }
  if (value.asBigInt().negative) throwOutOfRange(value);
  return magnitudeFrom(value);
}

void throwOutOfRange(const Value& value) {
  throw ConversionError(value.toString() + " is out of range");
}

Value numberOf(std::int64_t integer) { return exactNumberOf(integer, TWO_TO_63); }

Value numberOf(std::uint64_t integer) { return exactNumberOf(integer, TWO_TO_64); }

std::vector<Value> elementsFrom(const Value& array, std::optional<std::size_t> count) {
  expectKind(array, ValueKind::ARRAY, "an array");
  if (count && array.size() != *count) {
    throw ConversionError("expected " + std::to_string(*count) + " elements, found " +
                          std::to_string(array.size()));
  }
  std::vector<Value> elements;
  for (auto& [index, element] : array.presentElements()) {
    if (index != elements.size()) break;
    elements.push_back(std::move(element));
  }
  if (elements.size() < array.size()) {
    throw ConversionError("expected an element, found a hole").within(indexStep(elements.size()));
  }
  return elements;
}

std::vector<std::byte> bytesFrom(const Value& buffer) {
  const ValueKind kind = buffer.kind();
  if (kind != ValueKind::ARRAY_BUFFER && kind != ValueKind::VIEW) {
    throw ConversionError("an ArrayBuffer or a view", buffer);
  }
  const std::span<const std::byte> bytes = buffer.bytes();
  return {bytes.begin(), bytes.end()};
}

std::span<std::byte> bytesOfView(const Value& view, ViewType type) {
  const bool isView = view.kind() == ValueKind::VIEW;
  const bool isIt =
      isView && (view.viewType() == type || (type == ViewType::UINT8_ARRAY &&
                                             view.viewType() == ViewType::UINT8_CLAMPED_ARRAY));
  if (!isIt) {
    throw ValueError("expected " + std::string(nameOf(type)) + ", found " +
                     std::string(isView ? nameOf(view.viewType()) : nameOf(view.kind())));
  }
  return view.bytes();
}

}  // namespace detail

bool Conversion<bool>::fromValue(const Value& value) {
  return expectKind(value, ValueKind::BOOLEAN, "a boolean").asBoolean();
}

std::string Conversion<std::string>::fromValue(const Value& value) {
  return std::string(expectKind(value, ValueKind::STRING, "a string").asStringView());
}

std::u16string Conversion<std::u16string>::fromValue(const Value& value) {
  return expectKind(value, ValueKind::STRING, "a string").asU16String();
}

BigInt Conversion<BigInt>::fromValue(const Value& value) {
  return expectKind(value, ValueKind::BIGINT, "a bigint").asBigInt();
}

std::monostate Conversion<std::monostate>::fromValue(const Value& undefined) {
  expectKind(undefined, ValueKind::UNDEFINED, "undefined");
  return {};
}

Value Conversion<Clock::time_point>::toValue(TimePoint time) {
  const auto since = std::chrono::floor<Milliseconds>(time.time_since_epoch());
  return Value::date(static_cast<double>(since.count()));
}

Clock::time_point Conversion<Clock::time_point>::fromValue(const Value& date) {
  const double milliseconds = expectKind(date, ValueKind::DATE, "a date").asDate();
  const auto last = static_cast<double>(
      std::chrono::floor<Milliseconds>(TimePoint::max().time_since_epoch()).count());
  if (!(std::fabs(milliseconds) < last)) {  // An invalid date is NaN.
    throw ConversionError("no time of the clock is " + date.toString());
  }
  return TimePoint(Milliseconds(static_cast<std::int64_t>(std::floor(milliseconds))));
}

}  // namespace triwire
