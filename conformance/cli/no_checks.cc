// Stands in until the judge is there.
#include "judge/check.h"

namespace triwire::conformance {

std::span<const Check> checks() { return {}; }
std::vector<Finding> judge(const History&) { return {}; }

}  // namespace triwire::conformance
