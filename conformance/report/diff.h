#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/reader.h"

namespace triwire::conformance {

/// How the verdict on one requirement and subject differs between two reports.
struct Change {
  enum class Kind : std::uint8_t {
    REGRESSED,  ///< It passed, and does not any more.
    FIXED,      ///< It passes now.
    CHANGED,    ///< It did not pass, nor does it now, but otherwise.
    NEW,        ///< Only the newer report has it.
    GONE,       ///< Only the older has it.
  };
  Kind kind = Kind::CHANGED;
  std::string subject, requirement;
  std::string before, after;  ///< Verdicts; "known" behind those that were expected. Empty: none.
};

/// In the order of Kind, then of the reports. A subject is known by what the command line called it,
/// unless each report has only one.
std::vector<Change> diff(const Report& older, const Report& newer);

/// One a line, with a heading for each kind, and a last line that counts them.
std::string textOf(const std::vector<Change>& changes);

}  // namespace triwire::conformance
