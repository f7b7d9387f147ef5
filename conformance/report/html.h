#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/catalogue.h"
#include "report/jsonl.h"
#include "report/score.h"

namespace triwire::conformance {

/// One page that needs nothing else: the matrix of subjects and groups of requirements, and
/// for each failure the sentence, the stimulus, a sequence diagram and how to run it again.
std::string htmlReport(const Provenance& provenance, const Catalogue& catalogue,
                       const std::vector<SubjectRun>& runs);

/// Writes that page. Throws std::invalid_argument if it cannot be written.
void writeHtml(const std::filesystem::path& path, const Provenance& provenance,
               const Catalogue& catalogue, const std::vector<SubjectRun>& runs);

}  // namespace triwire::conformance
