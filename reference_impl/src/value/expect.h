// Looking into a value of the kind that an accessor needs.
#pragma once

#include <string>
#include <string_view>

#include "value/graph.h"

namespace triwire::detail {

[[noreturn]] inline void throwWrongKind(const Value& value, std::string_view wanted) {
  throw ValueError("expected " + std::string(wanted) + ", found " +
                   std::string(nameOf(value.kind())));
}

/// The data of a value with identity. Throws ValueError.
template <class Data>
Data& expect(const Value& value, std::string_view wanted) {
  Node* node = Access::node(value);
  Data* data = node == nullptr ? nullptr : std::get_if<Data>(&node->data);
  if (data == nullptr) throwWrongKind(value, wanted);
  return *data;
}

/// The primitive that a value is. Throws ValueError.
template <class T>
const T& expectPrimitive(const Value& value, std::string_view wanted) {
  const T* primitive = std::get_if<T>(&Access::cell(value));
  if (primitive == nullptr) throwWrongKind(value, wanted);
  return *primitive;
}

}  // namespace triwire::detail
