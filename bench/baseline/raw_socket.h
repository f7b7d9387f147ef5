// The floor: what two processes pay for bytes on a stream socket, with nothing above it.
#pragma once

#include <benchmark/benchmark.h>

namespace triwire::bench {

/// `range(0)` bytes there and as many back, both sides in blocking reads: the two wake-ups and four
/// system calls that nobody who sleeps between messages can avoid.
void rawSocketRoundTrip(benchmark::State& state);

/// `range(0)` bytes one way, one write a message, `range(1)` messages before one byte comes back.
/// The reader takes what it finds. An iteration is such a batch; an item is a message.
void rawSocketOneWay(benchmark::State& state);

}  // namespace triwire::bench
