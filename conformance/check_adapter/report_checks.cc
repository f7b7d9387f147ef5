#include <algorithm>
#include <string>

#include "check_adapter/check.h"
#include "check_adapter/words.h"

namespace triwire::conformance {
namespace {

using Found = std::optional<Lie>;

std::string text(std::string_view view) { return std::string(view); }

// The position of the first event that fits; the number of events if there is none.
template <typename Fits>
std::size_t positionOf(const History& history, const Fits& fits) {
  const auto& events = history.events();
  return static_cast<std::size_t>(std::find_if(events.begin(), events.end(), fits) -
                                  events.begin());
}

// A command's answer comes behind what its steps did.
Found answersBehind(const History& history, Kind last, std::string_view mark) {
  const std::size_t reported = positionOf(history, [&](const Event& event) {
    return event.kind == last && (event.mark == mark || event.call == mark);
  });
  const std::size_t sent = positionOf(history, [&](const Event& event) {
    if (event.kind != Kind::COMMAND) return false;
    const auto& steps = history.commands()[event.command].steps;
    return std::any_of(steps.begin(), steps.end(),
                       [&](const Step& step) { return step.mark == mark || step.call == mark; });
  });
  if (sent == history.events().size()) return {};
  const std::uint32_t command = history.events()[sent].command;
  const std::size_t answered = positionOf(history, [&](const Event& event) {
    return event.kind == Kind::DONE && event.command == command;
  });
  const std::size_t never = history.events().size();
  if (reported == never || answered == never || answered > reported) return {};
  return Lie{"answers-before-doing", "it answered a run before it had reported `" +
                                             text(name(last)) + " " + text(mark) +
                                             "`, which is one of its steps"};
}

Found lookAtScript(const History& history, const std::string& token) {
  for (const std::string& mark : {"a" + token, "b" + token, "d" + token})
    if (auto found = answersBehind(history, Kind::MARKED, mark)) return found;
  if (auto found = compare("main",
                           {"marked a" + token, "registered on L c", "marked b" + token,
                            "registered off L c", "marked c" + token},
                           words(history, Actor::MAIN)))
    return found;
  return compare("r0", {"marked d" + token, "marked e" + token}, words(history, Actor::R0));
}

Found lookAtProgram(const History& history, const std::string& token) {
  const auto calls = eventsOf(history, Kind::CALLED);
  if (calls.size() == 2 && calls[0]->handle != calls[1]->handle)
    return Lie{"splits-handles", "the two listeners of one message were given the handles " +
                                         std::to_string(calls[0]->handle) + " and " +
                                         std::to_string(calls[1]->handle)};
  if (auto found = answersBehind(history, Kind::RETURNED, "S1")) return found;
  if (auto found =
          compare("main",
                  {"registered on L c", "registered on M c", "called L c", "marked a" + token,
                   "marked b" + token, "finished L", "called M c", "finished M"},
                  words(history, Actor::MAIN)))
    return found;
  return compare("r0", {"calling S1", "returned S1"}, words(history, Actor::R0));
}

Found lookAtSilence(const History& history, const std::string&) {
  for (const Kind kind : {Kind::CALLED, Kind::DISPATCHED, Kind::SETTLED, Kind::UNCAUGHT})
    for (const Event* event : eventsOf(history, kind))
      return Lie{"invents-events", "it reported `" + text(name(kind)) + "` at " +
                                           name(event->actor) + ", where nothing had been sent to"};
  return {};
}

Found lookAtArguments(const History& history, const std::string& token) {
  const std::vector<std::string> expected = {"\"S1\"", "\"" + token + "\"",   "-1.5", "true",
                                             "null",   R"([[],{"k":"ü"},""])"};
  const auto calls = eventsOf(history, Kind::CALLED);
  if (calls.size() != 1) return {};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string is = i < calls[0]->args.size() ? text(calls[0]->args[i]) : "missing";
    if (is != expected[i])
      return Lie{"changes-values", "args[" + std::to_string(i) + "] of a message is " + is +
                                           "; " + expected[i] + " was sent"};
  }
  return {};
}

Found lookAtUndefined(const History& history, const std::string&) {
  const std::string undefined = R"({"$":"undefined"})";
  for (const Event* event : eventsOf(history, Kind::RETURNED))
    if (event->value != undefined)
      return Lie{"loses-undefined",
                     "send returned " + (event->value.empty() ? "no value" : text(event->value)) +
                         "; expected " + undefined};
  for (const Event* event : eventsOf(history, Kind::FINISHED))
    if (event->error != nullptr && event->error->value != undefined)
      return Lie{"loses-undefined", "a listener threw undefined, and it was reported as " +
                                            text(event->error->value)};
  return {};
}

Found lookAtErrors(const History& history, const std::string& token) {
  for (const Event* event : eventsOf(history, Kind::FINISHED)) {
    if (event->error == nullptr)
      return Lie{"swallows-errors", "`finished " + text(event->listener) +
                                            "` has no error, but the listener threw"};
    if (event->listener == "L" && event->error->value != "\"" + token + "\"")
      return Lie{"changes-values", "a listener threw \"" + token + "\", and the error is " +
                                           text(event->error->value)};
  }
  return {};
}

Found lookAtHandles(const History& history, const std::string&) {
  std::vector<std::uint32_t> handles;
  for (const Event* event : eventsOf(history, Kind::CALLED)) {
    if (event->handle == 0) return Lie{"reuses-handles", "the handle of an event is 0"};
    if (std::find(handles.begin(), handles.end(), event->handle) != handles.end())
      return Lie{"reuses-handles",
                     "two messages were given the handle " + std::to_string(event->handle)};
    handles.push_back(event->handle);
  }
  return {};
}

Found lookAtFunctions(const History& history, const std::string&) {
  for (const Event* event : eventsOf(history, Kind::CALLED))
    if (event->listener == "L")
      return Lie{
          "forgets-functions",
          "a listener was called that had been removed by its name: the same name on the "
          "same channel is the same function"};
  return {};
}

Found lookAtBlocked(const History& history, const std::string& token) {
  const std::size_t assign = positionOf(history, [&](const Event& event) {
    return event.kind == Kind::COMMAND && !history.commands()[event.command].steps.empty() &&
           history.commands()[event.command].steps.front().op == Op::ASSIGN;
  });
  if (assign == history.events().size())
    return Lie{"holds-events-back",
                   "it reported nothing of a sendSync that waits, until the sendSync had ended"};
  const std::size_t calling = positionOf(history, [](const Event& event) {
    return event.kind == Kind::CALLING && event.call == "Y1";
  });
  if (calling > assign)
    return Lie{"holds-events-back",
                   "it did not report that a sendSync begins while that waits"};
  if (auto found = answersBehind(history, Kind::RETURNED, "Y1")) return found;
  for (const Event* event : eventsOf(history, Kind::RETURNED))
    if (event->call == "Y1" && event->value != "\"" + token + "\"")
      return Lie{"invents-answers", "a sendSync returned " + text(event->value) +
                                            "; the only value that was assigned is \"" + token +
                                            "\""};
  return {};
}

Found lookAtResult(const History& history, const std::string& token) {
  const auto calls = eventsOf(history, Kind::CALLED);
  if (calls.empty() && !eventsOf(history, Kind::SETTLED).empty())
    return Lie{"invents-answers", "an invoke was settled whose handler was never called"};
  for (const Event* event : calls)
    if (event->callKind != CallKind::INVOKE)
      return Lie{"mistakes-kind", "a handler was `called` for something else than an invoke"};
  for (const Event* event : eventsOf(history, Kind::SETTLED))
    if (event->error == nullptr && event->value != "\"" + token + "\"")
      return Lie{"invents-answers", "an invoke fulfilled with " + text(event->value) +
                                            "; its handler returned \"" + token + "\""};
  return {};
}

Found lookAtActors(const History& history, const std::string& token) {
  if (auto found = compare("r1", {"marked b" + token, "calling S2", "returned S2"},
                           words(history, Actor::R1))) {
    found->lie = "mistakes-actors";
    return found;
  }
  for (const Event* event : eventsOf(history, Kind::CALLED))
    if (!event->peer.empty() && event->peer != (event->message == "S1" ? "r0" : "r1"))
      return Lie{"mistakes-senders", "the message " + text(event->message) + " of " +
                                             (event->message == "S1" ? "r0" : "r1") +
                                             " was reported as from " + text(event->peer)};
  return {};
}

std::vector<AdapterCheck> messageChecks() {
  return {
      {.name = "script",
       .holds = "what a script does is reported, in its order, before its answer",
       .needs = {},
       .worlds = {R"({"do":"run","actor":"main","steps":[{"op":"mark","mark":"aTOKEN"},
           {"op":"on","channel":"c","listener":"L"},{"op":"mark","mark":"bTOKEN"},
           {"op":"off","channel":"c","listener":"L"},{"op":"mark","mark":"cTOKEN"}]},
         {"do":"run","actor":"r0","steps":[{"op":"mark","mark":"dTOKEN"},{"op":"mark","mark":"eTOKEN"}]})"},
       .look = lookAtScript},
      {.name = "program",
       .holds = "a listener's program is performed between `called` and `finished`",
       .needs = {"send"},
       .worlds = {R"({"do":"run","actor":"main","steps":[
           {"op":"on","channel":"c","listener":"L","program":[{"op":"mark","mark":"aTOKEN"},{"op":"mark","mark":"bTOKEN"}]},
           {"op":"on","channel":"c","listener":"M"}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})"},
       .look = lookAtProgram},
      {.name = "silence",
       .holds = "nothing is reported that was not asked for",
       .needs = {},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"TOKEN","listener":"L"}]},
         {"do":"run","actor":"r0","steps":[{"op":"on","channel":"TOKEN","listener":"L"}]},
         {"do":"progress","count":2})"},
       .look = lookAtSilence},
      {.name = "arguments",
       .holds = "values are what was sent",
       .needs = {"send"},
       .worlds = {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c",
           "args":["TOKEN",-1.5,true,null,[[],{"k":"ü"},""]]}]})"},
       .look = lookAtArguments},
      {.name = "undefined",
       .holds = "undefined is no null, and no absence",
       .needs = {"send"},
       .worlds = {R"({"do":"run","actor":"main","steps":[
           {"op":"on","channel":"c","listener":"L","program":[{"op":"throw","value":{"$":"undefined"}}]}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})"},
       .look = lookAtUndefined},
      {.name = "errors",
       .holds = "what a listener throws is reported with its end",
       .needs = {"send"},
       .worlds = {R"({"do":"run","actor":"main","steps":[
           {"op":"on","channel":"c","listener":"L","program":[{"op":"throw","value":"TOKEN"}]},
           {"op":"on","channel":"d","listener":"M","program":[{"op":"throw","value":{"$":"error","name":"TypeError","message":"m"}}]}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S2","channel":"d"}]})"},
       .look = lookAtErrors},
  };
}

