#include "record/recorder.h"

#include <stdexcept>
#include <utility>

#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using Json = capnp::json::Value;
using JsonList = capnp::List<Json>::Reader;

/// Reads the groups of the contract's unions into an Event or a Step, field by field of the same
/// name: what a group does not have stays empty.
class Reader {
 public:
  explicit Reader(History& history) : history_(history) {}

  template <typename Group, typename Out>
  void readNames(const Group& group, Out& out) {
    if constexpr (requires { group.getCall(); }) out.call = keep(group.getCall());
    if constexpr (requires { group.getListener(); }) out.listener = keep(group.getListener());
    if constexpr (requires { group.getChannel(); }) out.channel = keep(group.getChannel());
    if constexpr (requires { group.getMark(); }) out.mark = keep(group.getMark());
    if constexpr (requires { group.getHandle(); }) out.handle = group.getHandle();
    if constexpr (requires { group.getValue(); })
      if (group.hasValue()) out.value = keep(group.getValue());
  }

  template <typename Group>
  void read(const Group& group, Event& out) {
    readNames(group, out);
    if constexpr (requires { group.getOp(); }) out.op = keep(group.getOp());
    if constexpr (requires { group.getFrom(); }) out.peer = keep(group.getFrom());
    if constexpr (requires { group.getTo(); }) out.peer = keep(group.getTo());
    if constexpr (requires { group.getOf(); }) out.peer = keep(group.getOf());
    if constexpr (requires { group.getWhat(); }) out.text = keep(group.getWhat());
    if constexpr (requires { group.getText(); }) out.text = keep(group.getText());
    if constexpr (requires { group.getKind(); })
      out.callKind = static_cast<CallKind>(group.getKind());
    if constexpr (requires { group.getArgs(); }) {
      out.args = history_.internAll(canonical(group.getArgs()));
      out.message = firstText(group.getArgs());
    }
    if constexpr (requires { group.getError(); })
      if (group.hasError()) out.error = keep(group.getError());
  }

  template <typename Group>
  Step read(const Group& group, Op op) {
    Step out;
    out.op = op;
    readNames(group, out);
    if constexpr (requires { group.getTo(); }) out.to = keep(group.getTo());
    if constexpr (requires { group.getDeadlineMs(); }) out.deadlineMs = group.getDeadlineMs();
    if constexpr (requires { group.getProgram(); }) out.program = readSteps(group.getProgram());
    if constexpr (requires { group.getArgs(); }) {
      for (const std::string& arg : canonical(group.getArgs()))
        out.args.push_back(history_.intern(arg));
      out.message = firstText(group.getArgs());
    }
    return out;
  }

  std::vector<Step> readSteps(capnp::List<contract::Step>::Reader steps) {
    std::vector<Step> out;
    out.reserve(steps.size());
    for (const auto& step : steps) out.push_back(readStep(step));
    return out;
  }

  Step readStep(contract::Step::Reader step);

 private:
  static std::vector<std::string> canonical(JsonList values) {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const auto& value : values) texts.push_back(canonicalJson(value));
    return texts;
  }

  std::string_view firstText(JsonList args) {
    if (args.size() == 0 || !args[0].isString()) return {};
    return keep(args[0].getString());
  }

  std::string_view keep(capnp::Text::Reader text) { return history_.intern(view(text)); }
  std::string_view keep(Json::Reader value) { return history_.intern(canonicalJson(value)); }
  const ErrorDetail* keep(contract::Error::Reader error) {
    const std::string code = error.hasCode() ? canonicalJson(error.getCode()) : "";
    const std::string value = error.hasValue() ? canonicalJson(error.getValue()) : "";
    return history_.keep({.outcome = view(error.getOutcome()),
                          .name = view(error.getName()),
                          .message = view(error.getMessage()),
                          .code = code,
                          .remoteName = view(error.getRemoteName()),
                          .remoteMessage = view(error.getRemoteMessage()),
                          .value = value});
  }

  History& history_;
};

Step Reader::readStep(contract::Step::Reader step) {
  using contract::Step;
  switch (step.which()) {
    case Step::SEND:
      return read(step.getSend(), Op::SEND);
    case Step::SEND_SYNC:
      return read(step.getSendSync(), Op::SEND_SYNC);
    case Step::INVOKE:
      return read(step.getInvoke(), Op::INVOKE);
    case Step::ON:
      return read(step.getOn(), Op::ON);
    case Step::ONCE:
      return read(step.getOnce(), Op::ONCE);
    case Step::OFF:
      return read(step.getOff(), Op::OFF);
    case Step::REMOVE_ALL_LISTENERS:
      return read(step.getRemoveAllListeners(), Op::REMOVE_ALL_LISTENERS);
    case Step::HANDLE:
      return read(step.getHandle(), Op::HANDLE);
    case Step::HANDLE_ONCE:
      return read(step.getHandleOnce(), Op::HANDLE_ONCE);
    case Step::REMOVE_HANDLER:
      return read(step.getRemoveHandler(), Op::REMOVE_HANDLER);
    case Step::SEND_TO:
      return read(step.getSendTo(), Op::SEND_TO);
    case Step::ASSIGN:
      return read(step.getAssign(), Op::ASSIGN);
    case Step::REPLY:
      return read(step.getReply(), Op::REPLY);
    case Step::HOLD:
      return read(step.getHold(), Op::HOLD);
    case Step::RELEASE:
      return read(step.getRelease(), Op::RELEASE);
    case Step::RESOLVE:
      return read(step.getResolve(), Op::RESOLVE);
    case Step::REJECT:
      return read(step.getReject(), Op::REJECT);
    case Step::RETURN:
      return read(step.getReturn(), Op::RETURN);
    case Step::THROW:
      return read(step.getThrow(), Op::THROW);
    case Step::MARK:
      return read(step.getMark(), Op::MARK);
  }
  throw std::invalid_argument("has an unknown step");
}

