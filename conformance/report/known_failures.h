#pragma once

#include <map>
#include <string>
#include <string_view>

namespace triwire::conformance {

/// A failure of a subject that is its own and expected.
struct KnownFailure {
  std::string reason;  ///< Why.
  std::string link;    ///< Where it is followed up.
  std::string until;   ///< The last day it is excused, "2026-12-31".
  std::string saw;     ///< What the failure's sentence contains. Empty: whatever it says.

  friend bool operator==(const KnownFailure&, const KnownFailure&) = default;
};

/// By the id of a requirement, or the name of a scenario that the subject does not
/// survive or where it lets the suite wait in vain.
///
/// The file has one a line, `TW-SYNC-4 reason`. A line `link: URL` and a line `until: 2026-12-31`
/// are of all entries below, up to the next such line; an entry without either is a mistake. A line
/// `saw: words`, indented, is of the entry above. Empty lines and lines that begin with # mean
/// nothing.
using KnownFailures = std::map<std::string, KnownFailure, std::less<>>;

/// Throws std::invalid_argument with one sentence that begins with `source` and the line number.
KnownFailures readKnownFailures(std::string_view text, const std::string& source);

}  // namespace triwire::conformance
