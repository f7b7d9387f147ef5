#pragma once

#include <string>
#include <vector>

#include "report/catalogue.h"
#include "report/jsonl.h"
#include "report/score.h"

namespace triwire::conformance {

/// One page that needs nothing else: the matrix of subjects and groups of requirements, and
/// for each failure the sentence, what happened, a sequence diagram, the stimulus and how to run it
/// again. `specification`: where its page is, seen from this one, for links; may be empty.
std::string htmlReport(const Provenance& provenance, const Catalogue& catalogue,
                       const std::vector<SubjectRun>& runs, const std::string& specification = {});

}  // namespace triwire::conformance
