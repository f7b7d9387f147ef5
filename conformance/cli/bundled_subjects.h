#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace triwire::conformance {

/// What `--subject` may name, and what a run of it is called.
struct SubjectSpec {
  std::string label;    ///< What the user wrote.
  std::string command;  ///< What is started.
  std::string profile = "strict";
  std::filesystem::path knownFailures;  ///< Empty: none.
};

/// The names that are bundled, for --help and messages.
std::vector<std::string> bundledSubjectNames();

/// A bundled name, with or without more arguments behind it, or any other command. `profile`
/// overrules that of the bundled subject, who is told if it has several.
SubjectSpec subjectSpec(const std::string& written, const std::optional<std::string>& profile = {});

/// The specification on one page, where this program's tree has it; empty if it was not made.
std::filesystem::path bundledSpecificationPage();

}  // namespace triwire::conformance
