#pragma once

#include <string>
#include <vector>

#include "report/catalogue.h"
#include "report/reader.h"

namespace triwire::conformance {

/// Judges the histories of a report again, without its subjects, and says in sentences what does not
/// follow from them: a finding, a verdict, a headline, the exit code; a line that was edited or is
/// missing; a catalogue that is not this one. None: the report is what its histories make it.
///
/// Who forges a history and then makes the rest follow from it is found out by `Report::chain`
/// alone. Takes the report, because histories are large.
std::vector<std::string> verify(Report report, const Catalogue& catalogue,
                                const std::string& catalogueDigest);

}  // namespace triwire::conformance
