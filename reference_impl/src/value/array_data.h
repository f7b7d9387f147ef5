// The inside of an array.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "triwire/value.h"
#include "value/property_table.h"

namespace triwire::detail {

/// Elements from 0 on without large gaps in one vector, in which holes are `Hole`; what lies far
/// behind, by index.
struct ArrayData {
  std::uint32_t length = 0;
  std::vector<Cell> dense;               // At most `length`.
  std::map<std::uint32_t, Cell> sparse;  // Behind `dense`, before `length`; no holes.
  PropertyTable properties;

  /// Null for a hole, and beyond the end.
  const Cell* find(std::uint32_t index) const;
  /// `index` must be below 2^32 - 1.
  void set(std::uint32_t index, Cell cell);
  bool remove(std::uint32_t index);
  void setLength(std::uint32_t wanted);

  template <class Visit>  // Of what is not a hole, by ascending index.
  void forEach(const Visit& visit) const {
    for (std::uint32_t i = 0; i < dense.size(); ++i) {
      if (!std::holds_alternative<Hole>(dense[i])) visit(i, dense[i]);
    }
    for (const auto& [index, cell] : sparse) visit(index, cell);
  }
};

}  // namespace triwire::detail
