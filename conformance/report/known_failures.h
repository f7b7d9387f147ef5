#pragma once

#include <map>
#include <string>
#include <string_view>

namespace triwire::conformance {

/// Failures of a subject that are its own and expected: by the id of a requirement, or by the name
/// of a scenario that it does not survive; each with the reason.
///
/// The file has one a line, `TW-SYNC-4 reason`; empty lines and lines that begin with # mean
/// nothing.
using KnownFailures = std::map<std::string, std::string, std::less<>>;

/// Throws std::invalid_argument with one sentence that begins with `source` and the line number.
KnownFailures readKnownFailures(std::string_view text, const std::string& source);

}  // namespace triwire::conformance
