#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "driver/scenario.h"

namespace triwire::conformance {

/// Scenarios that nobody wrote: registrations at main, then scripts of renderers and deeds of main
/// on what it holds, by weight. The same arguments, the same scenarios; each uses a part of what an
/// implementation can offer, so that some are for every implementation.
///
/// A renderer is asked for nothing while it waits in a sendSync that main holds, and everything
/// held is answered at the end: they always come to their end. `size` is about how many steps each
/// has. Named generated/<seed>/1 and so on.
std::vector<Scenario> generated(std::uint64_t seed, unsigned count, unsigned size,
                                const std::string& profile);

}  // namespace triwire::conformance
