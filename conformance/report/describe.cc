#include "report/describe.h"

#include <algorithm>
#include <array>

#include "record/json_text.h"

namespace triwire::conformance {
namespace {

std::string text(std::string_view view) { return std::string(view); }

// What was thrown, as short as it can be said.
std::string describe(const ErrorDetail& error) {
  std::string out = error.outcome.empty() ? "" : text(error.outcome) + " ";
  if (!error.value.empty()) return out + text(error.value);
  out += text(error.name.empty() ? "Error" : error.name);
  return error.message.empty() ? out : out + ": " + text(error.message);
}

std::string withError(std::string words, const Event& event) {
  return event.error ? words + ", which throws " + describe(*event.error) : words;
}

std::string eventOf(const Event& event) { return "event " + std::to_string(event.handle); }

std::string describeCommand(const Command& command) {
  std::string out = text(name(command.kind));
  if (command.actor != Actor::RUNNER) out += " " + name(command.actor);
  for (std::size_t i = 0; i < command.steps.size(); ++i)
    out += (i == 0 ? ": " : ", ") + text(name(command.steps[i].op));
  return out;
}

const Step* findIn(const std::vector<Step>& steps, std::string_view call) {
  for (const Step& step : steps) {
    if (step.call == call) return &step;
    if (const Step* inner = findIn(step.program, call)) return inner;
  }
  return nullptr;
}

std::string describeCall(const History& history, const Event& event) {
  const Step* step = findCall(history, event.call);
  if (!step) return "calls " + text(event.call);
  return "calls " + text(event.call) + ": " + text(name(step->op)) + "(" +
         jsonString(step->channel) + ")";
}

std::string describeRegistration(const Event& event) {
  std::string out = text(event.op) + "(" + jsonString(event.channel);
  if (!event.listener.empty()) out += ", " + text(event.listener);
  return withError(out + ")", event);
}

std::string describeFrame(const Event& event) {
  const WireDetail& wire = *event.wire;
  std::string out = wire.frame.empty() ? "what is no frame" : text(wire.frame);
  if (wire.id != 0) out += " " + std::to_string(wire.id);
  if (!event.channel.empty()) out += " on " + jsonString(event.channel);
  if (!wire.what.empty()) out += " " + text(wire.what);
  return wire.misdeed.empty() ? out : out + ", " + text(wire.misdeed);
}

// What the runner's own end of a link did or saw.
std::string describePeer(const Event& event) {
  if (event.kind == Kind::LINKED) return "link opened, as " + text(event.wire->what);
  if (event.kind == Kind::WROTE) return "writes " + describeFrame(event);
  if (event.kind == Kind::READ) return "reads " + describeFrame(event);
  return event.kind == Kind::DID ? text(event.wire->what) : "the stream ends";
}

}  // namespace

const Step* findCall(const History& history, std::string_view call) {
  if (call.empty()) return nullptr;
  for (const Command& command : history.commands())
    if (const Step* step = findIn(command.steps, call)) return step;
  return nullptr;
}

std::string describe(const History& history, const Event& event) {
  const std::string listener = text(event.listener);
  const std::string message =
      event.message.empty() ? jsonString(event.channel) : text(event.message);
  switch (event.kind) {
    case Kind::CALLING:
      return describeCall(history, event);
    case Kind::RETURNED:
      return text(event.call) + " returns" + (event.value.empty() ? "" : " " + text(event.value));
    case Kind::THREW:
      return text(event.call) + " throws " + (event.error ? describe(*event.error) : "");
    case Kind::SETTLED:
      return text(event.call) + (event.error
                                     ? " rejects " + describe(*event.error)
                                     : " fulfils " + (event.value.empty() ? "{\"$\":\"undefined\"}"
                                                                          : text(event.value)));
    case Kind::CALLED:
      return listener + " called for " + message;
    case Kind::DISPATCHED:
      return listener + " gets " + message;
    case Kind::FINISHED:
      return withError(listener + " finished", event);
    case Kind::ASSIGNED:
      return withError("returnValue of " + eventOf(event) + " assigned", event);
    case Kind::REPLIED:
      return withError("reply(" + jsonString(event.channel) + ") by " + eventOf(event), event);
    case Kind::SENT:
      return withError("send(" + jsonString(event.channel) + ") to " + text(event.peer), event);
    case Kind::RESOLVED:
      return "promise of " + eventOf(event) + " settled";
    case Kind::RELEASED:
      return eventOf(event) + " released";
    case Kind::REGISTERED:
      return describeRegistration(event);
    case Kind::MARKED:
      return "mark " + text(event.mark);
    case Kind::UNCAUGHT:
      return withError("uncaught", event);
    case Kind::CLOSED:
      return "link" + (event.peer.empty() ? "" : " to " + text(event.peer)) + " closed";
    case Kind::DONE:
      return "done: " + describeCommand(history.commands().at(event.command));
    case Kind::UNSUPPORTED:
      return "unsupported: " + text(event.text);
    case Kind::FAILED:
      return "failed: " + text(event.text);
    case Kind::COMMAND:
      return describeCommand(history.commands().at(event.command));
    case Kind::EXPIRED:
      return "waited in vain for " + text(event.text);
    case Kind::LINKED:
    case Kind::WROTE:
    case Kind::READ:
    case Kind::UNLINKED:
    case Kind::DID:
      return describePeer(event);
  }
  return {};
}

std::string_view name(Ending ending) {
  constexpr std::array<std::string_view, 6> NAMES{"running", "ended",    "crashed",
                                                  "hung",    "nonsense", "failed"};
  return NAMES.at(static_cast<std::size_t>(ending));
}

std::string shellQuoted(std::string_view word) {
  constexpr std::string_view PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
  if (!word.empty() && word.find_first_not_of(PLAIN) == std::string_view::npos) return text(word);
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

}  // namespace triwire::conformance
