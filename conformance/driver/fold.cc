#include "driver/fold.h"

#include <cstddef>
#include <optional>

namespace triwire::conformance {
namespace {

constexpr std::size_t LONG_BYTES = 256;
constexpr std::size_t PERIOD_MAX = 64;

// Behind the string that begins at `at`, quotation marks included.
std::size_t endOfString(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at < json.size() ? at + 1 : json.size();
}

// The shortest piece that the whole text is made of, if there is one.
std::optional<std::size_t> periodOf(std::string_view text) {
  for (std::size_t period = 1; period <= PERIOD_MAX; ++period)
    if (text.size() % period == 0 && text.substr(period) == text.substr(0, text.size() - period))
      return period;
  return {};
}

}  // namespace

std::string folded(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      out += json[at++];
      continue;
    }
    const std::size_t end = endOfString(json, at);
    const std::string_view text = json.substr(at, end - at);
    at = end;
    const bool isName = at < json.size() && json[at] == ':';
    const bool isPlain = text.find('\\') == std::string_view::npos;
    std::optional<std::size_t> period;
    if (!isName && isPlain && text.size() > LONG_BYTES)
      period = periodOf(text.substr(1, text.size() - 2));
    if (period)
      out += R"({"times":)" + std::to_string((text.size() - 2) / *period) + R"(,"text":")" +
             std::string(text.substr(1, *period)) + "\"}";
    else
      out += text;
  }
  return out;
}

}  // namespace triwire::conformance
