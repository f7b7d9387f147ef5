#pragma once

#include <string>
#include <vector>

#include "judge/check.h"
#include "record/history.h"

namespace triwire::conformance {

/// What could have stood where a failure's first illegal event stands, in a few words each, at most
/// three: "#4 L called for S1", an event that came later and would have been legal there; or the
/// same event with another value or error that fulfils the requirement; or "no `called` of main yet".
/// The checks say so, of the history with that in its place. Empty if the violation is no event, or
/// the sentence alone can say it.
std::vector<std::string> legalInstead(const History& history, const Finding& finding);

}  // namespace triwire::conformance
