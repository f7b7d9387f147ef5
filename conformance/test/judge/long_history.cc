#include "judge/long_history.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace triwire::conformance {
namespace {

constexpr unsigned RENDERERS = 3;
constexpr const char* NO_HANDLER =
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'";

class Writer {
 public:
  explicit Writer(History& history) : history_(history) {
    history_.profile = "strict";
    history_.renderers = RENDERERS;
    run(Actor::MAIN, {on("c", "L", {step({.op = Op::REPLY, .channel = "e"}, "R")}),
                      on("y", "Y", {{.op = Op::ASSIGN, .value = "1"}}),
                      on("h", "H", {{.op = Op::HOLD}}), on(FENCE_CHANNEL, "F", {}),
                      on("i", "I", {{.op = Op::RETURN, .value = "2"}}, Op::HANDLE),
                      on("p", "P", {{.op = Op::HOLD}}, Op::HANDLE)});
    for (unsigned k = 0; k < RENDERERS; ++k) run(renderer(k), {on("e", "E", {})});
  }

  void sendAndReply(Actor by, const std::string& name) {
    call(by, Op::SEND, "c", name);
    called(by, name, "c", "L", CallKind::SEND);
    say(Actor::MAIN, Kind::REPLIED, {.handle = handle_, .channel = "e"});
    finished("L");
    dispatched(by, "R");
  }

  void syncAtOnce(Actor by, const std::string& name) {
    call(by, Op::SEND_SYNC, "y", name);
    called(by, name, "y", "Y", CallKind::SEND_SYNC);
    say(Actor::MAIN, Kind::ASSIGNED, {.handle = handle_});
    finished("Y");
    say(by, Kind::RETURNED, {.call = text(name), .value = "1"});
  }

  // Another renderer is served meanwhile.
  void syncHeld(Actor by, Actor other, const std::string& name) {
    call(by, Op::SEND_SYNC, "h", name);
    called(by, name, "h", "H", CallKind::SEND_SYNC);
    finished("H");
    const std::uint32_t held = handle_;
    invokeAtOnce(other, "O" + name);
    run(Actor::MAIN, {{.op = Op::ASSIGN, .handle = held, .value = "3"},
                      {.op = Op::RELEASE, .handle = held}});
    say(by, Kind::RETURNED, {.call = text(name), .value = "3"});
  }

  void invokeAtOnce(Actor by, const std::string& name) {
    call(by, Op::INVOKE, "i", name);
    called(by, name, "i", "I", CallKind::INVOKE);
    finished("I");
    say(by, Kind::SETTLED, {.call = text(name), .value = "2"});
  }

  void invokeHeld(Actor by, const std::string& name) {
    call(by, Op::INVOKE, "p", name);
    called(by, name, "p", "P", CallKind::INVOKE);
    finished("P");
    const std::uint32_t held = handle_;
    sendAndReply(by, "M" + name);
    run(Actor::MAIN, {{.op = Op::RESOLVE, .handle = held, .value = "4"}});
    say(by, Kind::SETTLED, {.call = text(name), .value = "4"});
  }

  void invokeNobody(Actor by, const std::string& name) {
    call(by, Op::INVOKE, "nobody", name);
    const ErrorDetail* error = history_.keep({.outcome = "NO_HANDLER", .message = NO_HANDLER});
    say(by, Kind::SETTLED, {.call = text(name), .error = error});
  }

  void sendTo(Actor to, const std::string& name) {
    run(Actor::MAIN, {step({.op = Op::SEND_TO, .channel = "e", .to = text(conformance::name(to))},
                           text(name))});
    dispatched(to, text(name));
  }

  void comeAndGo(Actor by, const std::string& name) {
    run(Actor::MAIN, {on("o", text("O" + name), {}, Op::ONCE), on("c", "X", {}),
                      {.op = Op::OFF, .channel = "c", .listener = "X"}});
    call(by, Op::SEND, "o", name);
    called(by, name, "o", text("O" + name), CallKind::SEND);
    finished(text("O" + name));
    call(by, Op::SEND, "o", "N" + name);
  }