// Sets everything but the actor and the number.
void readEvent(contract::Event::Reader event, Reader& reader, Event& out) {
  const auto is = [&](Kind kind, const auto& group) {
    out.kind = kind;
    reader.read(group, out);
  };
  using contract::Event;
  switch (event.which()) {
    case Event::HELLO:
      throw std::invalid_argument("is a hello that nobody asked for");
    case Event::DONE:
      return is(Kind::DONE, event.getDone());
    case Event::UNSUPPORTED:
      return is(Kind::UNSUPPORTED, event.getUnsupported());
    case Event::FAILED:
      return is(Kind::FAILED, event.getFailed());
    case Event::CALLING:
      return is(Kind::CALLING, event.getCalling());
    case Event::RETURNED:
      return is(Kind::RETURNED, event.getReturned());
    case Event::THREW:
      return is(Kind::THREW, event.getThrew());
    case Event::SETTLED:
      return is(Kind::SETTLED, event.getSettled());
    case Event::CALLED:
      return is(Kind::CALLED, event.getCalled());
    case Event::DISPATCHED:
      return is(Kind::DISPATCHED, event.getDispatched());
    case Event::FINISHED:
      return is(Kind::FINISHED, event.getFinished());
    case Event::ASSIGNED:
      return is(Kind::ASSIGNED, event.getAssigned());
    case Event::REPLIED:
      return is(Kind::REPLIED, event.getReplied());
    case Event::SENT:
      return is(Kind::SENT, event.getSent());
    case Event::RESOLVED:
      return is(Kind::RESOLVED, event.getResolved());
    case Event::RELEASED:
      return is(Kind::RELEASED, event.getReleased());
    case Event::REGISTERED:
      return is(Kind::REGISTERED, event.getRegistered());
    case Event::MARKED:
      return is(Kind::MARKED, event.getMarked());
    case Event::UNCAUGHT:
      return is(Kind::UNCAUGHT, event.getUncaught());
    case Event::CLOSED:
      return is(Kind::CLOSED, event.getClosed());
    case Event::LISTENING:
      return is(Kind::DONE, event.getListening());
  }
  throw std::invalid_argument("is an unknown event");
}

}  // namespace

std::size_t record(contract::Event::Reader event, std::uint32_t command, History& history) {
  Event out;
  Reader reader(history);
  readEvent(event, reader, out);
  if (out.kind == Kind::DONE || out.kind == Kind::UNSUPPORTED || out.kind == Kind::FAILED) {
    out.command = command;
    return history.append(out);
  }

  const auto actor = actorNamed(view(event.getActor()));
  if (!actor)
    throw std::invalid_argument("says the actor is " + jsonString(view(event.getActor())) +
                                "; expected \"main\" or \"r0\" to \"r3\"");
  out.actor = *actor;
  out.seq = event.getSeq();
  return history.append(out);
}

std::size_t record(file::PeerEvent::Reader event, History& history) {
  const auto peer = peerNamed(view(event.getPeer()));
  if (!peer)
    throw std::invalid_argument("says the peer is " + jsonString(view(event.getPeer())) +
                                "; expected \"p0\" or \"p1\"");
  Event out;
  switch (event.getEvent()) {
    case file::PeerEvent::Kind::LINKED:
      out.kind = Kind::LINKED;
      break;
    case file::PeerEvent::Kind::WROTE:
      out.kind = Kind::WROTE;
      break;
    case file::PeerEvent::Kind::READ:
      out.kind = Kind::READ;
      break;
    case file::PeerEvent::Kind::UNLINKED:
      out.kind = Kind::UNLINKED;
      break;
    case file::PeerEvent::Kind::DID:
      out.kind = Kind::DID;
      break;
  }
  out.actor = *peer;
  out.seq = event.getSeq();
  out.channel = history.intern(view(event.getChannel()));
  out.message = history.intern(view(event.getMessage()));
  out.wire = history.keep(WireDetail{.frame = view(event.getFrame()),
                                     .what = view(event.getWhat()),
                                     .misdeed = view(event.getMisdeed()),
                                     .breaks = view(event.getBreaks()),
                                     .id = event.getId(),
                                     .versionMin = event.getVersionMin(),
                                     .versionMax = event.getVersionMax(),
                                     .channelBytesMax = event.getChannelBytesMax(),
                                     .bytes = event.getBytes()});
  return history.append(out);
}

std::vector<Step> recordSteps(capnp::List<contract::Step>::Reader steps, History& history) {
  return Reader(history).readSteps(steps);
}

}  // namespace triwire::conformance
