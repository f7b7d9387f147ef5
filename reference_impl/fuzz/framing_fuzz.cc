// Any bytes, as a link would bring them: framing and frames, whatever the split, and both machines
// behind.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include "main_oracle.h"
#include "protocol/main_connection.h"
#include "protocol/renderer_connection.h"
#include "renderer_oracle.h"
#include "require.h"
#include "wire/frame_reader.h"

namespace triwire::fuzz {
namespace {

constexpr std::uint32_t FRAME_BYTES_MAX = 1U << 20U;

/// Gives the frames to `onFrame`, and the failure behind them, if there is one, to `onFailure`.
template <class OnFrame, class OnFailure>
void read(std::span<const std::byte> bytes, std::size_t step, const OnFrame& onFrame,
          const OnFailure& onFailure) {
  wire::FrameReader reader(FRAME_BYTES_MAX);
  while (!bytes.empty()) {
    const std::size_t count = std::min(step, bytes.size());
    reader.append(bytes.first(count));
    bytes = bytes.subspan(count);
    for (;;) {
      auto next = reader.next();
      if (std::holds_alternative<wire::NeedMore>(next)) break;
      if (const auto* failure = std::get_if<wire::Failure>(&next)) return onFailure(*failure);
      onFrame(std::get<protocol::Frame>(std::move(next)));
    }
  }
}

/// What a frame is, but for its values.
std::string shown(const protocol::Frame& frame) {
  std::string text(nameOf(kindOf(frame)));
  const auto add = [&](std::uint64_t number) { text += " " + std::to_string(number); };
  const auto addPayload = [&](const protocol::Payload& payload) {
    add(payload.bytes);
    add(payload.nodes);
    add(payload.depth);
  };
  std::visit(
      [&](const auto& one) {
        if constexpr (requires { one.id; }) add(static_cast<std::uint64_t>(one.id));
        if constexpr (requires { one.channel; }) text += " " + one.channel;
        if constexpr (requires { one.args; }) addPayload(one.args);
        if constexpr (requires { one.outcome; }) addPayload(one.outcome.payload);
      },
      frame);
  return text + "\n";
}

/// The frames that were read, and why no more were.
std::string storyOf(std::span<const std::byte> bytes, std::size_t step) {
  std::string story;
  read(
      bytes, step, [&](protocol::Frame&& frame) { story += shown(frame); },
      [&](const wire::Failure& failure) { story += nameOf(failure.reason); });
  return story;
}

template <class Oracle, class Connection, class Actions>
void feed(Connection connection, Actions actions, std::span<const std::byte> bytes) {
  Oracle oracle;
  const auto look = [&] {
    oracle.look(actions, connection);
    actions.clear();
  };
  look();
  read(
      bytes, bytes.size(),
      [&](protocol::Frame&& frame) {
        connection.onFrame(std::move(frame), actions);
        look();
      },
      [&](const wire::Failure& failure) {
        connection.onMalformed(failure.reason, failure.text, actions);
        look();
      });
  connection.onDisconnect(actions);
  look();
}

void feedMain(std::span<const std::byte> bytes, bool isOpen) {
  protocol::MainConnection main({});
  protocol::MainActions actions;
  if (isOpen) main.onFrame(protocol::Hello{}, actions);
  feed<MainOracle>(std::move(main), std::move(actions), bytes);
}

void feedRenderer(std::span<const std::byte> bytes) {
  protocol::RendererConnection renderer({});
  protocol::RendererActions actions;
  renderer.open(actions);
  renderer.onFrame(protocol::Welcome{}, actions);
  feed<RendererOracle>(std::move(renderer), std::move(actions), bytes);
}

}  // namespace
}  // namespace triwire::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace triwire::fuzz;
  const auto bytes = std::as_bytes(std::span(data, size));
  const std::size_t step = size == 0 ? 1 : std::size_t{data[size - 1]} % 64 + 1;
  require(storyOf(bytes, step) == storyOf(bytes, size), "a stream is the same in any split");
  feedMain(bytes, false);
  feedMain(bytes, true);
  feedRenderer(bytes);
  return 0;
}
