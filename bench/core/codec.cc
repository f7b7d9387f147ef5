// Values to frames and back, alone: what the codec adds to one direction of a message.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <variant>
#include <vector>

#include "bench/triwire/load_value.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace {

using namespace triwire;

constexpr std::int64_t NESTED = -1;  // In place of a number of bytes: the value of 50 nodes.

bench::Load loadOf(const benchmark::State& state) {
  const std::int64_t bytes = state.range(0);
  return bytes == NESTED ? bench::Load{0, true} : bench::Load{static_cast<std::size_t>(bytes)};
}

void encode(benchmark::State& state) {
  const Args args{bench::valueOf(loadOf(state))};
  wire::Bytes outgoing;  // Kept, as a link keeps it.
  for (auto _ : state) {
    outgoing.clear();
    wire::appendFrame(protocol::Message{"echo", wire::encodeArgs(args)}, outgoing);
    benchmark::DoNotOptimize(outgoing.data());
  }
}
BENCHMARK(encode)->ArgName("bytes")->Arg(64)->Arg(1 << 10)->Arg(64 << 10)->Arg(1 << 20)->Arg(
    NESTED);

void decode(benchmark::State& state) {
  const Args args{bench::valueOf(loadOf(state))};
  wire::Bytes frame;
  wire::appendFrame(protocol::Message{"echo", wire::encodeArgs(args)}, frame);
  wire::FrameReader reader(64U << 20U);
  for (auto _ : state) {
    reader.append(std::as_bytes(std::span(frame)));
    const auto read = reader.next();
    const auto* message = std::get_if<protocol::Message>(&std::get<protocol::Frame>(read));
    if (message == nullptr) throw std::logic_error("the frame is no message");
    benchmark::DoNotOptimize(wire::decodeArgs(message->args));
  }
}
BENCHMARK(decode)->ArgName("bytes")->Arg(64)->Arg(1 << 10)->Arg(64 << 10)->Arg(1 << 20)->Arg(
    NESTED);

}  // namespace

BENCHMARK_MAIN();
