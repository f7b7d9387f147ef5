// One or more values of each kind.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "triwire/value.h"

namespace triwire {

inline std::vector<Value> sampleValues() {
  const std::byte raw[] = {std::byte{0}, std::byte{1}, std::byte{2}, std::byte{3},
                           std::byte{4}, std::byte{5}, std::byte{6}, std::byte{255}};
  const Value buffer = Value::arrayBuffer(raw);
  const Value resizable = Value::resizableArrayBuffer(raw, 1'000);
  Value holes = Value::array({1});
  holes.set(3, "x");
  holes.setLength(6);
  holes.set("name", true);
  Value sparse = Value::array();
  sparse.set(4'000'000'000U, "far");
  Value object = Value::object({{"a", 1}, {"", nullptr}, {"__proto__", Value()}, {"7", "seven"}});
  object.set(Value(std::u16string{0xDC00, u'!'}).asString(), "a name with half a pair");
  std::vector<Value> values = {Value(),
                               nullptr,
                               true,
                               false,
                               0,
                               -0.0,
                               1.5,
                               9007199254740993.0,
                               std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN(),
                               BigInt(0),
                               BigInt(-1),
                               BigInt(256),
                               BigInt::parse("-123456789012345678901234567890"),
                               "",
                               "text",
                               "\u00e9 \u20ac \U0001F600",
                               std::string_view("nul\0inside", 10),
                               std::u16string{0xD800},
                               std::u16string{u'a', 0xDC00},
                               Value::object(),
                               object,
                               Value::array(),
                               holes,
                               sparse,
                               Value::date(0.5),
                               Value::date(std::nan("")),
                               Value::regexp("a+", "gi"),
                               Value::regexp("", ""),
                               Value::boxed(true),
                               Value::boxed(-0.0),
                               Value::boxed(BigInt(5)),
                               Value::boxed("s"),
                               Value::map(),
                               Value::map({{object, holes}, {1, "one"}}),
                               Value::set(),
                               Value::set({1, "1", object}),
                               buffer,
                               resizable,
                               Value::arrayBuffer({}),
                               Value::trackingView(ViewType::UINT16_ARRAY, resizable, 2),
                               Value::error(ErrorType::TYPE_ERROR, "message", "stack"),
                               Value::error(ErrorType::ERROR, std::nullopt),
                               Value::error(ErrorType::URI_ERROR, "", "", object)};
  for (int type = 0; type <= static_cast<int>(ViewType::DATA_VIEW); ++type) {
    values.push_back(Value::view(static_cast<ViewType>(type), buffer, 0,
                                 8 / elementBytes(static_cast<ViewType>(type))));
  }
  return values;
}

}  // namespace triwire
