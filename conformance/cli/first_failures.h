#pragma once

#include <iosfwd>
#include <set>
#include <string>
#include <vector>

#include "report/known_failures.h"
#include "report/score.h"

namespace triwire::conformance {

/// The findings of a case that fail the subject: of its profile, no advice, and not known.
std::vector<const Finding*> unexpectedFailures(const SubjectRun& run, const Case& performed,
                                               const KnownFailures& known);

/// Says of each requirement that it fails as soon as it does, in one line with one that runs it again:
/// who waits for the report of a broken subject has something to begin with.
class FirstFailures {
 public:
  explicit FirstFailures(std::ostream& out) : out_(out) {}

  void show(const SubjectRun& run, const Case& performed, const KnownFailures& known);

 private:
  std::ostream& out_;
  std::set<std::string> shown_;  // Subject and requirement.
};

}  // namespace triwire::conformance
