// The inside of maps and sets.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

#include "triwire/value.h"

namespace triwire::detail {

/// As `Object.is`: NaN is NaN, 0 is not -0, nodes are the same node.
bool isSameCell(const Cell& left, const Cell& right);
/// As isSameCell, but 0 is -0: how maps and sets compare their keys.
bool isSameKey(const Cell& left, const Cell& right);
std::size_t hashKey(const Cell& key);

/// Entries in insertion order, found by key. A set leaves the second of each entry undefined.
class KeyedTable {
 public:
  using Entry = std::pair<Cell, Cell>;

  /// Null if there is none. Valid until the table changes.
  const Cell* find(const Cell& key) const;
  void set(Cell key, Cell value);
  bool remove(const Cell& key);

  const std::vector<Entry>& entries() const { return entries_; }
  std::vector<Entry>& entries() { return entries_; }  // Call `reindex` after changing keys.
  void reindex();

 private:
  // Below this size a linear search is the faster one.
  static constexpr std::size_t INDEX_FROM = 16;

  std::size_t position(const Cell& key) const;  // The number of entries if there is none.

  std::vector<Entry> entries_;
  std::unordered_multimap<std::size_t, std::size_t> index_;  // Hash to position; from INDEX_FROM.
};

}  // namespace triwire::detail
