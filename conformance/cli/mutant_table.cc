#include "cli/mutant_table.h"

#include <array>
#include <set>
#include <span>
#include <sstream>
#include <stdexcept>

#include "record/embedded_file.h"

namespace triwire::conformance {

std::span<const EmbeddedFile> embeddedMutants();

namespace {

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") + 1 - first));
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

}  // namespace

MutantTable readMutantTable(std::string_view text, const std::string& source) {
  MutantTable out;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (trimmed(line).empty() || line.starts_with('#')) continue;
    const std::size_t first = line.find('|');
    const std::size_t second = first == std::string::npos ? first : line.find('|', first + 1);
    const auto part = [&](std::size_t from, std::size_t to) {
      return trimmed(std::string_view(line).substr(from, to - from));
    };
    std::array<std::string, 3> parts;
    if (second != std::string::npos)
      parts = {part(0, first), part(first + 1, second), part(second + 1, line.size())};
    if (parts[0].empty() || parts[1].empty() || parts[2].empty()) {
      throw std::invalid_argument(source + ":" + std::to_string(number) + ": `" + line +
                                  "`; expected `fault | TW-… | sentence`, or `- | TW-… | reason`");
    }
    std::vector<std::string> requirements, families;
    for (const std::string& word : words(parts[1]))
      (word.starts_with("TW-") ? requirements : families).push_back(word);
    if (parts[0] != "-") {
      out.mutants.push_back({parts[0], requirements, families, parts[2]});
    } else {
      for (const std::string& id : requirements) out.unbroken.push_back({id, parts[2]});
    }
  }
  return out;
}

std::vector<std::string> gaps(const MutantTable& table, const Catalogue& catalogue) {
  std::set<std::string> broken;
  for (const Mutant& mutant : table.mutants) broken.insert(mutant.breaks.begin(), mutant.breaks.end());
  std::vector<std::string> out;
  std::set<std::string> explained;
  for (const Unbroken& entry : table.unbroken) {
    explained.insert(entry.requirement);
    if (broken.contains(entry.requirement))
      out.push_back(entry.requirement + " is said to be broken by no mutant, and is");
  }
  for (const Requirement& requirement : catalogue.requirements)
    if (requirement.isForScenarios() && !broken.contains(requirement.id) &&
        !explained.contains(requirement.id))
      out.push_back(requirement.id + " is broken by no mutant: " + requirement.text);
  return out;
}

const MutantTable& bundledMutants() {
  static const MutantTable TABLE =
      readMutantTable(embeddedMutants().front().text, "conformance/mutants/mutants.txt");
  return TABLE;
}

}  // namespace triwire::conformance
