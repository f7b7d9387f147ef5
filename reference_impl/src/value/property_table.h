// The named properties of an object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "triwire/value.h"

namespace triwire::detail {

/// `name` as an array index (the decimal form of a number below 2^32 - 1), if it is one.
std::optional<std::uint32_t> arrayIndexFrom(std::string_view name);

/// Properties in JavaScript's order: array indexes ascending, then the others as they were set.
class PropertyTable {
 public:
  using Entry = std::pair<std::string, Cell>;

  /// Null if there is none. Valid until the table changes.
  const Cell* find(std::string_view name) const;
  void set(std::string_view name, Cell cell);
  bool remove(std::string_view name);

  const std::vector<Entry>& entries() const { return entries_; }
  std::vector<Entry>& entries() { return entries_; }  // For changing cells, not names.

 private:
  // Below this size a linear search is the faster one.
  static constexpr std::size_t INDEX_FROM = 16;

  std::optional<std::size_t> position(std::string_view name) const;
  void reindex();

  std::vector<Entry> entries_;
  std::size_t arrayIndexes_ = 0;                        // So many entries at the front.
  std::unordered_map<std::string, std::size_t> index_;  // Only from INDEX_FROM entries.
};

}  // namespace triwire::detail
