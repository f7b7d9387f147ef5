#include "value/array_data.h"

#include <algorithm>

namespace triwire::detail {

namespace {
constexpr std::uint32_t GAP_MAX = 64;  // Holes that are worth less than an entry of the map.
}

const Cell* ArrayData::find(std::uint32_t index) const {
  if (index < dense.size()) {
    return std::holds_alternative<Hole>(dense[index]) ? nullptr : &dense[index];
  }
  const auto found = sparse.find(index);
  return found == sparse.end() ? nullptr : &found->second;
}

void ArrayData::set(std::uint32_t index, Cell cell) {
  length = std::max(length, index + 1);
  if (index >= dense.size() + GAP_MAX) {
    sparse.insert_or_assign(index, std::move(cell));
    return;
  }
  if (index >= dense.size()) dense.resize(index + std::size_t{1}, Cell(Hole{}));
  dense[index] = std::move(cell);

  // What lay behind the vector may now lie within it, or directly behind.
  while (!sparse.empty() && sparse.begin()->first <= dense.size()) {
    auto first = sparse.extract(sparse.begin());
    if (first.key() == dense.size()) {
      dense.push_back(std::move(first.mapped()));
    } else if (first.key() != index) {
      dense[first.key()] = std::move(first.mapped());
    }
  }
}

bool ArrayData::remove(std::uint32_t index) {
  if (find(index) == nullptr) return false;
  if (index < dense.size()) {
    dense[index] = Hole{};
  } else {
    sparse.erase(index);
  }
  return true;
}

void ArrayData::setLength(std::uint32_t wanted) {
  length = wanted;
  if (dense.size() > wanted) dense.resize(wanted);
  sparse.erase(sparse.lower_bound(wanted), sparse.end());
}

}  // namespace triwire::detail
