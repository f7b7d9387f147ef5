// What becomes of exceptions that reach the top of this library.
#pragma once

#include <exception>
#include <string>

#include "triwire/outcome.h"

namespace triwire {

/// What was thrown, as the other side is to learn it. Anything can be thrown: JsError, Value, an
/// exception of the standard library, something unknown.
ThrownError thrownErrorFrom(const std::exception_ptr& error);

/// "Uncaught TypeError: no such file" on standard error: the default of `onUncaughtException`.
void printUncaught(const std::exception_ptr& error);

}  // namespace triwire
