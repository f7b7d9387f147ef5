#include "tidy/tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

namespace triwire::tidy {
namespace {

namespace fs = std::filesystem;

/// What version control or a tool keeps in the working tree.
bool isForeign(const fs::directory_entry& entry) {
  static const std::set<std::string> FOREIGN = {"build", "out", "node_modules", "__pycache__"};
  const std::string name = entry.path().filename().string();
  if (!entry.is_directory()) return name == ".git";  // A linked work tree has a file of that name.
  return FOREIGN.contains(name) || (name.starts_with('.') && name != ".ci");
}

std::string textOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const bool isBinary = text.find('\0') != std::string::npos;
  return isBinary ? std::string() : text;
}

bool endsWithAny(std::string_view path, auto const& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

/// The length of the comment or literal that begins at `code[0]`, 0 if none does.
std::size_t skippable(std::string_view code, char before) {
  const auto upTo = [&](std::string_view end, std::size_t from) {
    const std::size_t at = code.find(end, from);
    return at == std::string_view::npos ? code.size() : at + end.size();
  };
  if (code.starts_with("//")) return std::min(code.find('\n'), code.size());
  if (code.starts_with("/*")) return upTo("*/", 2);
  if (code.starts_with("R\"")) {
    const std::size_t open = code.find('(');
    return open == std::string_view::npos
               ? 0
               : upTo(")" + std::string(code.substr(2, open - 2)) + "\"", open);
  }
  const char quote = code.front();
  const bool isDigitSeparator = quote == '\'' && std::isalnum(static_cast<unsigned char>(before));
  if ((quote != '"' && quote != '\'') || isDigitSeparator) return 0;
  std::size_t i = 1;
  while (i < code.size() && code[i] != quote) i += code[i] == '\\' ? 2 : 1;
  return std::min(i + 1, code.size());
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Complaint& complaint) {
  out << complaint.path;
  if (complaint.line != 0) out << ':' << complaint.line;
  return out << ": " << complaint.text;
}

Tree readTree(const fs::path& root) {
  Tree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const bool foreign = isForeign(*entry);
    if (foreign && entry->is_directory()) entry.disable_recursion_pending();
    if (foreign || !entry->is_regular_file()) continue;
    tree.emplace(entry->path().lexically_relative(root).generic_string(), textOf(entry->path()));
  }
  return tree;
}

void forEachLine(std::string_view text,
                 const std::function<void(std::size_t, std::string_view)>& visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    visit(number, text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

bool isCpp(std::string_view path) { return path.ends_with(".cc") || path.ends_with(".h"); }

bool isCode(std::string_view path) {
  static constexpr std::array ENDINGS = {".py", ".js",  ".mjs",   ".cjs",   ".awk",          ".rb",
                                         ".sh", ".pml", ".capnp", ".cmake", "CMakeLists.txt"};
  return isCpp(path) || endsWithAny(path, ENDINGS) || path == "tw" || path == ".ci/run";
}

std::string withoutCommentsAndLiterals(std::string_view code) {
  std::string blanked(code);
  for (std::size_t i = 0; i < code.size();) {
    const std::size_t length = skippable(code.substr(i), i == 0 ? '\n' : code[i - 1]);
    std::replace_if(
        blanked.begin() + static_cast<std::ptrdiff_t>(i),
        blanked.begin() + static_cast<std::ptrdiff_t>(i + length), [](char c) { return c != '\n'; },
        ' ');
    i += std::max<std::size_t>(length, 1);
  }
  return blanked;
}

}  // namespace triwire::tidy
