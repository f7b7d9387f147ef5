// Standard containers as values, and values as standard containers.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "triwire/convert.h"

namespace triwire {

namespace detail {

/// The elements of an array, which has no holes (so that a short message cannot ask for much
/// memory) and, if one is given, this many. Throws ConversionError.
std::vector<Value> elementsFrom(const Value& array,
                                std::optional<std::size_t> count = std::nullopt);
std::vector<std::byte> bytesFrom(const Value& buffer);

template <class T>
T elementTo(const std::vector<Value>& elements, std::size_t index) {
  return readWithin([&] { return to<T>(elements[index]); }, [&] { return indexStep(index); });
}

template <class Dictionary>
Value objectOf(const Dictionary& dictionary) {
  Value object = Value::object();
  for (const auto& [name, value] : dictionary) object.set(name, toValue(value));
  return object;
}

template <class Dictionary>
Dictionary dictionaryFrom(const Value& object) {
  if (object.kind() != ValueKind::OBJECT) throw ConversionError("an object", object);
  Dictionary made;
  for (const auto& each : object.properties()) {
    made.emplace(each.first,
                 readWithin([&] { return to<typename Dictionary::mapped_type>(each.second); },
                            [&] { return propertyStep(each.first); }));
  }
  return made;
}

}  // namespace detail

/// An array without holes. Named properties of it are not read.
template <Convertible T>
struct Conversion<std::vector<T>> {
  /// An array of its elements.
  static Value toValue(const std::vector<T>& elements) {
    std::vector<Value> values;
    values.reserve(elements.size());
    for (const T& element : elements) values.push_back(triwire::toValue(element));
    return Value::array(std::move(values));
  }
  /// Its elements.
  static std::vector<T> fromValue(const Value& value) {
    const std::vector<Value> elements = detail::elementsFrom(value);
    std::vector<T> made;
    made.reserve(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i)
      made.push_back(detail::elementTo<T>(elements, i));
    return made;
  }
};

/// Bytes: written as an Uint8Array, read from an ArrayBuffer or from what any view shows. A copy;
/// `Value::bytes` is without.
template <>
struct Conversion<std::vector<std::byte>> {
  /// A Uint8Array.
  static Value toValue(const std::vector<std::byte>& bytes) { return Value::uint8Array(bytes); }
  /// Of an ArrayBuffer or a view.
  static std::vector<std::byte> fromValue(const Value& value) { return detail::bytesFrom(value); }
};

/// An array of just N elements.
template <Convertible T, std::size_t N>
struct Conversion<std::array<T, N>> {
  /// An array of its elements.
  static Value toValue(const std::array<T, N>& elements) {
    return triwire::toValue(std::vector<T>(elements.begin(), elements.end()));
  }
  /// Its elements.
  static std::array<T, N> fromValue(const Value& value) {
    const std::vector<Value> elements = detail::elementsFrom(value, N);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<T, N>{detail::elementTo<T>(elements, I)...};
    }
    (std::make_index_sequence<N>());
  }
};

/// An array, of one element for each type.
template <Convertible... T>
struct Conversion<std::tuple<T...>> {
  /// An array of its elements.
  static Value toValue(const std::tuple<T...>& elements) {
    const auto all = [](const T&... each) { return Value::array({triwire::toValue(each)...}); };
    return std::apply(all, elements);
  }
  /// Its elements.
  static std::tuple<T...> fromValue(const Value& value) {
    const std::vector<Value> elements = detail::elementsFrom(value, sizeof...(T));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple<T...>{detail::elementTo<T>(elements, I)...};
    }
    (std::index_sequence_for<T...>());
  }
};

/// An array of two elements.
template <Convertible First, Convertible Second>
struct Conversion<std::pair<First, Second>> {
  /// An array of both.
  static Value toValue(const std::pair<First, Second>& both) {
    return Value::array({triwire::toValue(both.first), triwire::toValue(both.second)});
  }
  /// Both.
  static std::pair<First, Second> fromValue(const Value& value) {
    auto [first, second] = to<std::tuple<First, Second>>(value);
    return {std::move(first), std::move(second)};
  }
};

/// An object: names and values.
template <Convertible T>
struct Conversion<std::map<std::string, T>> {
  using Dictionary = std::map<std::string, T>;  ///< What is converted.
  /// An object.
  static Value toValue(const Dictionary& dictionary) { return detail::objectOf(dictionary); }
  /// Of an object only.
  static Dictionary fromValue(const Value& value) {
    return detail::dictionaryFrom<Dictionary>(value);
  }
};

