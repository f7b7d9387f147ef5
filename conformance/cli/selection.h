#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver/scenario.h"
#include "report/score.h"

namespace triwire::conformance {

/// What --run and --skip leave of the suite.
struct Selection {
  std::vector<Scenario> scenarios;
  Scope scope;
};

/// Where scenarios are taken from: those that are wanted, in order.
using Source = std::function<std::vector<Scenario>(const Wanted& wanted)>;

/// Globs match names of scenarios; those that begin with TW- match ids of requirements, which then
/// are the only ones judged. Throws UsageError if nothing is left, or a glob matches nothing.
Selection select(const Source& source, const std::vector<std::string>& run,
                 const std::vector<std::string>& skip);

}  // namespace triwire::conformance
