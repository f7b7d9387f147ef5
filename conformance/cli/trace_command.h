#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace triwire::conformance {

/// The command line of `triwire trace`.
struct TraceOptions {
  std::string socket;
  bool follow = false;
  bool payloads = false;
  unsigned waitSeconds = 0;  ///< For a main that is not there yet.
  std::uint64_t count = 0;  ///< 0: to main's end.
  std::optional<std::filesystem::path> diagram;
  std::optional<std::filesystem::path> capture;

  bool isFollowing() const { return follow || payloads || count > 0 || diagram || capture; }
};

void addTrace(CLI::App& app, TraceOptions& options);

/// Looks on, and prints. Returns the exit code. Throws UsageError.
int traceCommand(const TraceOptions& options);

}  // namespace triwire::conformance
