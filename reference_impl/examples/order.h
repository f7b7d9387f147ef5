// A type of the application, which both sides send as an object.
#pragma once

#include <triwire/convert_std.h>

#include <optional>
#include <string>

struct Order {
  std::string item;
  int count = 1;
  std::optional<std::string> note;
};

template <>
struct triwire::Conversion<Order> {
  static Value toValue(const Order& order) {
    return Value::object(
        {{"item", order.item}, {"count", order.count}, {"note", triwire::toValue(order.note)}});
  }
  static Order fromValue(const Value& value) {
    return {property<std::string>(value, "item"), property<int>(value, "count"),
            property<std::optional<std::string>>(value, "note")};
  }
};
