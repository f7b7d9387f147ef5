// Changes lines of JSON as such: lines come twice, go, or change places; a name or a number takes the place of
// another. Now and then only bytes change.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t sizeMax);

namespace triwire::conformance {
namespace {

using Random = std::minstd_rand;

std::size_t below(Random& random, std::size_t count) { return random() % count; }

/// What mistakes are made of.
constexpr std::array<std::string_view, 24> WORDS = {
    "0", "1", "-1", "4294967295", "1e300", "null", "true", "[]", "{}", R"("")", R"("main")", R"("r0")", R"("r1")",
    R"("r4")", R"("r999")", R"("p0")", R"("p1")", R"({"$":"undefined"})", R"({"$":"ref","id":1})",
    R"({"times":300,"text":"x"})", R"("\u00e9")", R"("\ud83d\ude00")", R"("triwire:fence")", R"("closed")"};

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

bool isOfNumber(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e'; }

/// Where the strings and the numbers of a line are: begin and length.
std::vector<std::pair<std::size_t, std::size_t>> scalarsOf(std::string_view line) {
  std::vector<std::pair<std::size_t, std::size_t>> all;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at + 1;
    if (line[at] == '"') {
      while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, line.size());
      all.emplace_back(at, end - at);
    } else if (isOfNumber(line[at])) {
      while (end < line.size() && isOfNumber(line[end])) ++end;
      all.emplace_back(at, end - at);
    }
    at = end;
  }
  return all;
}

std::string someScalar(const std::vector<std::string>& lines, Random& random) {
  const std::string& line = lines[below(random, lines.size())];
  const auto scalars = scalarsOf(line);
  if (scalars.empty() || below(random, 3) == 0) return std::string(WORDS[below(random, WORDS.size())]);
  const auto [at, size] = scalars[below(random, scalars.size())];
  return line.substr(at, size);
}

void change(std::vector<std::string>& lines, Random& random) {
  const auto at = lines.begin() + static_cast<std::ptrdiff_t>(below(random, lines.size()));
  const auto to = lines.begin() + static_cast<std::ptrdiff_t>(below(random, lines.size()));
  switch (below(random, 8)) {
    case 0:
      lines.insert(to, std::string(*at));
      return;
    case 1:
      if (lines.size() > 1) lines.erase(at);
      return;
    case 2:
      std::swap(*at, *to);
      return;
    default: {
      const auto scalars = scalarsOf(*at);
      if (scalars.empty()) return;
      const auto [begin, size] = scalars[below(random, scalars.size())];
      at->replace(begin, size, someScalar(lines, random));
    }
  }
}

}  // namespace
}  // namespace triwire::conformance

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t sizeMax,
                                               unsigned seed) {
  using namespace triwire::conformance;
  Random random(seed);
  if (below(random, 6) == 0) return LLVMFuzzerMutate(data, size, sizeMax);
  auto lines = linesOf({reinterpret_cast<const char*>(data), size});
  for (std::size_t times = below(random, 4) + 1; times > 0; --times) change(lines, random);
  std::string text;
  for (const std::string& line : lines) text += text.empty() ? line : '\n' + line;
  size = std::min(text.size(), sizeMax);
  std::memcpy(data, text.data(), size);
  return size;
}
