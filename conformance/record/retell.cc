#include "record/retell.h"

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <capnp/message.h>
#include <conformance.capnp.h>
#include <scenario.capnp.h>

#include "record/fold.h"
#include "record/json_text.h"
#include "record/recorder.h"
#include "record/shape.h"

namespace triwire::conformance {
namespace {

using Json = capnp::json::Value;

bool isAnswer(contract::Event::Reader event) {
  return event.isDone() || event.isListening() || event.isUnsupported() || event.isFailed();
}

class Retelling {
 public:
  // As a report has it.
  void addRecorded(Json::Reader entry) {
    if (!entry.isObject() || entry.getObject().size() != 1 ||
        view(entry.getObject()[0].getName()) != "folded")
      return add(entry);
    capnp::MallocMessageBuilder message;
    auto whole = message.initRoot<Json>();
    parseJson(unfolded(canonicalJson(entry.getObject()[0].getValue())), whole);
    add(whole.asReader());
  }

  History take() { return std::move(history_); }

 private:
  void add(Json::Reader entry) {
    if (!entry.isObject() || entry.getObject().size() != 1)
      throw std::invalid_argument("is no object with one member");
    const auto member = entry.getObject()[0];
    const std::string_view what = view(member.getName());
    if (what == "sent")
      addCommand(member.getValue());
    else if (what == "received")
      addEvent(member.getValue());
    else if (what == "peer")
      addPeerEvent(member.getValue());
    else if (what == "expired" && member.getValue().isString())
      addExpired(view(member.getValue().getString()));
    else
      throw std::invalid_argument("is " + canonicalJson(entry) +
                                  "; expected sent, received, peer, expired or folded");
    history_.transcript.push_back(canonicalJson(entry));
  }

  void addCommand(Json::Reader value) {
    capnp::MallocMessageBuilder message;
    auto builder = message.initRoot<contract::Command>();
    readJson(value, capnp::toDynamic(builder));
    const contract::Command::Reader in = builder.asReader();
    Event sent;
    sent.kind = Kind::COMMAND;
    sent.command = history_.add(read(in));
    history_.append(sent);
    commands_[in.getId()] = sent.command;
  }

  Command read(contract::Command::Reader in) {
    switch (in.which()) {
      case contract::Command::BEGIN:
        return begin(in.getBegin().getRenderers());
      case contract::Command::RUN:
        return {.kind = Command::Kind::RUN,
                .actor = actor(in.getRun().getActor()),
                .steps = recordSteps(in.getRun().getSteps(), history_)};
      case contract::Command::KILL:
        return {.kind = Command::Kind::KILL, .actor = actor(in.getKill().getActor())};
      case contract::Command::CLOSE:
        return {.kind = Command::Kind::CLOSE, .actor = actor(in.getClose().getActor())};
      case contract::Command::COLLECT:
        return {.kind = Command::Kind::COLLECT};
      case contract::Command::END:
        return {.kind = Command::Kind::END};
      case contract::Command::WIRE:
        return {.kind = Command::Kind::WIRE};
      case contract::Command::HELLO:
        break;
    }
    throw std::invalid_argument("is a command that no history has");
  }

  Command begin(unsigned renderers) {
    if (renderers > RENDERERS_MAX)
      throw std::invalid_argument("begins with " + std::to_string(renderers) +
                                  " renderers; expected " + std::to_string(RENDERERS_MAX) +
                                  " at most");
    history_.renderers = renderers;
    return {.kind = Command::Kind::BEGIN};
  }

  void addEvent(Json::Reader value) {
    capnp::MallocMessageBuilder message;
    auto event = message.initRoot<contract::Event>();
    readJson(value, capnp::toDynamic(event));
    std::uint32_t command = 0;
    if (isAnswer(event.asReader())) {
      const auto known = commands_.find(event.getId());
      if (known == commands_.end())
        throw std::invalid_argument("answers command " + std::to_string(event.getId()) +
                                    ", which was not sent");
      command = known->second;
    }
    record(event.asReader(), command, history_);
  }

  void addPeerEvent(Json::Reader value) {
    capnp::MallocMessageBuilder message;
    auto event = message.initRoot<file::PeerEvent>();
    readJson(value, capnp::toDynamic(event));
    record(event.asReader(), history_);
  }

  void addExpired(std::string_view what) {
    Event expired;
    expired.kind = Kind::EXPIRED;
    expired.text = history_.intern(what);
    history_.append(expired);
  }

  static Actor actor(capnp::Text::Reader name) {
    if (const auto known = actorNamed(view(name))) return *known;
    throw std::invalid_argument("names the actor " + jsonString(view(name)) +
                                "; expected main or r0 to r3");
  }

  History history_;
  std::map<std::uint32_t, std::uint32_t> commands_;  // By id.
};

}  // namespace

History retell(capnp::List<Json>::Reader transcript) {
  Retelling retelling;
  for (unsigned i = 0; i < transcript.size(); ++i) {
    try {
      retelling.addRecorded(transcript[i]);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument("entry " + std::to_string(i) + " of the history " + error.what());
    }
  }
  return retelling.take();
}

}  // namespace triwire::conformance
