#include "trace/sight.h"

#include <cstring>
#include <vector>

#include <capnp/dynamic.h>
#include <capnp/serialize.h>
#include <kj/exception.h>
#include <kj/string.h>

#include "trace/payload_text.h"
#include "trace/quoted_text.h"

namespace triwire::conformance::trace {
namespace {

std::string armOf(capnp::DynamicStruct::Reader value) {
  KJ_IF_MAYBE(arm, value.which()) { return arm->getProto().getName().cStr(); }
  return {};
}

/// What people look for in a frame, whichever kind it is of: its arms are told by reflection.
std::string contentOf(capnp::DynamicStruct::Reader content) {
  std::string out;
  const auto schema = content.getSchema();
  if (schema.findFieldByName("id") != nullptr)
    out += " #" + std::to_string(content.get("id").as<std::uint64_t>());
  if (schema.findFieldByName("channel") != nullptr)
    out += " " + quotedText(content.get("channel").as<capnp::Text>().cStr());
  if (schema.findFieldByName("outcome") != nullptr)
    out += " " + armOf(content.get("outcome").as<capnp::DynamicStruct>());
  if (schema.findFieldByName("reason") != nullptr)
    out += " " + std::string(kj::str(content.get("reason")).cStr());
  if (schema.findFieldByName("implementation") != nullptr)
    out += " " + quotedText(content.get("implementation").as<capnp::Text>().cStr());
  return out;
}

std::string payloadOf(schema::Frame::Reader frame) {
  switch (frame.which()) {
    case schema::Frame::MESSAGE:
      return "(" + textOf(frame.getMessage().getArgs()) + ")";
    case schema::Frame::SYNC:
      return "(" + textOf(frame.getSync().getArgs()) + ")";
    case schema::Frame::INVOKE:
      return "(" + textOf(frame.getInvoke().getArgs()) + ")";
    case schema::Frame::EVENT:
      return "(" + textOf(frame.getEvent().getArgs()) + ")";
    case schema::Frame::RETURN: {
      const auto outcome = frame.getReturn().getOutcome();
      return outcome.isValue()        ? textOf(outcome.getValue())
             : outcome.isThrown()     ? textOf(outcome.getThrown())
             : outcome.isUnclonable() ? quotedText(outcome.getUnclonable().cStr())
                                      : "";
    }
    case schema::Frame::CLOSE:
      return quotedText(frame.getClose().getText().cStr());
    case schema::Frame::HELLO:
    case schema::Frame::WELCOME:
    case schema::Frame::CANCEL:
      break;
  }
  return {};
}

void decode(capnp::Data::Reader bytes, bool isWithheld, Sight& into) {
  std::vector<capnp::word> words(bytes.size() / sizeof(capnp::word));
  std::memcpy(words.data(), bytes.begin(), words.size() * sizeof(capnp::word));
  capnp::FlatArrayMessageReader message(kj::arrayPtr(words.data(), words.size()));
  const capnp::DynamicStruct::Reader frame = message.getRoot<schema::Frame>();
  KJ_IF_MAYBE(arm, frame.which()) {
    into.kind = arm->getProto().getName().cStr();
    into.label = into.kind + contentOf(frame.get(*arm).as<capnp::DynamicStruct>());
  } else {
    into.label = "a frame of a kind that is not known";
  }
  if (isWithheld) return;
  into.payload = payloadOf(message.getRoot<schema::Frame>());
}

}  // namespace

Sight sightOf(schema::TracedFrame::Reader traced) {
  Sight sight{.renderer = traced.getRendererId(),
              .fromMain = traced.getFromMain(),
              .kind = {},
              .label = {},
              .payload = {},
              .payloadBytes = traced.getPayloadBytes()};
  try {
    decode(traced.getFrame(), traced.getIsWithheld(), sight);
  } catch (const kj::Exception& error) {
    sight.label = "not readable: " + quotedText(error.getDescription().cStr());
  }
  return sight;
}

std::string lineOf(const Sight& sight) {
  const std::string renderer = "r" + std::to_string(sight.renderer);
  std::string line = sight.fromMain ? "main -> " + renderer : renderer + " -> main";
  line += "  " + sight.label;
  if (sight.payloadBytes > 0) line += "  " + std::to_string(sight.payloadBytes) + " bytes";
  if (!sight.payload.empty()) line += "  " + sight.payload;
  return line;
}

std::string lineOf(schema::TracedLink::Reader link) {
  const capnp::DynamicEnum state = link.getState();
  return std::string(kj::str("r", link.getRendererId(), "  pid ", link.getProcessId(), "  ", state,
                             link.getSharedMemory() ? "  shared memory" : "  socket", "  calls live ",
                             link.getCallsLive(), "  waiting ", link.getFramesWaiting(), " frames, ",
                             link.getBytesWaiting(), " bytes  sent ", link.getBytesSent(),
                             " bytes  received ", link.getBytesReceived(), " bytes")
                         .cStr());
}

}  // namespace triwire::conformance::trace
