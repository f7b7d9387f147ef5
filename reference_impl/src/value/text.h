// Values as text.
#pragma once

#include <string>

#include "triwire/value.h"

namespace triwire::detail {

/// As JavaScript's `String(number)`.
std::string numberText(double number);

/// As JavaScript's `String(value)`, but that a date is its number of milliseconds.
std::string jsString(const Value& value);

}  // namespace triwire::detail