std::vector<AdapterCheck> callChecks() {
  return {
      {.name = "handles",
       .holds = "each message's event has a handle of its own, also when others were released",
       .needs = {"send", "hold"},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L","program":[{"op":"hold"}]}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"},{"op":"send","call":"S2","channel":"c"}]},
         {"do":"await","event":"called","call":"S2"},
         {"do":"run","actor":"main","steps":[{"op":"release","handle":"S1"}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S3","channel":"c"}]})"},
       .look = lookAtHandles},
      {.name = "functions",
       .holds = "one name on one channel is one function",
       .needs = {"send"},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"},{"op":"off","channel":"c","listener":"L"}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})"},
       .look = lookAtFunctions},
      {.name = "blocked",
       .holds = "a renderer that waits is reported to wait, and its script is answered behind it",
       .needs = {"sendSync", "hold"},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"y","listener":"L","program":[{"op":"hold"}]}]},
         {"do":"run","actor":"r0","blocks":true,"steps":[{"op":"sendSync","call":"Y1","channel":"y"}]},
         {"do":"await","event":"calling","call":"Y1"},
         {"do":"run","actor":"main","steps":[{"op":"assign","handle":"Y1","value":"TOKEN"}]},
         {"do":"await","event":"returned","call":"Y1"})"},
       .look = lookAtBlocked},
      {.name = "result",
       .holds = "an invoke is settled with what its handler returned",
       .needs = {"invoke"},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"handle","channel":"i","listener":"H","program":[{"op":"return","value":"TOKEN"}]}]},
         {"do":"run","actor":"r0","steps":[{"op":"invoke","call":"I1","channel":"i"}]},
         {"do":"await","event":"settled","call":"I1"})"},
       .look = lookAtResult},
      {.name = "actors",
       .holds = "events are of the actor, and from the sender, that they are reported of",
       .needs = {"send"},
       .renderers = 2,
       .worlds = {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]},
         {"do":"run","actor":"r1","steps":[{"op":"mark","mark":"bTOKEN"}]},
         {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]},
         {"do":"run","actor":"r1","steps":[{"op":"send","call":"S2","channel":"c"}]})"},
       .look = lookAtActors},
  };
}

}  // namespace

std::vector<AdapterCheck> reportChecks() {
  std::vector<AdapterCheck> out = messageChecks();
  for (const AdapterCheck& check : callChecks()) out.push_back(check);
  return out;
}

}  // namespace triwire::conformance
