#pragma once

#include <string>
#include <vector>

#include "report/jsonl.h"
#include "report/score.h"

namespace triwire::conformance {

/// JUnit's XML, as CI servers read it: a suite for each subject, a test case for each requirement
/// and each scenario that was lost. Known failures, and what could not be shown, are skipped with the
/// reason; what is inconclusive is an error. Nothing is timed: a verdict is no measurement.
std::string junitReport(const Provenance& provenance, const std::vector<SubjectRun>& runs);

}  // namespace triwire::conformance
