#pragma once

#include <string>
#include <vector>

namespace triwire::conformance {

/// What became of a run of the program `triwire`.
struct Ran {
  int code = -1;  ///< -1: it did not exit by itself.
  std::string out, err;
};

/// Runs the program that this build made.
Ran triwire(std::vector<std::string> arguments);

}  // namespace triwire::conformance
