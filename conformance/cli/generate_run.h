#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/examine.h"

namespace triwire::conformance {

/// For the first failure of each requirement in a run of generated scenarios, at most three: the
/// scenario is performed again and again with a step less, until none can go, and written to
/// `folder`. Returns what to tell the user: how small it became, and the line that runs it.
std::string shrinkFailures(const SubjectSpec& spec, const std::vector<Scenario>& scenarios,
                           const ExamineOptions& options, const SubjectRun& run,
                           const std::filesystem::path& folder);

}  // namespace triwire::conformance
