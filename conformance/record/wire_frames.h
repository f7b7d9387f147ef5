#pragma once

#include <string>
#include <vector>

#include "record/command.h"

namespace triwire::conformance {

/// What the schema of the wire says about one kind of frame: its annotations, by reflection.
struct WireFrame {
  std::string name;        ///< The arm of `Frame`: "sync".
  std::string sentBy;      ///< "main", "renderer" or "both".
  bool blocks = false;     ///< The code that caused it stops until the call settles.
  std::string answeredBy;  ///< The arm that answers it; empty if none does.
  std::string overtakes;   ///< The arm whose answer may overtake others in this form; mostly empty.
  bool isFirst = false;    ///< Legal only as the first in its direction.
  bool isLast = false;     ///< Nothing follows it in its direction.
};

/// In the order of the schema.
const std::vector<WireFrame>& wireFrames();

/// The frame that carries what a step does; null if the step sends none of its own.
const WireFrame* frameOf(Op op);

/// Whether the actor that performs `op` stops until it is answered.
bool blocks(Op op);

/// Whether `op` is a call: something that exactly one frame answers.
bool isAnswered(Op op);

}  // namespace triwire::conformance
