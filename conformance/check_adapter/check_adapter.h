#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "check_adapter/check.h"

namespace triwire::conformance {

/// What an examination of an adapter came to.
struct Checked {
  struct Result {
    AdapterCheck check;
    std::string notApplicable;  ///< Why it was not made; else empty.
    std::optional<Lie> finding;
  };

  std::optional<Identity> identity;  ///< Nothing: it never got so far as to say who it is.
  std::vector<Result> results;

  std::size_t lies() const;
  std::size_t held() const;
};

struct CheckOptions {
  std::chrono::milliseconds patience{5000};  ///< How long one wait may last.
  std::uint64_t seed = 0;
  std::vector<std::string> only;  ///< Names of checks; empty: all. "hello" is always made.
};

/// Examines an adapter before what it reports is believed. `onResult` hears of each check as it is
/// made. Throws std::runtime_error if the program cannot be started.
Checked checkAdapter(const std::vector<std::string>& argv, const CheckOptions& options,
                     const std::function<void(const Checked::Result&)>& onResult);

}  // namespace triwire::conformance
