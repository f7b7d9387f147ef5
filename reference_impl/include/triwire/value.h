// Values: what crosses between main and a renderer.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace triwire {

class Value;

/// An integer of any size.
struct BigInt {
  bool negative = false;                ///< Never of 0.
  std::vector<std::uint8_t> magnitude;  ///< Little-endian, no trailing zero byte; empty for 0.

  BigInt() = default;           ///< 0.
  BigInt(std::int64_t number);  ///< So many.
  /// From decimal digits with an optional leading '-'. Throws ValueError.
  static BigInt parse(std::string_view decimal);
  std::string toString() const;  ///< In decimal.

  /// The same number.
  friend bool operator==(const BigInt&, const BigInt&) = default;
};

/// What a value is. `typeof` and more.
enum class ValueKind : std::uint8_t {
  UNDEFINED,
  NULL_VALUE,
  BOOLEAN,
  NUMBER,
  BIGINT,
  STRING,
  UNCLONABLE,  ///< Something only the host can hold: a function, a symbol, a promise.
  OBJECT,      ///< From here on, values with identity.
  ARRAY,
  DATE,
  REGEXP,
  BOXED,
  MAP,
  SET,
  ARRAY_BUFFER,
  VIEW,
  ERROR,
};
std::string_view nameOf(ValueKind kind);  ///< "null", "object", …

/// The typed arrays, and DataView.
enum class ViewType : std::uint8_t {
  INT8_ARRAY,
  UINT8_ARRAY,
  UINT8_CLAMPED_ARRAY,
  INT16_ARRAY,
  UINT16_ARRAY,
  INT32_ARRAY,
  UINT32_ARRAY,
  FLOAT32_ARRAY,
  FLOAT64_ARRAY,
  BIGINT64_ARRAY,
  BIGUINT64_ARRAY,
  DATA_VIEW,
};
/// "Uint8Array", "DataView", …
std::string_view nameOf(ViewType type);
/// None if no view has that name.
std::optional<ViewType> viewTypeFrom(std::string_view name);
/// Bytes of one element; 1 for a DataView.
std::uint64_t elementBytes(ViewType type);

/// The errors that structured clone tells apart.
enum class ErrorType : std::uint8_t {
  ERROR,
  EVAL_ERROR,
  RANGE_ERROR,
  REFERENCE_ERROR,
  SYNTAX_ERROR,
  TYPE_ERROR,
  URI_ERROR,
};
/// "TypeError", …
std::string_view nameOf(ErrorType type);
/// Any name that is none of the seven is `ERROR`, as structured clone has it.
ErrorType errorTypeFrom(std::string_view name);

/// A value was used as something it is not: the wrong kind, an index that does not exist.
class ValueError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

namespace detail {

struct Node;   // A value with identity: object, array, map, …
class Graph;   // Owns nodes.
class Access;  // The codec's way in.
class LongText;

/// A long string, which copies share.
struct SharedText {
  std::shared_ptr<const LongText> text;  // Never null.
  friend bool operator==(const SharedText& left, const SharedText& right);
};

struct Hole {  // An absent array element.
  friend bool operator==(Hole, Hole) { return true; }
};
struct Unclonable {
  std::string what;
  friend bool operator==(const Unclonable&, const Unclonable&) = default;
};
/// What a place in a value holds. A `Node*` is valid as long as its graph. A string of at least
/// LONG_TEXT_BYTES is a `SharedText`.
using Cell = std::variant<std::monostate, Hole, std::nullptr_t, bool, double, BigInt, std::string,
                          SharedText, Unclonable, Node*>;
constexpr std::size_t LONG_TEXT_BYTES = std::size_t{32} << 10U;
Cell longCellOf(std::string text);
inline Cell cellOf(std::string text) {
  return text.size() < LONG_TEXT_BYTES ? Cell(std::move(text)) : longCellOf(std::move(text));
}

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                 !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                 !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

}  // namespace detail

using Property = std::pair<std::string, Value>;  ///< Name and value.
using MapEntry = std::pair<Value, Value>;         ///< Key and value.

