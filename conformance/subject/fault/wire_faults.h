// The seeded faults of the wire, by name.
#pragma once

#include <map>
#include <string>

#include "subject/fault/tap.h"

namespace triwire::conformance {

struct SeededWireFault {
  Tap::MakeFault make;
  /// In every link; else only in those with somebody of another implementation, so that the world's
  /// own renderers are there to see what becomes of it.
  bool isInAll = false;
};

const std::map<std::string, SeededWireFault, std::less<>>& wireFaults();

}  // namespace triwire::conformance
