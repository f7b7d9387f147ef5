#include "record/verdict.h"

#include <array>

namespace triwire::conformance {

std::string_view name(Verdict verdict) {
  constexpr std::array<std::string_view, 8> NAMES{"not-applicable", "unsupported",  "could-not-run",
                                                  "pass",           "inconclusive", "warn",
                                                  "fail",           "harness-error"};
  return NAMES.at(static_cast<std::size_t>(verdict));
}

}  // namespace triwire::conformance