  void fence(Actor by, const std::string& name) {
    call(by, Op::SEND, FENCE_CHANNEL, name);
    called(by, name, FENCE_CHANNEL, "F", CallKind::SEND);
    finished("F");
  }

 private:
  std::string_view text(const std::string& words) { return history_.intern(words); }

  // With args[0].
  Step step(Step step, std::string_view message) {
    step.message = message;
    step.args = {history_.intern('"' + std::string(message) + '"')};
    return step;
  }

  static Step on(std::string_view channel, std::string_view listener, std::vector<Step> program,
                 Op op = Op::ON) {
    return {.op = op, .channel = channel, .listener = listener, .program = std::move(program)};
  }

  void say(Actor actor, Kind kind, Event event) {
    event.kind = kind;
    event.actor = actor;
    event.seq = ++seq_.at(static_cast<std::size_t>(actor));
    history_.append(event);
  }

  // What its steps report, apart from calls, is said at once.
  void run(Actor actor, std::vector<Step> steps) {
    Event sent;
    sent.kind = Kind::COMMAND;
    sent.command = history_.add({.actor = actor, .steps = std::move(steps)});
    history_.append(sent);
    for (const Step& step : history_.commands()[sent.command].steps) {
      if (step.op == Op::ASSIGN) say(actor, Kind::ASSIGNED, {.handle = step.handle});
      if (step.op == Op::RELEASE) say(actor, Kind::RELEASED, {.handle = step.handle});
      if (step.op == Op::RESOLVE) say(actor, Kind::RESOLVED, {.handle = step.handle});
      if (step.op == Op::SEND_TO)
        say(actor, Kind::SENT, {.channel = step.channel, .peer = step.to});
      if (!step.listener.empty())
        say(actor, Kind::REGISTERED,
            {.listener = step.listener, .channel = step.channel, .op = conformance::name(step.op)});
    }
  }

  // A sendSync has not returned yet.
  void call(Actor by, Op op, std::string_view channel, const std::string& name) {
    run(by, {step({.op = op, .call = text(name), .channel = channel}, text(name))});
    say(by, Kind::CALLING, {.call = text(name)});
    if (op != Op::SEND_SYNC) say(by, Kind::RETURNED, {.call = text(name)});
  }

  void called(Actor from, const std::string& name, std::string_view channel,
              std::string_view listener, CallKind kind) {
    ++handle_;
    say(Actor::MAIN, Kind::CALLED,
        {.callKind = kind, .handle = handle_, .listener = listener, .channel = channel,
         .message = text(name), .peer = text(conformance::name(from)),
         .args = history_.internAll({'"' + name + '"'})});
  }

  void finished(std::string_view listener) {
    say(Actor::MAIN, Kind::FINISHED, {.handle = handle_, .listener = listener});
  }

  void dispatched(Actor to, std::string_view message) {
    say(to, Kind::DISPATCHED,
        {.listener = "E", .channel = "e", .message = message,
         .args = history_.internAll({'"' + std::string(message) + '"'})});
    say(to, Kind::FINISHED, {.listener = "E"});
  }

  History& history_;
  std::array<std::uint32_t, 16> seq_{};
  std::uint32_t handle_ = 0;
};

}  // namespace

History longHistory(std::size_t events) {
  History history;
  Writer writer(history);
  for (unsigned turn = 0; history.events().size() < events; ++turn) {
    const Actor by = renderer(turn % RENDERERS), other = renderer((turn + 1) % RENDERERS);
    const std::string name = "C" + std::to_string(turn);
    writer.sendAndReply(by, "S" + name);
    writer.syncAtOnce(by, "Y" + name);
    writer.syncHeld(by, other, "H" + name);
    writer.invokeHeld(by, "P" + name);
    writer.invokeNobody(by, "N" + name);
    writer.sendTo(other, "T" + name);
    writer.comeAndGo(by, "G" + name);
    writer.fence(by, "F" + name);
  }
  Event end;
  end.kind = Kind::COMMAND;
  end.command = history.add({.kind = Command::Kind::END});
  history.append(end);
  history.ending = Ending::ENDED;
  return history;
}

}  // namespace triwire::conformance
