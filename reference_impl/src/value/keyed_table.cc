#include "value/keyed_table.h"

#include <cmath>
#include <functional>
#include <string_view>

#include "value/long_text.h"

namespace triwire::detail {

bool isSameKey(const Cell& left, const Cell& right) {
  const double* a = std::get_if<double>(&left);
  const double* b = std::get_if<double>(&right);
  if (a == nullptr || b == nullptr) return left == right;
  return *a == *b || (std::isnan(*a) && std::isnan(*b));
}

bool isSameCell(const Cell& left, const Cell& right) {
  const double* a = std::get_if<double>(&left);
  const double* b = std::get_if<double>(&right);
  if (a == nullptr || b == nullptr) return left == right;
  return (std::isnan(*a) && std::isnan(*b)) || (*a == *b && std::signbit(*a) == std::signbit(*b));
}

std::size_t hashKey(const Cell& key) {
  if (const double* number = std::get_if<double>(&key)) {
    if (std::isnan(*number)) return 1;
    return std::hash<double>()(*number);  // Equal for 0 and -0.
  }
  if (const auto text = textOf(key)) return std::hash<std::string_view>()(*text);
  if (Node* const* node = std::get_if<Node*>(&key)) return std::hash<Node*>()(*node);
  if (const auto* number = std::get_if<BigInt>(&key)) {
    std::size_t hash = number->negative ? 3 : 2;
    for (const std::uint8_t byte : number->magnitude) hash = hash * 31 + byte;
    return hash;
  }
  if (const bool* boolean = std::get_if<bool>(&key)) return *boolean ? 5 : 4;
  return key.index() + 6;
}

std::size_t KeyedTable::position(const Cell& key) const {
  if (entries_.size() >= INDEX_FROM) {
    const auto [begin, end] = index_.equal_range(hashKey(key));
    for (auto candidate = begin; candidate != end; ++candidate) {
      if (isSameKey(entries_[candidate->second].first, key)) return candidate->second;
    }
    return entries_.size();
  }
  std::size_t at = 0;
  while (at < entries_.size() && !isSameKey(entries_[at].first, key)) ++at;
  return at;
}

const Cell* KeyedTable::find(const Cell& key) const {
  const std::size_t at = position(key);
  return at == entries_.size() ? nullptr : &entries_[at].second;
}

void KeyedTable::set(Cell key, Cell value) {
  const std::size_t at = position(key);
  if (at < entries_.size()) {
    entries_[at].second = std::move(value);
    return;
  }
  if (double* number = std::get_if<double>(&key); number != nullptr && *number == 0) *number = 0;
  entries_.emplace_back(std::move(key), std::move(value));
  if (entries_.size() == INDEX_FROM) {
    reindex();
  } else if (entries_.size() > INDEX_FROM) {
    index_.emplace(hashKey(entries_.back().first), entries_.size() - 1);
  }
}

bool KeyedTable::remove(const Cell& key) {
  const std::size_t at = position(key);
  if (at == entries_.size()) return false;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  reindex();
  return true;
}

void KeyedTable::reindex() {
  index_.clear();
  if (entries_.size() < INDEX_FROM) return;
  for (std::size_t i = 0; i < entries_.size(); ++i) index_.emplace(hashKey(entries_[i].first), i);
}

}  // namespace triwire::detail
