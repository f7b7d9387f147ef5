#include "wire/frame_translation.h"

#include <string>
#include <utility>

#include "value/wtf8.h"

namespace triwire::wire {

namespace {

using protocol::CallId;
using protocol::CloseReason;
using protocol::OutcomeKind;

/// Not by way of a C string: a NUL byte is a character as any other.
capnp::Text::Reader asText(const std::string& text) { return {text.data(), text.size()}; }

std::string checked(capnp::Text::Reader text) {
  checkText(text);
  return {text.begin(), text.size()};
}

// Hello and welcome.

void write(const protocol::Limits& limits, schema::Limits::Builder out) {
  out.setFrameBytesMax(limits.frameBytesMax);
  out.setPendingCallsMax(limits.pendingCallsMax);
  out.setValueDepthMax(limits.valueDepthMax);
  out.setValueNodesMax(limits.valueNodesMax);
  out.setChannelBytesMax(limits.channelBytesMax);
  out.setDeferredBytesMax(limits.deferredBytesMax);
  out.setDeferredMessagesMax(limits.deferredMessagesMax);
}

protocol::Limits read(schema::Limits::Reader in) {
  return {in.getFrameBytesMax(), in.getPendingCallsMax(), in.getValueDepthMax(),
          in.getValueNodesMax(), in.getChannelBytesMax(), in.getDeferredBytesMax(),
          in.getDeferredMessagesMax()};
}

template <class Builder>
void writeFeatures(const std::vector<std::string>& features, Builder out) {
  if (features.empty()) return;
  auto list = out.initFeatures(static_cast<unsigned>(features.size()));
  unsigned i = 0;
  for (const std::string& feature : features) list.set(i++, asText(feature));
}

std::vector<std::string> readFeatures(capnp::List<capnp::Text>::Reader in) {
  std::vector<std::string> features;
  for (const auto feature : in) features.push_back(checked(feature));
  return features;
}

// One `put` for each frame that can be sent.

void put(const protocol::Hello& hello, schema::Frame::Builder frame) {
  auto out = frame.initHello();
  out.setVersionMin(hello.versionMin);
  out.setVersionMax(hello.versionMax);
  write(hello.limits, out.initLimits());
  writeFeatures(hello.features, out);
  out.setImplementation(asText(hello.implementation));
}

void put(const protocol::Welcome& welcome, schema::Frame::Builder frame) {
  auto out = frame.initWelcome();
  out.setVersion(welcome.version);
  write(welcome.limits, out.initLimits());
  writeFeatures(welcome.features, out);
  out.setImplementation(asText(welcome.implementation));
  out.setRendererId(welcome.rendererId);
}

template <class WithArgs, class Builder>
void putArgs(const WithArgs& from, Builder out) {
  if (detail::formOf(from.channel) == detail::TextForm::WELL_FORMED) {
    out.setChannel(asText(from.channel));
  } else {
    out.setChannel(asText(detail::wellFormed(from.channel)));
  }
  if (const EncodedBody* body = unframedIn(from.args)) {
    return out.adoptArgs(std::move(body->unframed));
  }
  if (from.args.body != nullptr) out.setArgs(contentOf<schema::Payload::Reader>(from.args));
}

template <class AnyCall>
void putCall(const AnyCall& call, schema::Call::Builder out) {
  out.setId(static_cast<std::uint64_t>(call.id));
  putArgs(call, out);
}

void put(const protocol::Message& message, schema::Frame::Builder frame) {
  putArgs(message, frame.initMessage());
}
void put(const protocol::SyncCall& call, schema::Frame::Builder frame) {
  putCall(call, frame.initSync());
}
void put(const protocol::InvokeCall& call, schema::Frame::Builder frame) {
  putCall(call, frame.initInvoke());
}
void put(const protocol::Cancel& cancel, schema::Frame::Builder frame) {
  frame.initCancel().setId(static_cast<std::uint64_t>(cancel.id));
}
void put(const protocol::Event& event, schema::Frame::Builder frame) {
  putArgs(event, frame.initEvent());
}

void putOutcome(const protocol::Outcome& outcome, schema::Outcome::Builder out) {
  switch (outcome.kind) {
    case OutcomeKind::VALUE:
      if (const EncodedBody* body = unframedIn(outcome.payload)) {
        return out.adoptValue(std::move(body->unframed));
      }
      return out.setValue(contentOf<schema::Payload::Reader>(outcome.payload));
    case OutcomeKind::THROWN:
      return out.setThrown(contentOf<schema::Thrown::Reader>(outcome.payload));
    case OutcomeKind::UNCLONABLE: {
      const Path path = contentOf<Path>(outcome.payload);
      return out.setUnclonable(asText(detail::wellFormed(path.text)));
    }
    case OutcomeKind::NO_REPLY:
      return out.setNoReply();
    case OutcomeKind::NO_LISTENER:
      return out.setNoListener();
    case OutcomeKind::NO_HANDLER:
      return out.setNoHandler();
    case OutcomeKind::CANCELLED:
      return out.setCancelled();
    case OutcomeKind::REFUSED:
      return out.setRefused();
    case OutcomeKind::TOO_LARGE:
      return out.setTooLarge();
    case OutcomeKind::OVERLOADED:
      return out.setOverloaded();
    case OutcomeKind::DISCONNECTED:
      return out.setDisconnected();
    case OutcomeKind::DEADLINE_EXCEEDED:
      return out.setDeadlineExceeded();
  }
}

void put(const protocol::Return& answer, schema::Frame::Builder frame) {
  auto out = frame.initReturn();
  out.setId(static_cast<std::uint64_t>(answer.id));
  putOutcome(answer.outcome, out.initOutcome());
}

void put(const protocol::Close& close, schema::Frame::Builder frame) {
  auto out = frame.initClose();
  const bool travels = close.reason != CloseReason::LOST;
  out.setReason(static_cast<schema::CloseReason>(travels ? close.reason : CloseReason::INTERNAL));
  out.setText(asText(close.text));
}

// And back.

protocol::Payload sized(Sizes sizes) { return {nullptr, 0, sizes.nodes, sizes.depth}; }

protocol::Payload readArgs(schema::Payload::Reader args) { return sized(checkPayload(args)); }

protocol::Outcome readOutcome(schema::Outcome::Reader in) {
  switch (in.which()) {
    case schema::Outcome::VALUE: {
      const auto payload = in.getValue();
      if (payload.getRoots().size() != 1) throw Malformed{"not exactly one value"};
      return {OutcomeKind::VALUE, sized(checkPayload(payload))};
    }
    case schema::Outcome::THROWN:
      return {OutcomeKind::THROWN, sized(checkThrown(in.getThrown()))};
    case schema::Outcome::UNCLONABLE:
      checkText(in.getUnclonable());
      return {OutcomeKind::UNCLONABLE, {}};
    case schema::Outcome::NO_REPLY:
      return {OutcomeKind::NO_REPLY, {}};
    case schema::Outcome::NO_LISTENER:
      return {OutcomeKind::NO_LISTENER, {}};
    case schema::Outcome::NO_HANDLER:
      return {OutcomeKind::NO_HANDLER, {}};
    case schema::Outcome::CANCELLED:
      return {OutcomeKind::CANCELLED, {}};
    case schema::Outcome::REFUSED:
      return {OutcomeKind::REFUSED, {}};
    case schema::Outcome::TOO_LARGE:
      return {OutcomeKind::TOO_LARGE, {}};
    case schema::Outcome::OVERLOADED:
      return {OutcomeKind::OVERLOADED, {}};
    case schema::Outcome::DISCONNECTED:
    case schema::Outcome::DEADLINE_EXCEEDED:
      throw Malformed{"an outcome that never travels", protocol::CloseReason::UNEXPECTED_FRAME};
  }
  throw Malformed{"an unknown outcome"};
}

template <class AnyCall>
AnyCall readCall(schema::Call::Reader in) {
  return {CallId{in.getId()}, checked(in.getChannel()), readArgs(in.getArgs())};
}

protocol::Close readClose(schema::Close::Reader in) {
  // A reason of a later version is still an end.
  const bool known = in.getReason() <= schema::CloseReason::INTERNAL;
  return {known ? static_cast<CloseReason>(in.getReason()) : CloseReason::INTERNAL,
          checked(in.getText())};
}

}  // namespace

void write(const protocol::Frame& frame, schema::Frame::Builder out) {
  std::visit([&](const auto& f) { put(f, out); }, frame);
}

std::optional<protocol::Frame> read(schema::Frame::Reader in) {
  switch (in.which()) {
    case schema::Frame::HELLO: {
      const auto hello = in.getHello();
      return protocol::Hello{hello.getVersionMin(), hello.getVersionMax(), read(hello.getLimits()),
                             readFeatures(hello.getFeatures()), checked(hello.getImplementation())};
    }
    case schema::Frame::WELCOME: {
      const auto welcome = in.getWelcome();
      return protocol::Welcome{welcome.getVersion(), read(welcome.getLimits()),
                               readFeatures(welcome.getFeatures()),
                               checked(welcome.getImplementation()), welcome.getRendererId()};
    }
    case schema::Frame::MESSAGE: {
      const auto message = in.getMessage();
      return protocol::Message{checked(message.getChannel()), readArgs(message.getArgs())};
    }
    case schema::Frame::SYNC:
      return readCall<protocol::SyncCall>(in.getSync());
    case schema::Frame::INVOKE:
      return readCall<protocol::InvokeCall>(in.getInvoke());
    case schema::Frame::CANCEL:
      return protocol::Cancel{CallId{in.getCancel().getId()}};
    case schema::Frame::EVENT: {
      const auto event = in.getEvent();
      return protocol::Event{checked(event.getChannel()), readArgs(event.getArgs())};
    }
    case schema::Frame::RETURN: {
      const auto answer = in.getReturn();
      return protocol::Return{CallId{answer.getId()}, readOutcome(answer.getOutcome())};
    }
    case schema::Frame::CLOSE:
      return readClose(in.getClose());
  }
  return std::nullopt;
}

const EncodedBody* unframedIn(const protocol::Payload& payload) {
  return payload.body == nullptr ? nullptr : bodyOf(payload)->asUnframed();
}

const protocol::Payload* payloadOf(const protocol::Frame& frame) {
  if (auto* message = std::get_if<protocol::Message>(&frame)) return &message->args;
  if (auto* call = std::get_if<protocol::SyncCall>(&frame)) return &call->args;
  if (auto* call = std::get_if<protocol::InvokeCall>(&frame)) return &call->args;
  if (auto* event = std::get_if<protocol::Event>(&frame)) return &event->args;
  auto* answer = std::get_if<protocol::Return>(&frame);
  if (answer == nullptr) return nullptr;
  const OutcomeKind kind = answer->outcome.kind;
  const bool hasPayload =
      kind == OutcomeKind::VALUE || kind == OutcomeKind::THROWN || kind == OutcomeKind::UNCLONABLE;
  return hasPayload ? &answer->outcome.payload : nullptr;
}

decltype(MessageBody::content) contentOf(schema::Frame::Reader in) {
  if (in.isMessage()) return in.getMessage().getArgs();
  if (in.isSync()) return in.getSync().getArgs();
  if (in.isInvoke()) return in.getInvoke().getArgs();
  if (in.isEvent()) return in.getEvent().getArgs();
  const auto outcome = in.getReturn().getOutcome();
  if (outcome.isThrown()) return outcome.getThrown();
  if (outcome.isUnclonable()) {
    const auto path = outcome.getUnclonable();
    return Path{std::string(path.begin(), path.size())};
  }
  return outcome.getValue();
}

}  // namespace triwire::wire
