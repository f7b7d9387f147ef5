#pragma once

#include <cstddef>
#include <vector>

#include "judge/check.h"
#include "record/history.h"

namespace triwire::conformance {

/// The part of a history that shows a finding: its witnesses, what was violated, and the events of
/// the same calls and messages between them. Ascending positions.
std::vector<std::size_t> slice(const History& history, const Finding& finding);

/// A message from one actor to another: positions of the event that caused it and of its arrival.
struct Edge {
  std::size_t from, to;
};

/// The messages, events and answers that a history shows at both ends.
std::vector<Edge> edges(const History& history);

/// The positions in an order in which every event comes after those of its actor before it and
/// after what caused it: arrival alone may have an effect before its cause.
std::vector<std::size_t> causalOrder(const History& history,
                                     const std::vector<std::size_t>& positions);

}  // namespace triwire::conformance
