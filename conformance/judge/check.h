#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/history.h"
#include "record/verdict.h"

namespace triwire::conformance {

/// What one check found in one history, about one occurrence of its premise.
struct Finding {
  std::string requirement;               ///< "TW-ORDER-1"
  Verdict verdict = Verdict::PASS;       ///< PASS, FAIL (of a SHOULD: WARN) or INCONCLUSIVE.
  std::vector<std::size_t> premise;      ///< Positions of the events that make the premise true.
  std::vector<std::size_t> conclusion;   ///< … that show the conclusion. Of a PASS never empty.
  std::optional<std::size_t> violation;  ///< The first event that is illegal, if it is an event.
  std::string reason;                    ///< Unless PASS: one sentence, with the names in it.
};

/// One requirement as a predicate over histories. Pure: the same history, the same findings.
struct Check {
  std::string_view requirement;
  std::string_view digest;  ///< Of the requirement's text, as in the catalogue.
  /// One finding per occurrence of the premise; none where it does not occur.
  std::vector<Finding> (*evaluate)(const History& history) = nullptr;
};

/// Every check of the suite, in the order of the specification.
std::span<const Check> checks();

}  // namespace triwire::conformance
