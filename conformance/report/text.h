#pragma once

#include <string>

#include "report/score.h"

namespace triwire::conformance {

/// The command line that performs one scenario on one subject again.
std::string rerunLine(const SubjectRun& run, const std::string& scenario);

/// What a person reads at the end of a run: for each subject its headline, each failure with the
/// sentence, what happened and how to see it again, and what was lost or left open.
/// `colours`: with ANSI colours.
std::string textReport(const SubjectRun& run, bool colours);

}  // namespace triwire::conformance
