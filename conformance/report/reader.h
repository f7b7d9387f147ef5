#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/jsonl.h"
#include "report/score.h"

namespace triwire::conformance {

/// What a report says about one requirement and one subject, in its own words.
struct RecordedResult {
  std::string subject, requirement, digest, verdict, known;
};

/// A report.jsonl, read.
struct Report {
  Provenance provenance;
  std::string catalogue;  ///< SHA-256 of the catalogue that it was judged by.
  std::vector<SubjectRun> runs;  ///< With the recorded findings; not scored.
  std::vector<RecordedResult> results;
  bool finished = false;  ///< It has its last record: the run was not interrupted.
  std::string ended;
  int exitCode = 0;
  std::vector<std::string> headlines;
  std::string chain;  ///< Of its last line.
  std::vector<std::size_t> brokenLines;  ///< From 1; those whose chain does not follow.
};

/// Reads the text of a report.jsonl; `source` is what messages call it. A report that breaks off is
/// one, too. Throws std::invalid_argument with one sentence that names the line.
Report readReport(std::string_view text, const std::string& source);

}  // namespace triwire::conformance
