// JSON as values.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "triwire/value.h"
#include "value/wtf8.h"

namespace triwire {
namespace {

constexpr std::size_t DEPTH_MAX = 1000;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// A number that is no double, though JSON's: it is too large, or too near to 0.
double beyond(std::string_view number) {
  const std::size_t exponentAt = number.find_first_of("eE");
  const std::string_view digits = number.substr(0, exponentAt);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.find_first_of("123456789");
  const bool isMinus = number.front() == '-';
  if (first == std::string_view::npos) return isMinus ? -0.0 : 0.0;
  // The power of ten of the first digit, as far as that decides.
  double power = static_cast<double>(point) - static_cast<double>(first);
  if (exponentAt != std::string_view::npos) {
    std::string_view exponent = number.substr(exponentAt + 1);
    const bool isNegative = exponent.front() == '-';
    if (exponent.front() == '+' || isNegative) exponent.remove_prefix(1);
    double size = 0;
    for (const char c : exponent) size = size * 10 + (c - '0');
    power += isNegative ? -size : size;
  }
  const double size = power > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return isMinus ? -size : size;
}

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Value read() {
    Value value = readValue();
    skipSpace();
    if (at_ != text_.size()) fail("the end");
    return value;
  }

 private:
  Value readValue() {
    skipSpace();
    switch (peek()) {
      case '{':
        return nested([&] { return readObject(); });
      case '[':
        return nested([&] { return readArray(); });
      case '"':
        return Value(readString());
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", nullptr);
      default:
        return Value(readNumber());
    }
  }

  template <class Read>
  Value nested(const Read& readContents) {
    if (++depth_ > DEPTH_MAX) fail("no more than 1000 levels");
    Value value = readContents();
    --depth_;
    return value;
  }

  Value readObject() {
    Value object = Value::object();
    forEachItem('}', [&] {
      skipSpace();
      if (peek() != '"') fail("a name in quotes");
      const std::string name = readString();
      skipSpace();
      expect(':');
      object.set(name, readValue());
    });
    return object;
  }

  Value readArray() {
    Value array = Value::array();
    forEachItem(']', [&] { array.push(readValue()); });
    return array;
  }

  template <class Read>
  void forEachItem(char end, const Read& readItem) {
    ++at_;
    skipSpace();
    if (take(end)) return;
    do {
      readItem();
      skipSpace();
    } while (take(','));
    expect(end);
  }

  std::string readString() {
    ++at_;
    std::u16string units;
    while (peek() != '"') {
      if (at_ == text_.size()) fail("a closing quote");
      if (peek() == '\\') {
        units += readEscape();
        continue;
      }
      const std::size_t begin = at_;
      while (at_ < text_.size() && peek() != '"' && peek() != '\\') {
        if (static_cast<unsigned char>(peek()) < 0x20) fail("no control character in a string");
        ++at_;
      }
      const std::string_view run = text_.substr(begin, at_ - begin);
      if (detail::formOf(run) != detail::TextForm::WELL_FORMED) fail("UTF-8");
      units += detail::toUtf16(run);
    }
    ++at_;
    return detail::fromUtf16(units);
  }

  char16_t readEscape() {
    static constexpr std::string_view LETTER = "btnfr\"\\/";
    static constexpr std::string_view MEANT = "\b\t\n\f\r\"\\/";
    ++at_;
    if (take('u')) return readUnit();
    const std::size_t known = LETTER.find(peek());
    if (known == std::string_view::npos) fail("one of b t n f r u \" \\ / behind a backslash");
    ++at_;
    return static_cast<char16_t>(MEANT[known]);
  }

  char16_t readUnit() {
    std::uint16_t unit = 0;
    const char* const begin = text_.data() + at_;
    const char* const end = text_.data() + std::min(at_ + 4, text_.size());
    const auto [stop, error] = std::from_chars(begin, end, unit, 16);
    if (error != std::errc() || stop - begin != 4) fail("four hexadecimal digits");
    at_ += 4;
    return static_cast<char16_t>(unit);
  }

  double readNumber() {
    const std::size_t begin = at_;
    take('-');
    if (!take('0')) readDigits("a value");
    if (take('.')) readDigits("a digit");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      readDigits("a digit");
    }
    const std::string_view number = text_.substr(begin, at_ - begin);
    double result = 0;
    const auto [stop, error] =
        std::from_chars(number.data(), number.data() + number.size(), result);
    return error == std::errc::result_out_of_range ? beyond(number) : result;
  }

  void readDigits(std::string_view wanted) {
    if (!isDigit(peek())) fail(wanted);
    while (isDigit(peek())) ++at_;
  }

  Value word(std::string_view expected, Value value) {
    if (text_.substr(at_, expected.size()) != expected) fail("a value");
    at_ += expected.size();
    return value;
  }

  void skipSpace() {
    at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size());
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string("'") + c + "'");
  }
  [[noreturn]] void fail(std::string_view wanted) const {
    throw ValueError("no JSON at byte " + std::to_string(at_) + ": expected " +
                     std::string(wanted));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Value Value::fromJson(std::string_view text) { return JsonReader(text).read(); }

}  // namespace triwire
