#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/rules.h"

namespace triwire::tidy {
namespace {

constexpr std::size_t FILE_LINES_MAX = 500;
constexpr std::size_t FUNCTION_LINES_MAX = 60;
constexpr std::size_t ADAPTER_LINES_MAX = 100;

enum class Block { SCOPE, FUNCTION, OTHER };

/// What an opening brace opens, by the statement so far and the block it stands in.
Block blockOf(std::string_view head, Block outer) {
  static constexpr std::array SCOPE_WORDS = {"namespace ", "class ", "struct ", "union ", "enum "};
  if (outer != Block::SCOPE) return Block::OTHER;
  const std::string_view beforeParameters = head.substr(0, std::min(head.find('('), head.size()));
  const bool opensScope =
      std::any_of(SCOPE_WORDS.begin(), SCOPE_WORDS.end(), [&](std::string_view word) {
        return (" " + std::string(beforeParameters)).find(" " + std::string(word)) !=
               std::string::npos;
      });
  const bool takesParameters =
      head.find('(') != std::string_view::npos &&
      std::count(head.begin(), head.end(), '(') == std::count(head.begin(), head.end(), ')');
  if (takesParameters) return Block::FUNCTION;
  return opensScope || head.find("extern") != std::string_view::npos ? Block::SCOPE : Block::OTHER;
}

/// Follows braces through blanked code and remembers where each function began.
class FunctionScan {
 public:
  FunctionScan(const std::string& path, Complaints& complaints)
      : path_(path), complaints_(complaints) {}

  void read(char c) {
    if (c == '\n') ++line_;
    if (c == '{') return open();
    if (c == '}') return close();
    if (c == ';') return head_.clear();
    head_ += std::isspace(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
  }

 private:
  struct Open {
    Block block;
    std::size_t line;
  };

  void open() {
    const Block outer = open_.empty() ? Block::SCOPE : open_.back().block;
    open_.push_back({blockOf(head_, outer), line_});
    head_.clear();
  }

  void close() {
    head_.clear();
    if (open_.empty()) return;
    const Open closed = open_.back();
    open_.pop_back();
    const std::size_t lines = line_ - closed.line + 1;
    if (closed.block != Block::FUNCTION || lines <= FUNCTION_LINES_MAX) return;
    complaints_.push_back({path_, closed.line,
                           "a function of " + std::to_string(lines) + " lines; at most " +
                               std::to_string(FUNCTION_LINES_MAX)});
  }

  const std::string& path_;
  Complaints& complaints_;
  std::size_t line_ = 1;
  std::string head_;  // The statement so far.
  std::vector<Open> open_;
};

}  // namespace

Complaints longFiles(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (!isCode(path) || lines <= FILE_LINES_MAX) continue;
    complaints.push_back({path, 0,
                          std::to_string(lines) + " lines; at most " +
                              std::to_string(FILE_LINES_MAX) + ": what is its second noun?"});
  }
  return complaints;
}

Complaints longAdapters(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    const std::string file = path.substr(path.rfind('/') + 1);
    const std::string stem = file.substr(0, file.find('.'));
    if (!path.starts_with("conformance/adapter/") || !isCode(path)) continue;
    if (stem != "adapter" && !stem.ends_with("_adapter")) continue;
    std::size_t lines = 0;
    forEachLine(text, [&](std::size_t, std::string_view line) {
      lines += line.find_first_not_of(" \t") == std::string_view::npos ? 0 : 1;
    });
    if (lines > ADAPTER_LINES_MAX)
      complaints.push_back({path, 0,
                            std::to_string(lines) + " lines; at most " +
                                std::to_string(ADAPTER_LINES_MAX) +
                                ": what every adapter needs belongs in the library beside it"});
  }
  return complaints;
}

Complaints longFunctions(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (!isCpp(path)) continue;
    FunctionScan scan(path, complaints);
    for (const char c : withoutCommentsAndLiterals(text)) scan.read(c);
  }
  return complaints;
}

}  // namespace triwire::tidy
