#include "report/known_failures.h"

#include <sstream>
#include <stdexcept>

namespace triwire::conformance {

KnownFailures readKnownFailures(std::string_view text, const std::string& source) {
  KnownFailures out;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto fail = [&](const std::string& what) {
      throw std::invalid_argument(source + ":" + std::to_string(number) + ": " + what);
    };
    const std::size_t space = line.find_first_of(" \t");
    const std::size_t reason =
        space == std::string::npos ? space : line.find_first_not_of(" \t", space);
    if (reason == std::string::npos) fail("`" + line + "` has no reason; expected `TW-… reason`");
    if (!out.emplace(line.substr(0, space), line.substr(reason)).second)
      fail(line.substr(0, space) + " is listed twice");
  }
  return out;
}

}  // namespace triwire::conformance
