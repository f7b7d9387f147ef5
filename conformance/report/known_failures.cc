#include "report/known_failures.h"

#include <regex>
#include <sstream>
#include <stdexcept>

namespace triwire::conformance {
namespace {

constexpr const char* SPACE = " \t";

/// Reads the lines one after the other.
class KnownFailuresReader {
 public:
  explicit KnownFailuresReader(const std::string& source) : source_(source) {}

  void read(const std::string& line) {
    ++number_;
    const std::size_t begin = line.find_first_not_of(SPACE);
    if (begin == std::string::npos || line[begin] == '#') return;
    const std::size_t space = std::min(line.find_first_of(SPACE, begin), line.size());
    const std::string word = line.substr(begin, space - begin);
    const std::size_t rest = line.find_first_not_of(SPACE, space);
    if (rest == std::string::npos)
      fail("`" + line + "` says nothing of it; expected `TW-… reason`, `link: URL`, `until: "
           "2026-12-31` or, indented, `saw: words`");
    take(word, line.substr(rest), begin > 0);
  }

  KnownFailures out;

 private:
  void take(const std::string& word, const std::string& rest, bool indented) {
    if (word == "link:")
      link_ = rest;
    else if (word == "until:")
      until_ = date(rest);
    else if (indented && word == "saw:" && last_ && last_->saw.empty())
      last_->saw = rest;
    else if (indented)
      fail("an indented line is `saw: words` of the entry above, once");
    else
      add(word, rest);
  }

  void add(const std::string& id, const std::string& reason) {
    if (link_.empty()) fail(id + " has no link; expected a line `link: URL` above it");
    if (until_.empty())
      fail(id + " has no end; expected a line `until: 2026-12-31`, the last day it is excused, "
                "above it");
    const auto [entry, isNew] =
        out.emplace(id, KnownFailure{.reason = reason, .link = link_, .until = until_, .saw = {}});
    if (!isNew) fail(id + " is listed twice");
    last_ = &entry->second;
  }

  std::string date(const std::string& text) const {
    static const std::regex DATE(R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))");
    if (!std::regex_match(text, DATE))
      fail("`" + text + "` is no date; expected one like 2026-12-31");
    return text;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::invalid_argument(source_ + ":" + std::to_string(number_) + ": " + what);
  }

  const std::string& source_;
  std::size_t number_ = 0;
  std::string link_, until_;
  KnownFailure* last_ = nullptr;
};

}  // namespace

KnownFailures readKnownFailures(std::string_view text, const std::string& source) {
  KnownFailuresReader reader(source);
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) reader.read(line);
  return std::move(reader.out);
}

}  // namespace triwire::conformance
