#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "judge/account.h"
#include "judge/check.h"

namespace triwire::conformance {

/// Collects what one check finds in one history. Of passes the first is kept, of failures the one
/// whose violation comes first; positions that are NOWHERE are left out.
class Findings {
 public:
  Findings(const Check& check, const Account& account) : check_(check), account_(account) {}

  /// Premise and conclusion were both seen. A pass without a conclusion is none.
  void pass(std::vector<Position> premise, std::vector<Position> conclusion);
  void pass(std::initializer_list<Position> premise, std::initializer_list<Position> conclusion);
  /// Something is found already: another pass adds nothing, and need not be looked for.
  bool isKnown() const { return !found_.empty(); }
  /// `violation` is the first event that the requirement forbids, given the premise.
  void fail(std::vector<Position> premise, Position violation, std::string reason);
  /// The conclusion was not seen by `until` (the end of the history, if not said). Means something
  /// only if a watchdog expired between the premise and then: a liveness requirement is violated by
  /// that, and of another nothing is known.
  void missing(std::vector<Position> premise, std::string reason, Position until = NOWHERE);

  /// What is to be said: none or one.
  std::vector<Finding> take() { return std::move(found_); }

 private:
  void offer(Finding finding);

  const Check& check_;
  const Account& account_;
  std::vector<Finding> found_;
};

}  // namespace triwire::conformance
