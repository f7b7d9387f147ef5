#include "value/property_table.h"

#include <algorithm>
#include <charconv>

namespace triwire::detail {

std::optional<std::uint32_t> arrayIndexFrom(std::string_view name) {
  constexpr std::uint32_t LARGEST = 0xFFFF'FFFE;
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  const bool canonical = name.size() == 1 || (!name.empty() && name.front() != '0');
  if (!whole || !canonical || index > LARGEST) return std::nullopt;
  return index;
}

std::optional<std::size_t> PropertyTable::position(std::string_view name) const {
  if (entries_.size() >= INDEX_FROM) {
    const auto found = index_.find(std::string(name));
    if (found == index_.end()) return std::nullopt;
    return found->second;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].first == name) return i;
  }
  return std::nullopt;
}

const Cell* PropertyTable::find(std::string_view name) const {
  const std::optional<std::size_t> at = position(name);
  return at ? &entries_[*at].second : nullptr;
}

void PropertyTable::set(std::string_view name, Cell cell) {
  if (const std::optional<std::size_t> at = position(name)) {
    entries_[*at].second = std::move(cell);
    return;
  }
  auto place = entries_.end();
  if (const std::optional<std::uint32_t> index = arrayIndexFrom(name)) {
    const auto others = entries_.begin() + static_cast<std::ptrdiff_t>(arrayIndexes_);
    place = std::lower_bound(entries_.begin(), others, *index,
                             [](const Entry& entry, std::uint32_t wanted) {
                               return *arrayIndexFrom(entry.first) < wanted;
                             });
    ++arrayIndexes_;
  }
  const bool atEnd = place == entries_.end();
  entries_.insert(place, Entry(std::string(name), std::move(cell)));
  if (entries_.size() < INDEX_FROM) return;
  if (atEnd && entries_.size() > INDEX_FROM) {
    index_.emplace(name, entries_.size() - 1);
  } else {
    reindex();
  }
}

bool PropertyTable::remove(std::string_view name) {
  const std::optional<std::size_t> at = position(name);
  if (!at) return false;
  if (*at < arrayIndexes_) --arrayIndexes_;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(*at));
  reindex();
  return true;
}

void PropertyTable::reindex() {
  index_.clear();
  if (entries_.size() < INDEX_FROM) return;
  for (std::size_t i = 0; i < entries_.size(); ++i) index_.emplace(entries_[i].first, i);
}

}  // namespace triwire::detail
