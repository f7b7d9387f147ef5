#pragma once

#include <cstddef>

#include "record/history.h"

namespace triwire::conformance {

/// A history of at least so many events in which nothing is wrong: three renderers send, block,
/// invoke, are replied to and sent events; main holds events and promises for a while, and registers
/// and removes listeners. The same number, the same history.
History longHistory(std::size_t events);

}  // namespace triwire::conformance
