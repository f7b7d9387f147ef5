// What a value is, told to a function for each kind.
#pragma once

#include <string_view>
#include <utility>

#include "triwire/value.h"

namespace triwire {

/// What `visit` gives for undefined.
struct Undefined {};

/// What `visit` gives for a value with identity (and for UNCLONABLE): the value, and its kind as a
/// type.
template <ValueKind KIND>
struct Visited {
  const Value& value;  ///< Whose `kind()` is KIND. Valid as long as what is visited.
};

/// @{ One for each of these kinds.
using VisitedObject = Visited<ValueKind::OBJECT>;
using VisitedArray = Visited<ValueKind::ARRAY>;
using VisitedDate = Visited<ValueKind::DATE>;
using VisitedRegExp = Visited<ValueKind::REGEXP>;
using VisitedBoxed = Visited<ValueKind::BOXED>;
using VisitedMap = Visited<ValueKind::MAP>;
using VisitedSet = Visited<ValueKind::SET>;
using VisitedArrayBuffer = Visited<ValueKind::ARRAY_BUFFER>;
using VisitedView = Visited<ValueKind::VIEW>;
using VisitedError = Visited<ValueKind::ERROR>;
using VisitedUnclonable = Visited<ValueKind::UNCLONABLE>;
/// @}

/// Functions as one that has each of them: `Overloaded{[](double) {…}, [](const auto&) {…}}`.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
/// What `Overloaded{…}` makes.
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// Calls `visitor` once, and returns what it returns, which is of one type whatever it is called
/// with: Undefined, std::nullptr_t, bool, double, const BigInt&, std::string_view (WTF-8, not
/// copied, valid as long as `value`), or one of Visited. Nothing is converted: a visitor that does
/// not list them all ends with a `const auto&`, which takes the rest; else a double would go to a
/// function of bool.
template <class Visitor>
decltype(auto) visit(Visitor&& visitor, const Value& value) {
  switch (value.kind()) {
    case ValueKind::UNDEFINED:
      return visitor(Undefined());
    case ValueKind::NULL_VALUE:
      return visitor(nullptr);
    case ValueKind::BOOLEAN:
      return visitor(value.asBoolean());
    case ValueKind::NUMBER:
      return visitor(value.asNumber());
    case ValueKind::BIGINT:
      return visitor(value.asBigInt());
    case ValueKind::STRING:
      return visitor(value.asStringView());
    case ValueKind::OBJECT:
      return visitor(VisitedObject{value});
    case ValueKind::ARRAY:
      return visitor(VisitedArray{value});
    case ValueKind::DATE:
      return visitor(VisitedDate{value});
    case ValueKind::REGEXP:
      return visitor(VisitedRegExp{value});
    case ValueKind::BOXED:
      return visitor(VisitedBoxed{value});
    case ValueKind::MAP:
      return visitor(VisitedMap{value});
    case ValueKind::SET:
      return visitor(VisitedSet{value});
    case ValueKind::ARRAY_BUFFER:
      return visitor(VisitedArrayBuffer{value});
    case ValueKind::VIEW:
      return visitor(VisitedView{value});
    case ValueKind::ERROR:
      return visitor(VisitedError{value});
    case ValueKind::UNCLONABLE:
      break;
  }
  return visitor(VisitedUnclonable{value});
}

}  // namespace triwire
