// The far end of every Triwire candidate: a main process.
#pragma once

#include "bench/harness/meeting.h"
#include "bench/harness/process.h"
#include "bench/triwire/setup.h"

namespace triwire::bench {

/// Listens at `addressOf(meeting)`. On "echo" it answers `sendSync` and `invoke` with their
/// argument; it replies to "reply" with an event of that name; it counts "message" and tells the
/// number on "count"; for "burst" with a number and a value it sends as many "event"s.
void runMainProcess(const Setup& setup, const Meeting& meeting, const Ready& ready);

std::string addressOf(const Meeting& meeting);

/// Connects `count` renderers that then do nothing.
void runIdleRenderers(const Setup& setup, const Meeting& meeting, std::size_t count,
                      const Ready& ready);

}  // namespace triwire::bench
