#include "peer/values.h"

#include <cstring>
#include <stdexcept>
#include <string>

namespace triwire::conformance {
namespace {

using file::Misdeed;
using schema::Frame;
using schema::Payload;

constexpr unsigned VALUE_DEPTH_MAX = 1000;       // The defaults of the specification.
constexpr unsigned CHANNEL_BYTES_MAX = 65'536;

Payload::Builder payloadOf(Frame::Builder frame) {
  switch (frame.which()) {
    case Frame::MESSAGE:
      return frame.getMessage().initArgs();
    case Frame::EVENT:
      return frame.getEvent().initArgs();
    case Frame::SYNC:
      return frame.getSync().initArgs();
    case Frame::INVOKE:
      return frame.getInvoke().initArgs();
    case Frame::RETURN:
      return frame.getReturn().getOutcome().initValue();
    case Frame::HELLO:
    case Frame::WELCOME:
    case Frame::CANCEL:
    case Frame::CLOSE:
      break;
  }
  throw std::invalid_argument("the misdeed needs a frame with a payload");
}

capnp::Text::Builder initChannel(Frame::Builder frame, unsigned bytes) {
  if (frame.isMessage()) return frame.getMessage().initChannel(bytes);
  if (frame.isEvent()) return frame.getEvent().initChannel(bytes);
  if (frame.isSync()) return frame.getSync().initChannel(bytes);
  if (frame.isInvoke()) return frame.getInvoke().initChannel(bytes);
  throw std::invalid_argument("the misdeed needs a frame with a channel");
}

// The first argument is node 0, and there are `count` nodes, empty objects until filled otherwise.
capnp::List<schema::Node>::Builder initNodes(Payload::Builder payload, unsigned count) {
  payload.initRoots(1)[0].setNode(0);
  auto nodes = payload.initNodes(count);
  for (auto node : nodes) node.initObject(0);
  return nodes;
}

void nest(Payload::Builder payload, unsigned depth) {
  auto nodes = initNodes(payload, depth);
  for (unsigned i = 0; i + 1 < depth; ++i) {
    auto array = nodes[i].initArray();
    array.setLength(1);
    array.initElements(1)[0].setNode(i + 1);
  }
}

void view(Payload::Builder payload, std::uint64_t offset, std::uint64_t length) {
  auto nodes = initNodes(payload, 2);
  auto view = nodes[0].initView();
  view.setType(schema::ViewType::UINT16_ARRAY);
  view.setBuffer(1);
  view.setByteOffset(offset);
  view.setByteLength(length);
  nodes[1].initArrayBuffer().initBytes(8);
}

void spoilChannel(Misdeed misdeed, Frame::Builder frame) {
  if (misdeed == Misdeed::LONG_CHANNEL) {
    auto channel = initChannel(frame, CHANNEL_BYTES_MAX + 1);
    std::memset(channel.begin(), 'c', channel.size());
  } else if (misdeed == Misdeed::NOT_UTF8) {
    std::memset(initChannel(frame, 3).begin(), '\xff', 3);
  } else if (misdeed == Misdeed::NO_NUL) {
    std::memset(initChannel(frame, 3).begin(), 'c', 3);  // The NUL goes when there are bytes.
  }
}

}  // namespace

void spoilValues(Misdeed misdeed, Frame::Builder frame) {
  spoilChannel(misdeed, frame);
  if (misdeed == Misdeed::NODE_OUT_OF_RANGE) {
    payloadOf(frame).initRoots(1)[0].setNode(7);
  } else if (misdeed == Misdeed::NODES_OUT_OF_ORDER) {
    auto payload = payloadOf(frame);
    initNodes(payload, 2);
    auto roots = payload.initRoots(2);
    roots[0].setNode(1);
    roots[1].setNode(0);
  } else if (misdeed == Misdeed::NODE_UNUSED) {
    initNodes(payloadOf(frame), 2);
  } else if (misdeed == Misdeed::HOLE_OUTSIDE) {
    payloadOf(frame).initRoots(1)[0].setHole();
  } else if (misdeed == Misdeed::NAME_TWICE) {
    for (auto property : initNodes(payloadOf(frame), 1)[0].initObject(2)) {
      property.setName("a");
      property.initValue().setNull();
    }
  } else if (misdeed == Misdeed::BIGINT_ZEROS) {
    payloadOf(frame).initRoots(1)[0].initBigint().initMagnitude(2);
  } else if (misdeed == Misdeed::VIEW_OUTSIDE) {
    view(payloadOf(frame), 4, 8);
  } else if (misdeed == Misdeed::VIEW_UNEVEN) {
    view(payloadOf(frame), 1, 2);
  } else if (misdeed == Misdeed::TOO_DEEP) {
    nest(payloadOf(frame), VALUE_DEPTH_MAX + 1);
  }
}

}  // namespace triwire::conformance
