#pragma once

#include <optional>
#include <string>

#include "report/outputs.h"

namespace CLI {
class App;
}

namespace triwire::conformance {

/// Adds --html (if `html`), --junit, --markdown, --badge and --specification.
void addOutputs(CLI::App& command, Outputs& outputs, std::string& specification, bool html);

/// Where the page of the specification is as seen from a file in `folder`: what was given, or where
/// the tree of this program has it, or nothing.
std::string specificationPage(const std::string& given, const std::filesystem::path& folder);

/// The commands that read reports: report, verify, diff, replay.
class ReportCommands {
 public:
  explicit ReportCommands(CLI::App& app);

  /// Does what was asked for, and returns the exit code; nothing if it was none of these. Throws
  /// UsageError.
  std::optional<int> run();

 private:
  int report();
  int verify();
  int diff();
  int replay();

  CLI::App* report_;
  CLI::App* verify_;
  CLI::App* diff_;
  CLI::App* replay_;
  std::string path_, newer_, chain_, specification_, subject_;
  Outputs outputs_;
};

}  // namespace triwire::conformance
