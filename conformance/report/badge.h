#pragma once

#include <string>

#include "report/score.h"

namespace triwire::conformance {

/// One subject as JSON for a badge: the schema of shields.io's endpoint, version 1.
std::string badge(const SubjectRun& run);

}  // namespace triwire::conformance