/// An object: names and values.
template <Convertible T>
struct Conversion<std::unordered_map<std::string, T>> {
  using Dictionary = std::unordered_map<std::string, T>;  ///< What is converted.
  /// An object.
  static Value toValue(const Dictionary& dictionary) { return detail::objectOf(dictionary); }
  /// Of an object only.
  static Dictionary fromValue(const Value& value) {
    return detail::dictionaryFrom<Dictionary>(value);
  }
};

/// A Map, of keys that are no strings. Of equal keys the last counts.
template <Convertible Key, Convertible T>
requires(!std::same_as<Key, std::string>) struct Conversion<std::map<Key, T>> {
  /// A Map.
  static Value toValue(const std::map<Key, T>& entries) {
    Value map = Value::map();
    for (const auto& [key, value] : entries)
      map.mapSet(triwire::toValue(key), triwire::toValue(value));
    return map;
  }
  /// Of a Map only.
  static std::map<Key, T> fromValue(const Value& value) {
    if (value.kind() != ValueKind::MAP) throw ConversionError("a map", value);
    std::map<Key, T> made;
    std::size_t index = 0;
    for (const auto& entry : value.entries()) {
      const auto step = [&](const char* of) { return of + detail::indexStep(index); };
      Key key =
          detail::readWithin([&] { return to<Key>(entry.first); }, [&] { return step(".keys()"); });
      made.insert_or_assign(std::move(key), detail::readWithin([&] { return to<T>(entry.second); },
                                                               [&] { return step(".values()"); }));
      ++index;
    }
    return made;
  }
};

/// A Set.
template <Convertible T>
struct Conversion<std::set<T>> {
  /// A Set.
  static Value toValue(const std::set<T>& elements) {
    Value set = Value::set();
    for (const T& element : elements) set.setAdd(triwire::toValue(element));
    return set;
  }
  /// Of a Set only.
  static std::set<T> fromValue(const Value& value) {
    if (value.kind() != ValueKind::SET) throw ConversionError("a set", value);
    std::set<T> made;
    std::size_t index = 0;
    for (const Value& element : value.values()) {
      made.insert(detail::readWithin([&] { return to<T>(element); },
                                     [&] { return ".values()" + detail::indexStep(index); }));
      ++index;
    }
    return made;
  }
};

/// Undefined, or what there is. What is read as none is undefined or null.
template <Convertible T>
struct Conversion<std::optional<T>> {
  /// Undefined for none.
  static Value toValue(const std::optional<T>& some) {
    return some ? triwire::toValue(*some) : Value();
  }
  /// None of undefined and null.
  static std::optional<T> fromValue(const Value& value) {
    if (value.isUndefined() || value.isNull()) return std::nullopt;
    return to<T>(value);
  }
};

/// Undefined; in a std::variant, one of the things that a value may be.
template <>
struct Conversion<std::monostate> {
  static Value toValue(std::monostate) { return {}; }       ///< Undefined.
  static std::monostate fromValue(const Value& undefined);  ///< Of undefined only.
};

/// What it holds. What is read is the first of the types that the value can be.
template <Convertible... T>
struct Conversion<std::variant<T...>> {
  /// The value of what it holds.
  static Value toValue(const std::variant<T...>& one) {
    return std::visit([](const auto& held) { return triwire::toValue(held); }, one);
  }
  /// The first that does not fail.
  static std::variant<T...> fromValue(const Value& value) {
    std::optional<std::variant<T...>> found;
    (tryRead<T>(value, found) || ...);
    if (!found) throw ConversionError("one of several types", value);
    return *std::move(found);
  }

 private:
  template <class One>
  static bool tryRead(const Value& value, std::optional<std::variant<T...>>& found) {
    try {
      found.emplace(to<One>(value));
      return true;
    } catch (const ConversionError&) {
      return false;
    }
  }
};

/// A date, to the millisecond. An invalid date, or one that the clock does not reach, is an error.
template <>
struct Conversion<std::chrono::system_clock::time_point> {
  using TimePoint = std::chrono::system_clock::time_point;  ///< What is converted.
  static Value toValue(TimePoint time);                     ///< Cut to the millisecond.
  static TimePoint fromValue(const Value& date);            ///< Of a valid date only.
};

}  // namespace triwire
