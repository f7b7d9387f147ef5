#pragma once

#include <vector>

namespace triwire::conformance {

/// Every order in which lists of these sizes can be taken from, each list from its front: for each
/// order the indexes of the lists. There are (n1 + … + nk)! / (n1! … nk!) of them. In lexical
/// order. Throws std::invalid_argument with a clause if they are more than 10 000.
std::vector<std::vector<unsigned>> interleavings(const std::vector<unsigned>& sizes);

}  // namespace triwire::conformance