/// A JavaScript value of those that structured clone carries, `undefined` by default.
///
/// Primitive values are values. A value with identity (object, array, date, map, …) is a *handle*:
/// copies name the same object, and a change through one is seen through all; `clone()` makes
/// another object. Putting one object into another makes a graph, cycles included; the graph lives
/// until the last handle on any part of it is gone, and what was removed from it lives as long. Not
/// thread-safe: all handles on one graph belong to one thread at a time; another thread gets a
/// `clone()`.
///
/// Strings are WTF-8: UTF-8, in which an unpaired surrogate is encoded like any other code point.
/// What the wrong kind is asked for throws ValueError; a missing property or element is
/// `undefined`.
class Value {
 public:
  /// @{ A primitive value: undefined, null, a boolean, a number (any of C++'s becomes a double), a
  /// string (WTF-8, or UTF-16 of any code units), a bigint.
  Value() noexcept = default;
  Value(std::nullptr_t) noexcept : cell_(nullptr) {}
  template <std::same_as<bool> T>  // Not from a pointer.
  Value(T boolean) noexcept : cell_(boolean) {}
  template <detail::Number T>
  Value(T number) noexcept : cell_(static_cast<double>(number)) {}
  Value(const char* text) : cell_(detail::cellOf(text)) {}
  Value(std::string_view text) : cell_(detail::cellOf(std::string(text))) {}
  Value(std::string text) : cell_(detail::cellOf(std::move(text))) {}
  Value(std::u16string_view text);
  Value(const std::u16string& text) : Value(std::u16string_view(text)) {}
  Value(const char16_t* text) : Value(std::u16string_view(text)) {}
  Value(BigInt number) : cell_(std::move(number)) {}
  /// @}

  /// @{ A new object of this kind with these contents, in order.
  static Value object(std::initializer_list<Property> properties = {});
  static Value array(std::initializer_list<Value> elements = {});
  static Value array(std::vector<Value> elements);
  static Value map(std::initializer_list<MapEntry> entries = {});
  static Value set(std::initializer_list<Value> values = {});
  /// @}
  /// Milliseconds since the epoch; NaN is an invalid date.
  static Value date(double milliseconds);
  /// The source between the slashes, and the flags behind them; neither is checked.
  static Value regexp(std::string source, std::string flags = "");
  /// A Boolean, Number, BigInt or String object. Throws ValueError for another kind.
  static Value boxed(Value primitive);
  /// Copies the bytes.
  static Value arrayBuffer(std::span<const std::byte> bytes);
  /// Copies the bytes. Throws ValueError if there are more than the maximum.
  static Value resizableArrayBuffer(std::span<const std::byte> bytes, std::uint64_t byteLengthMax);
  /// `length` counts elements. Throws ValueError if the view is not aligned or not inside the
  /// buffer.
  static Value view(ViewType type, Value buffer, std::uint64_t byteOffset, std::uint64_t length);
  /// Follows the length of its resizable buffer.
  static Value trackingView(ViewType type, Value buffer, std::uint64_t byteOffset);
  /// A Uint8Array over a buffer of its own.
  static Value uint8Array(std::span<const std::byte> bytes);
  /// No `message` or `stack`: the error has none of its own.
  static Value error(ErrorType type, std::optional<std::string> message,
                     std::optional<std::string> stack = std::nullopt);
  /// With a cause.
  static Value error(ErrorType type, std::optional<std::string> message,
                     std::optional<std::string> stack, Value cause);
  /// A placeholder for what cannot be cloned; `what` as in "function". It can be held, not sent.
  static Value unclonable(std::string what);

  /// @{ What it is.
  ValueKind kind() const;
  bool isUndefined() const { return std::holds_alternative<std::monostate>(cell_); }
  bool isNull() const { return std::holds_alternative<std::nullptr_t>(cell_); }
  bool isBoolean() const { return std::holds_alternative<bool>(cell_); }
  bool isNumber() const { return std::holds_alternative<double>(cell_); }
  bool isBigInt() const { return std::holds_alternative<BigInt>(cell_); }
  bool isString() const {
    return std::holds_alternative<std::string>(cell_) ||
           std::holds_alternative<detail::SharedText>(cell_);
  }
  bool isObject() const { return kind() == ValueKind::OBJECT; }
  bool isArray() const { return kind() == ValueKind::ARRAY; }
  /// @}

  /// @{ A primitive value as C++ has it. Throws ValueError if it is none of this kind: nothing is
  /// converted.
  bool asBoolean() const;
  double asNumber() const;
  const BigInt& asBigInt() const&;
  BigInt asBigInt() &&;
  const std::string& asString() const&;
  std::string asString() &&;
  std::u16string asU16String() const;
  /// As `asString`, without the copy that a long string needs which came in a message. Valid as long
  /// as this value or a copy of it.
  std::string_view asStringView() const&;
  /// @}

  /// Array elements, properties of an object, entries of a map, values of a set, bytes of a buffer,
  /// elements of a view.
  std::size_t size() const;

  /// @{ Objects, and the named properties of arrays. Names that are array indexes come first,
  /// ascending; the others in the order in which they were set. Reading what is not there gives
  /// undefined.
  Value operator[](std::string_view name) const;
  Value operator[](const char* name) const { return (*this)[std::string_view(name)]; }
  bool has(std::string_view name) const;
  void set(std::string_view name, Value value);
  /// False if there was none.
  bool remove(std::string_view name);
  std::vector<Property> properties() const;
  /// @}

