// Standard types as values, and values as standard types.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "triwire/value.h"

namespace triwire {

/// A value is not what the program asked for. `what()` begins with the path, as in
/// "args[0].points[2].x: expected a number, found string".
class ConversionError : public ValueError {
 public:
  /// Of the value itself: `wanted` as in "a number".
  ConversionError(std::string_view wanted, const Value& found);
  /// Of the value itself, in other words.
  explicit ConversionError(std::string reason);

  /// The same error, seen from where the value is found by `step` (".x", "[2]").
  ConversionError within(std::string_view step) const;

  const std::string& path() const { return path_; }      ///< "[0].points[2].x"; empty at the top.
  const std::string& reason() const { return reason_; }  ///< "expected a number, found string"

 private:
  ConversionError(std::string path, std::string reason);

  std::string path_;
  std::string reason_;
};

/// How a type is converted: `static Value toValue(const T&)` and `static T fromValue(const
/// Value&)`, which throws ConversionError. Specialise it for types of your own; `property` helps.
/// There are those for bool, numbers, strings, BigInt and Value; triwire/convert_std.h has those
/// for standard containers.
template <class T>
struct Conversion;

/// Types that are converted both ways.
template <class T>
concept Convertible = requires(const T& object, const Value& value) {
  { Conversion<T>::toValue(object) } -> std::same_as<Value>;
  { Conversion<T>::fromValue(value) } -> std::same_as<T>;
};

/// The value that says what `object` is. Throws ConversionError for what no value says.
template <Convertible T>
Value toValue(const T& object) {
  return Conversion<T>::toValue(object);
}

/// What the value says. Throws ConversionError unless it says just that: nothing is rounded, cut
/// off or parsed.
template <Convertible T>
T to(const Value& value) {
  return Conversion<T>::fromValue(value);
}

namespace detail {

/// What `read` gives; its ConversionError, seen from one step further up.
template <class Read, class Step>
decltype(auto) readWithin(const Read& read, const Step& step) {
  try {
    return read();
  } catch (const ConversionError& error) {
    throw error.within(step());
  }
}

/// Steps of a path (spec, what is refused): "[3]"; ".name", or "['any other']".
std::string indexStep(std::size_t index);
std::string propertyStep(std::string_view name);

/// Throw ConversionError.
double numberFrom(const Value& value);
std::int64_t signedFrom(const Value& value);
std::uint64_t unsignedFrom(const Value& value);
[[noreturn]] void throwOutOfRange(const Value& value);
Value numberOf(std::int64_t integer);
Value numberOf(std::uint64_t integer);

}  // namespace detail

/// A property of an object, converted. One that is missing is undefined: only std::optional takes
/// that.
template <Convertible T>
T property(const Value& object, std::string_view name) {
  if (object.kind() != ValueKind::OBJECT) throw ConversionError("an object", object);
  return detail::readWithin([&] { return to<T>(object[name]); },
                            [&] { return detail::propertyStep(name); });
}

/// An argument, converted. One that is missing is undefined.
template <Convertible T>
T to(const Args& args, std::size_t index) {
  return detail::readWithin([&] { return to<T>(args[index]); },
                            [&] { return "args" + detail::indexStep(index); });
}

/// A boolean.
template <>
struct Conversion<bool> {
  static Value toValue(bool boolean) { return Value(boolean); }  ///< Itself.
  static bool fromValue(const Value& value);                     ///< A boolean only.
};

/// A number, or when it is read, a bigint. One that the type cannot hold exactly is an error, both
/// ways.
template <detail::Number T>
requires std::integral<T>
struct Conversion<T> {
  /// A number; an error beyond 2^53, if the number next to it is another one.
  static Value toValue(T integer) {
    using Widest = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    return detail::numberOf(static_cast<Widest>(integer));
  }
  /// An integer.
  static T fromValue(const Value& value) {
    const auto found = [&] {
      if constexpr (std::is_signed_v<T>)
        return detail::signedFrom(value);
      else
        return detail::unsignedFrom(value);
    }();
    if (!std::in_range<T>(found)) detail::throwOutOfRange(value);
    return static_cast<T>(found);
  }
};

/// A number; what is read as a float is the nearest.
template <std::floating_point T>
struct Conversion<T> {
  static Value toValue(T number) { return Value(static_cast<double>(number)); }  ///< A number.
  /// A number only.
  static T fromValue(const Value& value) { return static_cast<T>(detail::numberFrom(value)); }
};

/// A string: WTF-8, as Value has it.
template <>
struct Conversion<std::string> {
  static Value toValue(const std::string& text) { return Value(text); }  ///< Itself.
  static std::string fromValue(const Value& value);                      ///< A string only.
};

/// A string of UTF-16 code units.
template <>
struct Conversion<std::u16string> {
  static Value toValue(const std::u16string& text) { return Value(text); }  ///< The same units.
  static std::u16string fromValue(const Value& value);                      ///< A string only.
};

/// A bigint.
template <>
struct Conversion<BigInt> {
  static Value toValue(const BigInt& number) { return Value(number); }  ///< Itself.
  static BigInt fromValue(const Value& value);                          ///< A bigint only.
};

/// Any value.
template <>
struct Conversion<Value> {
  static Value toValue(const Value& value) { return value; }    ///< The same handle.
  static Value fromValue(const Value& value) { return value; }  ///< The same handle.
};

}  // namespace triwire
