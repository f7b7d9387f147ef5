// Whole calls through the public interface: a renderer process here, a main process at the other
// end.
//
// Inside each number: cloning the argument (one string of `range(0)` characters), encoding, the
// protocol, the socket, the other side's dispatch, and the same again for the answer. The channel
// name and the frame's own fields, about 150 bytes, come on top of the payload.
#pragma once

#include <benchmark/benchmark.h>

namespace triwire::bench {

/// One `sendSync` whose listener assigns its argument.
void sendSyncRoundTrip(benchmark::State& state);

/// One `invoke` whose handler returns its argument, awaited before the next.
void invokeRoundTrip(benchmark::State& state);

/// `range(1)` times `send` to a listener that counts, then one `sendSync` that asks for the count.
/// An iteration is such a batch; an item is a message.
void sendOneWay(benchmark::State& state);

}  // namespace triwire::bench
