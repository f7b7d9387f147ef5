#include "peer/frame_json.h"

#include <stdexcept>

#include <capnp/compat/json.h>
#include <capnp/dynamic.h>
#include <kj/exception.h>

namespace triwire::conformance {
namespace {

using schema::Frame;

// The name of the arm that is set; empty if this version of the schema does not know it.
std::string armOf(capnp::DynamicStruct::Reader value) {
  KJ_IF_MAYBE(arm, value.which()) { return arm->getProto().getName().cStr(); }
  return {};
}

void tellArgs(schema::Payload::Reader args, file::PeerEvent::Builder out) {
  if (args.getRoots().size() > 0 && args.getRoots()[0].isString())
    out.setMessage(args.getRoots()[0].getString());
}

template <typename Content>
void tellContent(const Content& content, file::PeerEvent::Builder out) {
  if constexpr (requires { content.getId(); }) out.setId(content.getId());
  if constexpr (requires { content.getChannel(); }) out.setChannel(content.getChannel());
  if constexpr (requires { content.getArgs(); }) tellArgs(content.getArgs(), out);
  if constexpr (requires { content.getOutcome(); }) out.setWhat(armOf(content.getOutcome()));
  if constexpr (requires { content.getLimits(); })
    out.setChannelBytesMax(content.getLimits().getChannelBytesMax());
  if constexpr (requires { content.getVersionMin(); }) {
    out.setVersionMin(content.getVersionMin());
    out.setVersionMax(content.getVersionMax());
  }
  if constexpr (requires { content.getVersion(); }) {
    out.setVersionMin(content.getVersion());
    out.setVersionMax(content.getVersion());
  }
  if constexpr (requires { content.getReason(); }) {
    const capnp::DynamicEnum reason = content.getReason();
    KJ_IF_MAYBE(known, reason.getEnumerant()) { out.setWhat(known->getProto().getName()); }
  }
}

}  // namespace

void readFrame(capnp::json::Value::Reader json, Frame::Builder out) {
  capnp::JsonCodec codec;
  codec.setRejectUnknownFields(true);
  try {
    codec.decode(json, capnp::DynamicStruct::Builder(out));
  } catch (const kj::Exception& error) {
    throw std::invalid_argument("is no frame of triwire.capnp in JSON: " +
                                std::string(error.getDescription().cStr()));
  }
}

void tell(Frame::Reader frame, file::PeerEvent::Builder out) {
  out.setFrame(armOf(frame));
  switch (frame.which()) {
    case Frame::HELLO:
      return tellContent(frame.getHello(), out);
    case Frame::WELCOME:
      return tellContent(frame.getWelcome(), out);
    case Frame::MESSAGE:
      return tellContent(frame.getMessage(), out);
    case Frame::SYNC:
      return tellContent(frame.getSync(), out);
    case Frame::INVOKE:
      return tellContent(frame.getInvoke(), out);
    case Frame::CANCEL:
      return tellContent(frame.getCancel(), out);
    case Frame::EVENT:
      return tellContent(frame.getEvent(), out);
    case Frame::RETURN:
      return tellContent(frame.getReturn(), out);
    case Frame::CLOSE:
      return tellContent(frame.getClose(), out);
  }
}

}  // namespace triwire::conformance
