#include "driver/interleave.h"

#include <algorithm>
#include <stdexcept>

namespace triwire::conformance {

std::vector<std::vector<unsigned>> interleavings(const std::vector<unsigned>& sizes) {
  constexpr std::size_t MOST = 10'000;
  std::vector<unsigned> order;
  for (unsigned list = 0; list < sizes.size(); ++list) order.insert(order.end(), sizes[list], list);
  std::vector<std::vector<unsigned>> out;
  do {
    if (out.size() == MOST) throw std::invalid_argument("more than 10 000 interleavings");
    out.push_back(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return out;
}

}  // namespace triwire::conformance
