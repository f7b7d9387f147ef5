#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
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

/// `word` stands in `text` with a space, comma, quote or parenthesis on each side.
bool hasWord(const std::string& text, const std::string& word) {
  const auto isBorder = [&](std::size_t at) {
    return at >= text.size() || std::string_view(" \t\n,\"()").find(text[at]) != std::string::npos;
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if (isBorder(at - 1) && isBorder(at + word.size())) return true;  // at - 1 wraps at the start.
  }
  return false;
}

/// A CMakeLists.txt of its folder or of one above names `source`, relative to itself.
bool isNamed(const Tree& tree, const fs::path& source) {
  for (fs::path folder = source.parent_path();; folder = folder.parent_path()) {
    const auto cmake = tree.find((folder / "CMakeLists.txt").generic_string());
    if (cmake != tree.end()) {
      const std::string name =
          source.lexically_relative(folder.empty() ? "." : folder).generic_string();
      const std::string stem = name.substr(0, name.rfind('.'));  // As in foreach(name a b).
      if (hasWord(cmake->second, name) || hasWord(cmake->second, stem)) return true;
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

Complaints unexplainedPackages(const Tree& tree) {
  static const std::regex LIST(R"(\npackages=\(\n([^)]*)\n\)\n)");
  static const std::regex PACKAGE(R"(^ *([^#]*))");
  const auto script = tree.find("tw");
  const auto readme = tree.find("README.md");
  std::smatch list;
  if (script == tree.end() || !std::regex_search(script->second, list, LIST)) {
    return {{"tw", 0, "no list of packages, packages=( … )"}};
  }
  Complaints complaints;
  forEachMatch(list.str(1), PACKAGE, [&](std::size_t, const std::string& names) {
    std::istringstream words(names);
    for (std::string name; words >> name;) {
      const bool isExplained = readme != tree.end() && hasWord(readme->second, name);
      if (!isExplained)
        complaints.push_back({"README.md", 0, "does not say what " + name + " is for"});
    }
  });
  return complaints;
}

}  // namespace triwire::tidy
