#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace triwire::conformance {

/// The command line of `triwire soak`.
struct SoakOptions {
  std::string subject = "reference";
  std::optional<std::string> profile;
  double minutes = 10;
  std::optional<double> seconds;  ///< In place of minutes.
  std::optional<double> window;   ///< Seconds between two looks at main.
  unsigned renderers = 100;
  double toleranceMiB = 1;
  double timeoutMultiplier = 6;
  std::optional<std::uint64_t> seed;
};

void addSoak(CLI::App& app, SoakOptions& options);

/// Soak, and print what came of it. Returns the exit code. Throws UsageError.
int soakCommand(const SoakOptions& options);

}  // namespace triwire::conformance
