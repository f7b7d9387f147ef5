#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/bundled_subjects.h"
#include "driver/scenario.h"
#include "driver/subject.h"
#include "report/score.h"

namespace triwire::conformance {

/// How a subject is examined.
struct ExamineOptions {
  std::chrono::milliseconds patience{5000};  ///< How long one wait may last.
  std::uint64_t seed = 0;
  unsigned jobs = 1;  ///< Processes of the subject at a time.
  /// Whether nothing more is to be performed after that one. Null: everything is.
  std::function<bool(const SubjectRun& run, const Case& performed)> stopsAfter{};
  /// Told of each process of the subject that was started.
  std::function<void(Subject& subject)> onStart{};
};

/// Who hears of a subject while it is examined. `onSubject` may add what the command line says of it.
struct ExamineListener {
  std::function<void(SubjectRun& run)> onSubject;
  std::function<void(const SubjectRun& run, const Scenario& next)> onCase;
  std::function<void(const SubjectRun& run, const Case& performed)> onCaseEnd;
};

/// Performs the scenarios on a subject and judges what happened. The process is started anew after
/// each scenario that it does not survive. Does not score. Families take turns (inTurns): what a subject
/// does wrong shows early, whichever it is about. Cases are reported (onCaseEnd), and are in the result,
/// in the order of the turns, whatever the number of jobs. Calls of the listener do not overlap.
SubjectRun examine(const SubjectSpec& spec, const std::vector<Scenario>& scenarios,
                   const ExamineOptions& options, const ExamineListener& listener);

}  // namespace triwire::conformance
