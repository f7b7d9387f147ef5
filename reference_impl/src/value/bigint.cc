#include <algorithm>

#include "triwire/value.h"

namespace triwire {

namespace {

using Magnitude = std::vector<std::uint8_t>;

/// number * 10 + digit
void appendDigit(Magnitude& number, unsigned digit) {
  unsigned carry = digit;
  for (std::uint8_t& byte : number) {
    carry += byte * 10U;
    byte = static_cast<std::uint8_t>(carry & 0xFFU);
    carry >>= 8U;
  }
  if (carry != 0) number.push_back(static_cast<std::uint8_t>(carry));
}

/// number / 10; returns the remainder.
unsigned removeDigit(Magnitude& number) {
  unsigned rest = 0;
  for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
    rest = (rest << 8U) | *byte;
    *byte = static_cast<std::uint8_t>(rest / 10);
    rest %= 10;
  }
  while (!number.empty() && number.back() == 0) number.pop_back();
  return rest;
}

}  // namespace

BigInt::BigInt(std::int64_t number) : negative(number < 0) {
  std::uint64_t rest = static_cast<std::uint64_t>(number);
  if (negative) rest = 0 - rest;
  for (; rest != 0; rest >>= 8U) magnitude.push_back(static_cast<std::uint8_t>(rest & 0xFFU));
}

BigInt BigInt::parse(std::string_view decimal) {
  BigInt number;
  const bool negative = !decimal.empty() && decimal.front() == '-';
  const std::string_view digits = decimal.substr(negative ? 1 : 0);
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), isDigit)) {
    throw ValueError("not a decimal integer: '" + std::string(decimal) + "'");
  }
  for (const char digit : digits) appendDigit(number.magnitude, static_cast<unsigned>(digit - '0'));
  number.negative = negative && !number.magnitude.empty();
  return number;
}

std::string BigInt::toString() const {
  if (magnitude.empty()) return "0";
  std::string digits;
  for (Magnitude rest = magnitude; !rest.empty();) {
    digits.push_back(static_cast<char>('0' + removeDigit(rest)));
  }
  if (negative) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace triwire