  // Arrays.
  /// The element at the index; undefined for a hole and beyond the end.
  template <detail::Number T>
  Value operator[](T index) const {
    return element(static_cast<std::uint32_t>(index));
  }
  /// False for a hole, and beyond the end.
  bool has(std::uint32_t index) const;
  /// Writing beyond the end leaves holes before the element.
  void set(std::uint32_t index, Value value);
  /// Leaves a hole.
  bool remove(std::uint32_t index);
  void push(Value value);  ///< At the end.
  /// Cuts off elements, or appends holes.
  void setLength(std::uint32_t length);
  /// Holes as `undefined`. Costs time and space for `size()` elements, holes included.
  std::vector<Value> elements() const;
  /// The elements that are not holes, by ascending index.
  std::vector<std::pair<std::uint32_t, Value>> presentElements() const;

  /// @{ Maps and sets: keys are the same if `===` says so, or both NaN; insertion order. Deleting gives
  /// false if there was none.
  Value mapGet(const Value& key) const;
  bool mapHas(const Value& key) const;
  void mapSet(Value key, Value value);
  bool mapDelete(const Value& key);
  std::vector<MapEntry> entries() const;
  void setAdd(Value value);
  bool setHas(const Value& value) const;
  bool setDelete(const Value& value);
  std::vector<Value> values() const;
  /// @}

  /// @{ Buffers and views. The bytes of a buffer, or those a view shows; valid while a handle lives and
  /// the buffer is not resized. Lengths and offsets are in bytes.
  std::span<std::byte> bytes() const;
  bool isResizable() const;
  std::uint64_t byteLengthMax() const;
  ViewType viewType() const;
  Value buffer() const;
  std::uint64_t byteOffset() const;
  std::uint64_t byteLength() const;
  bool isLengthTracking() const;
  /// @}

  /// @{ Dates (milliseconds since the epoch), regular expressions, wrapper objects.
  double asDate() const;
  std::string source() const;
  std::string flags() const;
  Value unboxed() const;
  /// @}
  /// @{ Errors that are values.
  ErrorType errorType() const;
  std::optional<std::string> message() const;
  std::optional<std::string> stack() const;
  std::optional<Value> cause() const;
  /// @}
  /// Of `unclonable`.
  std::string what() const;

  /// True for the same object, and for equal primitives (as `Object.is`).
  bool isSame(const Value& other) const;
  /// Equal kind and equal contents, cycles included; numbers as `Object.is` has it; names in any
  /// order.
  friend bool operator==(const Value& left, const Value& right);

  /// Another object graph of the same shape, with nothing but what can be reached from here.
  Value clone() const;

  /// JSON's text. Throws ValueError naming the path of what JSON cannot say, which is everything but
  /// null, booleans, finite numbers, strings, arrays without holes or named properties, and objects;
  /// nothing is left out or converted, but the sharing of objects is lost. Cycles, and what is nested
  /// deeper than 1000, throw.
  std::string toJson() const;
  /// The value that the text says. Throws ValueError with the byte at which it is no JSON (RFC 8259),
  /// or is nested deeper than 1000. Of equal names the last counts; too large a number is Infinity.
  static Value fromJson(std::string_view text);

  /// As a person would write it, on one line; cycles and what is nested deeper than 16 are cut
  /// short.
  std::string toString() const;
  /// `value.toString()`.
  friend std::ostream& operator<<(std::ostream& out, const Value& value);

 private:
  friend class detail::Access;

  Value element(std::uint32_t index) const;

  detail::Cell cell_;
  std::shared_ptr<detail::Graph> graph_;  // Set if and only if `cell_` is a node.
};

/// The arguments of a message or a call. Reading beyond the end gives `undefined`, as in
/// JavaScript.
class Args : public std::vector<Value> {
 public:
  using std::vector<Value>::vector;
  /// Undefined beyond the end. Write with at() or push_back().
  const Value& operator[](std::size_t index) const;
};

namespace detail {

/// Arguments that are only passed on need no memory of their own: those of a call, as long as it lasts.
using ValueRefs = std::span<const Value* const>;

// NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): for the length of an expression.
inline const Value& asValue(const Value& value) { return value; }
template <class T>
requires(!std::same_as<std::remove_cvref_t<T>, Value>) Value asValue(T&& value) {
  return Value(std::forward<T>(value));
}
template <class... V>
std::array<const Value*, sizeof...(V)> refsTo(const V&... values) {
  return {&values...};
}

/// The same, of a list.
class ArgRefs {
 public:
  explicit ArgRefs(const Args& args) : many_(args.size() > few_.size() ? args.size() : 0) {
    refs_ = many_.empty() ? std::span(few_).first(args.size()) : std::span(many_);
    for (std::size_t i = 0; i < args.size(); ++i) refs_[i] = &args[i];
  }
  ArgRefs(const ArgRefs&) = delete;
  ArgRefs& operator=(const ArgRefs&) = delete;

  operator ValueRefs() const { return refs_; }

 private:
  std::array<const Value*, 8> few_{};
  std::vector<const Value*> many_;
  std::span<const Value*> refs_;
};

}  // namespace detail

}  // namespace triwire
