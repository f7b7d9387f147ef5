#pragma once

#include <cstdint>
#include <string_view>

namespace triwire::conformance {

/// What is said about one requirement, in ascending order of what it takes to know it: of two
/// verdicts about the same requirement the greater one stands (`merge`).
enum class Verdict : std::uint8_t {
  NOT_APPLICABLE,  ///< The requirement is not part of the profile.
  UNSUPPORTED,     ///< Every scenario that could show it needs what the subject does not offer.
  COULD_NOT_RUN,   ///< Its premise never occurred.
  PASS,            ///< Premise and conclusion were witnessed.
  INCONCLUSIVE,    ///< A watchdog expired before the conclusion could be seen.
  WARN,            ///< A SHOULD was violated.
  FAIL,            ///< A MUST was violated.
  HARNESS_ERROR,   ///< The suite or the adapter failed, not the implementation.
};

/// The verdict that stands when both were reached about one requirement. Commutative, associative.
constexpr Verdict merge(Verdict a, Verdict b) { return a < b ? b : a; }

/// "pass", "could-not-run", … as reports spell it.
std::string_view name(Verdict verdict);

}  // namespace triwire::conformance
