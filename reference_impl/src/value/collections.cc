// Values that hold others: objects, arrays, maps and sets.
#include "triwire/value.h"
#include "value/expect.h"
#include "value/graph.h"

namespace triwire {

using detail::Access;
using detail::ArrayData;
using detail::Cell;
using detail::expect;
using detail::MapData;
using detail::PropertyTable;
using detail::SetData;

namespace {

constexpr std::uint32_t LENGTH_MAX = 0xFFFF'FFFF;

PropertyTable& expectProperties(const Value& value) {
  if (detail::Node* node = Access::node(value)) {
    if (auto* object = std::get_if<PropertyTable>(&node->data)) return *object;
    if (auto* array = std::get_if<ArrayData>(&node->data)) return array->properties;
  }
  detail::throwWrongKind(value, "an object or an array");
}

/// The index that `name` is for `value`: only arrays have indexes.
std::optional<std::uint32_t> indexFor(const Value& value, std::string_view name) {
  return value.isArray() ? detail::arrayIndexFrom(name) : std::nullopt;
}

}  // namespace

Value Value::object(std::initializer_list<Property> properties) {
  Value object = Access::make(PropertyTable());
  for (const Property& property : properties) object.set(property.first, property.second);
  return object;
}

Value Value::array(std::initializer_list<Value> elements) {
  return array(std::vector<Value>(elements));
}

Value Value::array(std::vector<Value> elements) {
  Value array = Access::make(ArrayData());
  for (Value& element : elements) array.push(std::move(element));
  return array;
}

Value Value::map(std::initializer_list<MapEntry> entries) {
  Value map = Access::make(MapData());
  for (const MapEntry& entry : entries) map.mapSet(entry.first, entry.second);
  return map;
}

Value Value::set(std::initializer_list<Value> values) {
  Value set = Access::make(SetData());
  for (const Value& value : values) set.setAdd(value);
  return set;
}

// Objects.

Value Value::operator[](std::string_view name) const {
  if (const auto index = indexFor(*this, name)) return element(*index);
  const Cell* cell = expectProperties(*this).find(name);
  return cell == nullptr ? Value() : Access::value(*cell, graph_);
}

bool Value::has(std::string_view name) const {
  if (const auto index = indexFor(*this, name)) return has(*index);
  return expectProperties(*this).find(name) != nullptr;
}

void Value::set(std::string_view name, Value value) {
  if (const auto index = indexFor(*this, name)) return set(*index, std::move(value));
  PropertyTable& properties = expectProperties(*this);
  properties.set(name, Access::adopt(*this, std::move(value)));
}

bool Value::remove(std::string_view name) {
  if (const auto index = indexFor(*this, name)) return remove(*index);
  return expectProperties(*this).remove(name);
}

std::vector<Property> Value::properties() const {
  std::vector<Property> all;
  for (const auto& [name, cell] : expectProperties(*this).entries()) {
    all.emplace_back(name, Access::value(cell, graph_));
  }
  return all;
}

// Arrays.

Value Value::element(std::uint32_t index) const {
  const Cell* cell = expect<ArrayData>(*this, "an array").find(index);
  return cell == nullptr ? Value() : Access::value(*cell, graph_);
}

bool Value::has(std::uint32_t index) const {
  return expect<ArrayData>(*this, "an array").find(index) != nullptr;
}

void Value::set(std::uint32_t index, Value value) {
  auto& array = expect<ArrayData>(*this, "an array");
  if (index == LENGTH_MAX) throw ValueError("not an array index: 4294967295");
  array.set(index, Access::adopt(*this, std::move(value)));
}

bool Value::remove(std::uint32_t index) {
  return expect<ArrayData>(*this, "an array").remove(index);
}

void Value::push(Value value) {
  set(expect<ArrayData>(*this, "an array").length, std::move(value));
}

void Value::setLength(std::uint32_t length) {
  expect<ArrayData>(*this, "an array").setLength(length);
}

std::vector<Value> Value::elements() const {
  const auto& array = expect<ArrayData>(*this, "an array");
  std::vector<Value> all(array.length);
  array.forEach(
      [&](std::uint32_t index, const Cell& cell) { all[index] = Access::value(cell, graph_); });
  return all;
}

std::vector<std::pair<std::uint32_t, Value>> Value::presentElements() const {
  std::vector<std::pair<std::uint32_t, Value>> present;
  expect<ArrayData>(*this, "an array").forEach([&](std::uint32_t index, const Cell& cell) {
    present.emplace_back(index, Access::value(cell, graph_));
  });
  return present;
}

// Maps and sets.

Value Value::mapGet(const Value& key) const {
  const Cell* cell = expect<MapData>(*this, "a map").table.find(key.cell_);
  return cell == nullptr ? Value() : Access::value(*cell, graph_);
}

bool Value::mapHas(const Value& key) const {
  return expect<MapData>(*this, "a map").table.find(key.cell_) != nullptr;
}

void Value::mapSet(Value key, Value value) {
  auto& table = expect<MapData>(*this, "a map").table;
  Cell keyCell = Access::adopt(*this, std::move(key));
  table.set(std::move(keyCell), Access::adopt(*this, std::move(value)));
}

bool Value::mapDelete(const Value& key) {
  return expect<MapData>(*this, "a map").table.remove(key.cell_);
}

std::vector<MapEntry> Value::entries() const {
  std::vector<MapEntry> all;
  for (const auto& [key, value] : expect<MapData>(*this, "a map").table.entries()) {
    all.emplace_back(Access::value(key, graph_), Access::value(value, graph_));
  }
  return all;
}

void Value::setAdd(Value value) {
  auto& table = expect<SetData>(*this, "a set").table;
  table.set(Access::adopt(*this, std::move(value)), Cell());
}

bool Value::setHas(const Value& value) const {
  return expect<SetData>(*this, "a set").table.find(value.cell_) != nullptr;
}

bool Value::setDelete(const Value& value) {
  return expect<SetData>(*this, "a set").table.remove(value.cell_);
}

std::vector<Value> Value::values() const {
  std::vector<Value> all;
  for (const auto& entry : expect<SetData>(*this, "a set").table.entries()) {
    all.push_back(Access::value(entry.first, graph_));
  }
  return all;
}

}  // namespace triwire
