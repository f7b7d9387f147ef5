#include <algorithm>
#include <initializer_list>
#include <regex>
#include <string>
#include <string_view>

#include "tidy/rules.h"

namespace triwire::tidy {
namespace {

/// A complaint for each line of `path` on which `pattern` is found; only files that contain one of
/// `hints` are searched, for std::regex is slow.
void complainOf(const std::string& path, const std::string& text,
                std::initializer_list<const char*> hints, const std::regex& pattern,
                const std::string& reason, Complaints& complaints) {
  const bool isWorthALook = std::any_of(hints.begin(), hints.end(), [&](const char* hint) {
    return text.find(hint) != std::string::npos;
  });
  if (!isWorthALook) return;
  forEachLine(text, [&](std::size_t number, std::string_view line) {
    std::match_results<std::string_view::const_iterator> match;
    if (!std::regex_search(line.begin(), line.end(), match, pattern)) return;
    complaints.push_back({path, number, reason + ": " + match.str()});
  });
}

}  // namespace

// The patterns are written so that this file does not match them.

Complaints localNames(const Tree& tree) {
  static const std::regex LOCAL(R"(/(work|root|home)/\w|registry\.npmjs\.org|deb\.debian\.org)");
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    complainOf(path, text, {"/work", "/root", "/home", "registry", "deb."}, LOCAL,
               "a path or registry of some machine", complaints);
  }
  return complaints;
}

Complaints unfinishedWork(const Tree& tree) {
  static const std::regex UNFINISHED(
      R"(\b(FIX[M]E|X[X]X)\b|\bTOD[O]\b(?!\((soon|perf|spec|someday)\): ))");
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (!isCode(path)) continue;
    complainOf(path, text, {"FIX", "XX", "TOD"}, UNFINISHED,
               "unfinished, and it does not say when it may wait", complaints);
  }
  return complaints;
}

Complaints sleeps(const Tree& tree) {
  static const std::regex SLEEP(
      R"(sleep_(for|until)\b|\b(u|nano)sleep *\(|\bsetTimeout *\(|time\.sleep\b|(^|[^\w.])sleep( +| *\( *)\d)");
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (!isCode(path)) continue;
    complainOf(path, text, {"sleep", "Timeout"}, SLEEP,
               "wait for an event, or turn the clock by hand", complaints);
  }
  return complaints;
}

}  // namespace triwire::tidy
