// Typed arrays as C++ has them: elements in memory, neither copied nor converted.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <type_traits>

#include "triwire/value.h"

namespace triwire {

namespace detail {

template <class T>
inline constexpr int viewTypeOf = -1;
template <>
inline constexpr int viewTypeOf<std::int8_t> = static_cast<int>(ViewType::INT8_ARRAY);
template <>
inline constexpr int viewTypeOf<std::uint8_t> = static_cast<int>(ViewType::UINT8_ARRAY);
template <>
inline constexpr int viewTypeOf<std::int16_t> = static_cast<int>(ViewType::INT16_ARRAY);
template <>
inline constexpr int viewTypeOf<std::uint16_t> = static_cast<int>(ViewType::UINT16_ARRAY);
template <>
inline constexpr int viewTypeOf<std::int32_t> = static_cast<int>(ViewType::INT32_ARRAY);
template <>
inline constexpr int viewTypeOf<std::uint32_t> = static_cast<int>(ViewType::UINT32_ARRAY);
template <>
inline constexpr int viewTypeOf<float> = static_cast<int>(ViewType::FLOAT32_ARRAY);
template <>
inline constexpr int viewTypeOf<double> = static_cast<int>(ViewType::FLOAT64_ARRAY);
template <>
inline constexpr int viewTypeOf<std::int64_t> = static_cast<int>(ViewType::BIGINT64_ARRAY);
template <>
inline constexpr int viewTypeOf<std::uint64_t> = static_cast<int>(ViewType::BIGUINT64_ARRAY);

/// The bytes of a view of this type; an uint8_t's may be clamped. Throws ValueError.
std::span<std::byte> bytesOfView(const Value& view, ViewType type);

}  // namespace detail

/// What a typed array has: the integers of 8 to 64 bits, float and double.
template <class T>
concept TypedElement = detail::viewTypeOf<std::remove_const_t<T>>
>= 0;

/// A typed array over a buffer of its own, with a copy of the elements of a vector, array or span:
/// a Float64Array of doubles, a BigInt64Array of std::int64_t. Its bytes are in the order of this
/// machine, as JavaScript has them.
template <std::ranges::contiguous_range Elements>
requires TypedElement<std::ranges::range_value_t<Elements>> Value
typedArray(const Elements& elements) {
  using Element = std::ranges::range_value_t<Elements>;
  const std::span<const Element> all(std::ranges::data(elements), std::ranges::size(elements));
  return Value::view(static_cast<ViewType>(detail::viewTypeOf<Element>),
                     Value::arrayBuffer(std::as_bytes(all)), 0, all.size());
}

/// The elements of a typed array where they are; who writes to them changes the array. Valid while
/// a handle lives and the buffer is not resized. Throws ValueError if `view` is no typed array of
/// just this element; a Uint8ClampedArray has std::uint8_t, too.
template <TypedElement T>
std::span<T> elementsOf(const Value& view) {
  using Element = std::remove_const_t<T>;
  const std::span<std::byte> bytes =
      detail::bytesOfView(view, static_cast<ViewType>(detail::viewTypeOf<Element>));
  return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace triwire
