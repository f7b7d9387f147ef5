#include "report/playback.h"

#include <algorithm>
#include <stdexcept>

#include <capnp/message.h>
#include <conformance.capnp.h>

#include "record/json_text.h"
#include "record/shape.h"

namespace triwire::conformance {
namespace {

using Json = capnp::json::Value;


}  // namespace

Playback::Playback(const SubjectRun& recorded) : recorded_(recorded) {
  for (const Case& performed : recorded.cases) {
    if (!performed.notOffered.empty()) continue;
    Session session;
    session.crashes = performed.history.ending == Ending::CRASHED;
    for (const std::string& entry : performed.history.transcript) {
      capnp::MallocMessageBuilder message;
      auto json = message.initRoot<Json>();
      parseJson(entry, json);
      const auto member = json.asReader().getObject()[0];
      const std::string_view what = view(member.getName());
      if (what != "sent" && what != "received") continue;
      session.said.push_back(numbered(member.getValue()));
      session.said.back().isCommand = what == "sent";
    }
    sessions_.push_back(std::move(session));
  }
}

// Members by name, so that equal commands are equal texts.
Playback::Said Playback::numbered(Json::Reader object) {
  std::map<std::string_view, std::string> members;
  Said out;
  for (const auto& member : object.getObject())
    (view(member.getName()) == "id" ? out.id : members[view(member.getName())]) =
        canonicalJson(member.getValue());
  for (const auto& [name, value] : members)
    out.members += (out.members.empty() ? "" : ",") + jsonString(name) + ":" + value;
  return out;
}

Playback::Answer Playback::take(std::string_view line) {
  capnp::MallocMessageBuilder message;
  auto json = message.initRoot<Json>();
  parseJson(line, json);
  if (!json.isObject()) throw std::invalid_argument("is no command");
  const Said command = numbered(json.asReader());
  if (command.id.empty()) throw std::invalid_argument("is a command without an id");
  std::string what;
  for (const auto& member : json.asReader().getObject())
    if (view(member.getName()) == "do" && member.getValue().isString())
      what = view(member.getValue().getString());
  if (what == "hello") return greet(command.id);
  if (what == "begin") begin();
  for (const std::string_view known : {"begin", "run", "kill", "close", "collect", "end"})
    if (what == known) return play(command);
  return {.lines = {R"({"event":"unsupported","id":)" + command.id + R"(,"what":)" +
                    jsonString(what) + "}"}};
}

// As recorded, but for what a recording cannot do: to be linked with.
Playback::Answer Playback::greet(const std::string& id) const {
  std::string capabilities;
  for (const std::string& name : recorded_.capabilities)
    if (!name.starts_with("wire"))
      capabilities += (capabilities.empty() ? "" : ",") + jsonString(name);
  return {.lines = {R"({"event":"hello","id":)" + id + R"(,"protocol":)" +
           std::to_string(contract::PROTOCOL) + R"(,"name":)" + jsonString(recorded_.name) +
           R"(,"version":)" + jsonString(recorded_.version) + R"(,"url":)" +
           jsonString(recorded_.url) + R"(,"capabilities":[)" + capabilities + "]}"}};
}

void Playback::begin() {
  for (Session& session : sessions_) {
    session.at = 0;
    session.fits = true;
    session.ids.clear();
  }
  // Those that were played already come last.
  std::stable_sort(sessions_.begin(), sessions_.end(),
                   [](const Session& a, const Session& b) { return a.played < b.played; });
}

// What the session says after its next command, if that is `command`; with the ids of now.
std::vector<std::string> Playback::goOn(Session& session, const Said& command) {
  std::vector<std::string> out;
  session.fits = session.at < session.said.size() &&
                 session.said[session.at].members == command.members;
  if (!session.fits) return out;
  session.ids[session.said[session.at].id] = command.id;
  while (++session.at < session.said.size() && !session.said[session.at].isCommand) {
    const Said& said = session.said[session.at];
    out.push_back("{" + (said.id.empty() ? "" : "\"id\":" + session.ids[said.id] + ",") +
                  said.members + "}");
  }
  return out;
}

// The first that fits speaks, and those that would have said something else fit no more.
Playback::Answer Playback::play(const Said& command) {
  Answer out;
  Session* speaker = nullptr;
  for (Session& session : sessions_) {
    if (!session.fits) continue;
    std::vector<std::string> says = goOn(session, command);
    if (!session.fits) continue;
    if (speaker) {
      session.fits = says == out.lines;
      continue;
    }
    speaker = &session;
    out.lines = std::move(says);
    out.crashes = session.crashes && session.at == session.said.size();
  }
  if (!speaker)
    return {.lines = {R"({"event":"failed","id":)" + command.id +
                      R"(,"text":"no recorded session goes on with this command"})"}};
  if (speaker->at == speaker->said.size()) speaker->played = true;
  return out;
}

}  // namespace triwire::conformance
