#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "tidy/rules.h"

namespace triwire::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view CATALOGUE = "spec/requirements.json";

/// Calls `visit(line, text of group 1)` for each match of `pattern` in `text`.
void forEachMatch(const std::string& text, const std::regex& pattern, const auto& visit) {
  forEachLine(text, [&](std::size_t number, std::string_view line) {
    using Matches = std::regex_iterator<std::string_view::const_iterator>;
    for (Matches match(line.begin(), line.end(), pattern); match != Matches(); ++match) {
      visit(number, match->str(1));
    }
  });
}

std::set<std::string> catalogueIds(const std::string& catalogue) {
  static const std::regex ID(R"re("id" *: *"(TW-[A-Z]+-\d+)")re");
  std::set<std::string> ids;
  forEachMatch(catalogue, ID, [&](std::size_t, const std::string& id) { ids.insert(id); });
  return ids;
}

/// The words of the CMake files that may name `source`: those of its folder and the folders above.
bool isNamed(const Tree& tree, const fs::path& source) {
  for (fs::path folder = source.parent_path();; folder = folder.parent_path()) {
    const auto cmake = tree.find((folder / "CMakeLists.txt").generic_string());
    if (cmake != tree.end()) {
      const std::string name =
          source.lexically_relative(folder.empty() ? "." : folder).generic_string();
      const std::string escaped = std::regex_replace(name, std::regex(R"([.+])"), R"(\$&)");
      if (std::regex_search(cmake->second, std::regex("(^|[\\s\"(])" + escaped + "($|[\\s\")])")))
        return true;
    }
    if (folder.empty()) return false;
  }
}

}  // namespace

Complaints unknownRequirements(const Tree& tree) {
  static const std::regex CITED(R"((TW-[A-Z]+-\d+))");
  const auto catalogue = tree.find(std::string(CATALOGUE));
  if (catalogue == tree.end()) return {{std::string(CATALOGUE), 0, "is missing"}};
  const std::set<std::string> known = catalogueIds(catalogue->second);

  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (path.starts_with("spec/tool/") || path.starts_with("conformance/tidy/")) continue;
    if (text.find("TW-") == std::string::npos) continue;
    forEachMatch(text, CITED, [&, &file = path](std::size_t line, const std::string& id) {
      if (!known.contains(id))
        complaints.push_back({file, line, id + " is no requirement of the catalogue"});
    });
  }
  return complaints;
}

Complaints unbuiltSources(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (!path.ends_with(".cc") || isNamed(tree, path)) continue;
    complaints.push_back({path, 0, "no CMakeLists.txt names it"});
  }
  return complaints;
}

Complaints brokenLinks(const Tree& tree) {
  static const std::regex LINK(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (!path.ends_with(".md")) continue;
    forEachMatch(text, LINK, [&, &file = path](std::size_t line, const std::string& link) {
      if (link.find("://") != std::string::npos) return;
      const std::string target =
          (fs::path(file).parent_path() / link).lexically_normal().generic_string();
      const std::string below = target.ends_with('/') ? target : target + "/";
      const auto next = tree.lower_bound(below);
      const bool isFolder = next != tree.end() && next->first.starts_with(below);
      if (!tree.contains(target) && !isFolder)
        complaints.push_back({file, line, "no such file: " + link});
    });
  }
  return complaints;
}

}  // namespace triwire::tidy
