// Any bytes, as a link would bring them: what the codec and the core do with them must be defined.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>

#include "protocol/main_connection.h"
#include "protocol/renderer_connection.h"
#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace triwire {
namespace {

constexpr std::uint32_t FRAME_BYTES_MAX = 1U << 20U;

void require(bool holds) {
  if (!holds) std::abort();
}

/// What was accepted can be decoded, encoded again, and read back.
void translate(const protocol::Payload& args) {
  const Args values = wire::decodeArgs(args);
  wire::Bytes bytes;
  wire::appendFrame(protocol::Message{"c", wire::encodeArgs(values)}, bytes);
  wire::FrameReader reader(static_cast<std::uint32_t>(bytes.size()));
  reader.append(bytes);
  const auto next = reader.next();
  require(std::holds_alternative<protocol::Frame>(next));
  const auto& message = std::get<protocol::Message>(std::get<protocol::Frame>(next));
  require(wire::decodeArgs(message.args) == values);
}

void look(const protocol::Frame& frame) {
  if (const auto* message = std::get_if<protocol::Message>(&frame)) translate(message->args);
  if (const auto* call = std::get_if<protocol::SyncCall>(&frame)) translate(call->args);
  if (const auto* call = std::get_if<protocol::InvokeCall>(&frame)) translate(call->args);
  if (const auto* event = std::get_if<protocol::Event>(&frame)) translate(event->args);
  if (const auto* answer = std::get_if<protocol::Return>(&frame)) {
    wire::decodeOutcome(answer->outcome);
  }
}

template <class Connection, class Actions>
void feed(Connection connection, Actions actions, std::span<const std::byte> bytes,
          std::size_t step) {
  wire::FrameReader reader(FRAME_BYTES_MAX);
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(step, bytes.size()))) {
    reader.append(bytes.first(std::min(step, bytes.size())));
    for (;;) {
      auto next = reader.next();
      if (std::holds_alternative<wire::NeedMore>(next)) break;
      if (const auto* failure = std::get_if<wire::Failure>(&next)) {
        return connection.onMalformed(failure->reason, failure->text, actions);
      }
      look(std::get<protocol::Frame>(next));
      connection.onFrame(std::get<protocol::Frame>(std::move(next)), actions);
    }
  }
  connection.onDisconnect(actions);
}

protocol::RendererConnection busyRenderer(protocol::RendererActions& actions) {
  protocol::RendererConnection renderer({});
  renderer.open(actions);
  renderer.onFrame(protocol::Welcome{}, actions);
  static_cast<void>(renderer.invoke("c", {}, std::nullopt, actions));
  static_cast<void>(renderer.sendSync("c", {}, std::nullopt, actions));
  return renderer;
}

protocol::MainConnection openMain(protocol::MainActions& actions) {
  protocol::MainConnection main({});
  main.onFrame(protocol::Hello{}, actions);
  return main;
}

}  // namespace
}  // namespace triwire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace triwire;
  const auto bytes = std::as_bytes(std::span(data, size));
  protocol::RendererActions rendererActions;
  protocol::MainActions mainActions;
  feed(busyRenderer(rendererActions), rendererActions, bytes, size);
  feed(openMain(mainActions), mainActions, bytes, 100);
  feed(protocol::MainConnection({}), mainActions, bytes, size);
  return 0;
}
