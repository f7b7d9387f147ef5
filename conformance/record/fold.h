#pragma once

#include <string>
#include <string_view>

namespace triwire::conformance {

/// The same JSON with each long text that repeats itself as {"times":n,"text":"…"}, which a scenario file
/// says for it (schema/scenario.capnp). Names of members stay as they are.
std::string folded(std::string_view json);

/// One entry of a history as a report has it: {"folded":entry} with its long texts folded, where there
/// are such; else the entry as it is (schema/report.capnp).
std::string foldedEntry(const std::string& entry);

/// What `foldedEntry` made its folded entry from: canonical JSON (record/json_text.h) again, for
/// canonical JSON. Throws std::invalid_argument, with a clause, if its texts were longer than a line
/// of any subject may be.
std::string unfolded(std::string_view json);

}  // namespace triwire::conformance
