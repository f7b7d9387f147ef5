#include "record/fold.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <stdexcept>

namespace triwire::conformance {
namespace {

constexpr std::size_t LONG_BYTES = 256;
constexpr std::size_t PERIOD_MAX = 64;
constexpr std::size_t UNFOLDED_BYTES_MAX = 64U << 20U;

// Behind the string that begins at `at`, quotation marks included.
std::size_t endOfString(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at < json.size() ? at + 1 : json.size();
}

// No escape begins in it and ends behind it.
bool isWhole(std::string_view piece) {
  std::size_t at = 0;
  while (at < piece.size()) at += piece[at] == '\\' ? 2 : 1;
  return at == piece.size();
}

// The shortest piece that the whole text is made of, if there is one.
std::optional<std::size_t> periodOf(std::string_view text) {
  for (std::size_t period = 1; period <= PERIOD_MAX; ++period)
    if (text.size() % period == 0 && isWhole(text.substr(0, period)) &&
        text.substr(period) == text.substr(0, text.size() - period))
      return period;
  return {};
}

// How often, and what, of the {"text":"…","times":n} that begins at `at`; moves behind it.
struct Fold {
  std::string_view text;
  double times = 0;  // As JSON has it: canonical, 300000 is 3e+05.
};
std::optional<Fold> foldAt(std::string_view json, std::size_t& at) {
  constexpr std::string_view TEXT = R"({"text":)", TIMES = R"(,"times":)";
  if (json.substr(at, TEXT.size()) != TEXT || json.substr(at + TEXT.size(), 1) != "\"") return {};
  const std::size_t begin = at + TEXT.size(), end = endOfString(json, begin);
  if (json.substr(end, TIMES.size()) != TIMES) return {};
  Fold out{.text = json.substr(begin + 1, end - begin - 2)};
  const char* last = json.data() + json.size();
  const auto [behind, error] = std::from_chars(json.data() + end + TIMES.size(), last, out.times);
  if (error != std::errc{} || behind == last || *behind != '}') return {};
  at = static_cast<std::size_t>(behind - json.data()) + 1;
  return out;
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
    std::optional<std::size_t> period;
    if (!isName && text.size() > LONG_BYTES) period = periodOf(text.substr(1, text.size() - 2));
    if (period)
      out += R"({"times":)" + std::to_string((text.size() - 2) / *period) + R"(,"text":")" +
             std::string(text.substr(1, *period)) + "\"}";
    else
      out += text;
  }
  return out;
}

std::string foldedEntry(const std::string& entry) {
  if (entry.size() <= LONG_BYTES) return entry;
  // Who says such a thing himself, or may, with letters escaped, is taken at his word.
  for (const char* word : {R"("times")", "\\u006", "\\u007"})
    if (entry.find(word) != std::string::npos) return entry;
  std::string out = folded(entry);
  return out.size() == entry.size() ? entry : R"({"folded":)" + out + "}";
}

std::string unfolded(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    if (const auto fold = foldAt(json, at)) {
      const double bytes = fold->times * static_cast<double>(fold->text.size() + 1);
      if (!(bytes >= 0) || bytes + static_cast<double>(out.size()) > UNFOLDED_BYTES_MAX)
        throw std::invalid_argument("unfolds to more than " + std::to_string(UNFOLDED_BYTES_MAX) +
                                    " bytes");
      out += '"';
      for (double i = 0; i < fold->times; ++i) out += fold->text;
      out += '"';
    } else if (json[at] == '"') {
      const std::size_t end = endOfString(json, at);
      out += json.substr(at, end - at);
      at = end;
    } else {
      out += json[at++];
    }
  }
  return out;
}

}  // namespace triwire::conformance
