#pragma once

#include <cstdint>

#include "generate/random.h"
#include "record/history.h"

namespace triwire::conformance::agree {

/// How large a random history is.
struct Size {
  unsigned renderers = 2;
  unsigned commands = 5;  ///< Besides registrations at the beginning and fences at the end.
  unsigned steps = 3;     ///< Of a script, at most.
};

/// A legal history of the strict profile: a random stimulus, a random execution of the model, and a
/// random order in which its events arrive. It ends as the suite ends a world: what is held is
/// answered, and a fence goes along every link.
History walked(Random& random, const Size& size);

}  // namespace triwire::conformance::agree
