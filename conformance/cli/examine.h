#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/bundled_subjects.h"
#include "driver/scenario.h"
#include "report/score.h"

namespace triwire::conformance {

/// How a subject is examined.
struct ExamineOptions {
  std::chrono::milliseconds patience{5000};  ///< How long one wait may last.
  std::uint64_t seed = 0;
};

/// Who hears of a subject while it is examined.
struct ExamineListener {
  std::function<void(const SubjectRun& run)> onSubject;
  std::function<void(const SubjectRun& run, const Scenario& next)> onCase;
  std::function<void(const SubjectRun& run, const Case& performed)> onCaseEnd;
};

/// Performs the scenarios on a subject and judges what happened. The process is started anew after
/// each scenario that it does not survive. Does not score.
SubjectRun examine(const SubjectSpec& spec, const std::vector<Scenario>& scenarios,
                   const ExamineOptions& options, const ExamineListener& listener);

}  // namespace triwire::conformance
