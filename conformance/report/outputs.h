#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "report/jsonl.h"
#include "report/score.h"

namespace triwire::conformance {

/// The forms of a report that are files of their own; those that are wanted are set.
struct Outputs {
  std::optional<std::filesystem::path> html, junit, markdown, badge;

  /// Creates or empties each file, so that it is known before a long run whether they can be
  /// written. Throws std::invalid_argument, as `write` does.
  void prepare() const;
  /// All from the same scores. `specification`: where its page is, for links; may be empty.
  void write(const Provenance& provenance, const std::vector<SubjectRun>& runs,
             const std::string& specification) const;
};

}  // namespace triwire::conformance
