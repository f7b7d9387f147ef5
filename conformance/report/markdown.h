#pragma once

#include <string>
#include <vector>

#include "report/jsonl.h"
#include "report/score.h"

namespace triwire::conformance {

/// A summary in Markdown, for a pull request or the summary of a CI job: a table of the subjects,
/// then each failure with its sentence, what happened and how to run it again.
std::string markdownReport(const Provenance& provenance, const std::vector<SubjectRun>& runs);

}  // namespace triwire::conformance
