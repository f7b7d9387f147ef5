#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "judge/check.h"
#include "record/history.h"

namespace triwire::conformance {

/// A sequence diagram of the part of a history that shows a finding, as places on paper: one
/// column per actor, one row per event, causes above their effects. Units are those of SVG.
struct Diagram {
  struct Lifeline {
    std::string name;
    int x;
  };
  struct Mark {
    std::size_t position;  ///< In the history.
    int x, y;
    std::string label;  ///< Cut to what fits.
    std::string full;
    bool illegal;
    bool labelLeft;  ///< The label ends at the lifeline: arrows leave on the other side.
  };
  struct Wait {
    int x, y, height;  ///< A renderer in a sendSync, from its call to its return.
    std::string call;
  };
  struct Arrow {
    int x1, y1, x2, y2;
    /// The three corners of its head, as SVG's `points`.
    std::string head() const;
  };

  int width = 0, height = 0;
  std::vector<Lifeline> lifelines;
  std::vector<Mark> marks;
  std::vector<Wait> waits;
  std::vector<Arrow> arrows;
};

Diagram diagram(const History& history, const Finding& finding);

}  // namespace triwire::conformance
