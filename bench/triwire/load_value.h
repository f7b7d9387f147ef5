// A load as a value.
#pragma once

#include <triwire/value.h>

#include "bench/harness/candidate.h"

namespace triwire::bench {

/// One string of `load.bytes` characters, or the nested value.
Value valueOf(const Load& load);

}  // namespace triwire::bench
