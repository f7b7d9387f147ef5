// The repository as text, and what a rule about it says.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace triwire::tidy {

/// Text of each file by its path from the root of the repository. Binary files have no text.
using Tree = std::map<std::string, std::string>;

/// One place that breaks a rule, and what the rule expects there.
struct Complaint {
  std::string path;
  std::size_t line = 0;  ///< From 1; 0 stands for the whole file.
  std::string text;

  friend bool operator==(const Complaint&, const Complaint&) = default;
};
std::ostream& operator<<(std::ostream& out, const Complaint& complaint);

using Complaints = std::vector<Complaint>;

/// Everything below `root` that belongs to the repository: not what is built or installed there.
Tree readTree(const std::filesystem::path& root);

/// Calls `visit(number, line)` for each line of `text`, numbered from 1.
void forEachLine(std::string_view text,
                 const std::function<void(std::size_t, std::string_view)>& visit);

bool isCpp(std::string_view path);

/// C++, Python, JavaScript, Ruby, shell, Promela, schema and CMake files.
bool isCode(std::string_view path);

/// `code` with comments and the insides of literals blanked out, line for line.
std::string withoutCommentsAndLiterals(std::string_view code);

}  // namespace triwire::tidy
