#include "cli/selection.h"

#include <algorithm>

#include <fnmatch.h>

#include "cli/commands.h"

namespace triwire::conformance {
namespace {

bool matches(const std::string& glob, const std::string& text) {
  return ::fnmatch(glob.c_str(), text.c_str(), 0) == 0;
}

bool isOfRequirements(const std::string& glob) { return glob.starts_with("TW-"); }

/// Globs of names, and which of them have matched one.
class Globs {
 public:
  explicit Globs(const std::vector<std::string>& globs) {
    for (const std::string& glob : globs) globs_.push_back({glob});
  }

  bool empty() const { return globs_.empty(); }

  bool matchAny(const std::string& name) {
    bool any = false;
    for (Glob& glob : globs_)
      if (matches(glob.text, name)) any = glob.matched = true;
    return any;
  }

  void checkMatched() const {
    for (const Glob& glob : globs_)
      if (!glob.matched) throw UsageError("no scenario matches " + glob.text + "; see triwire list");
  }

 private:
  struct Glob {
    std::string text;
    bool matched = false;
  };
  std::vector<Glob> globs_;
};

void checkRequirements(const std::vector<std::string>& globs) {
  const auto& requirements = bundledCatalogue().requirements;
  for (const std::string& glob : globs)
    if (std::none_of(requirements.begin(), requirements.end(), [&](const Requirement& known) {
          return known.isForScenarios() && matches(glob, known.id);
        }))
      throw UsageError("no requirement that scenarios show matches " + glob +
                       "; see triwire requirements");
}

}  // namespace

Selection select(const Source& source, const std::vector<std::string>& run,
                 const std::vector<std::string>& skip) {
  Selection out;
  std::vector<std::string> names;
  for (const std::string& glob : run)
    (isOfRequirements(glob) ? out.scope.requirements : names).push_back(glob);
  checkRequirements(out.scope.requirements);
  for (const std::string& glob : skip)
    if (isOfRequirements(glob))
      throw UsageError("--skip leaves out scenarios, by name; " + glob + " is of requirements");

  Globs toRun(names), toSkip(skip);
  out.scenarios = source([&](const std::string& name) {
    const bool isSkipped = toSkip.matchAny(name);
    return (toRun.matchAny(name) || toRun.empty()) && !isSkipped;
  });
  toRun.checkMatched();
  toSkip.checkMatched();
  out.scope.wholeSuite = names.empty() && skip.empty();
  if (out.scenarios.empty())
    throw UsageError("nothing is left to run; see triwire list for what there is");
  return out;
}

}  // namespace triwire::conformance
