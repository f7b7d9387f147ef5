#include "model/world.h"

#include <algorithm>

namespace triwire::conformance::model {
namespace {

constexpr std::string_view UNDEFINED = R"({"$":"undefined"})";

std::string_view orUndefined(std::string_view value) { return value.empty() ? UNDEFINED : value; }

bool isCall(Op op) { return op == Op::SEND || op == Op::SEND_SYNC || op == Op::INVOKE; }

CallKind kindOf(Op op) {
  return op == Op::SEND        ? CallKind::SEND
         : op == Op::SEND_SYNC ? CallKind::SEND_SYNC
                               : CallKind::INVOKE;
}

// What is modelled of a step, wherever it stands.
void checkModelled(const std::vector<Step>& steps, bool isProgram) {
  for (const Step& step : steps) {
    if (step.deadlineMs != 0) throw NotModelled("a deadline");
    if (isProgram && isCall(step.op)) throw NotModelled("a call in a listener");
    for (const std::string_view value : step.args)
      if (value.find(R"("$")") != std::string_view::npos) throw NotModelled("a tagged value");
    if (step.value.find(R"("$")") != std::string_view::npos) throw NotModelled("a tagged value");
    checkModelled(step.program, true);
  }
}

Said said(Actor actor, Kind kind, std::string_view name) {
  Said out;
  out.actor = actor;
  out.kind = kind;
  out.name = name;
  return out;
}

std::string failureText(const Step& call, std::string_view outcome, std::string_view thrown) {
  const std::string prefix = "Error invoking remote method '" + std::string(call.channel) + "': ";
  if (call.op != Op::INVOKE) return {};
  if (outcome == "NO_HANDLER")
    return prefix + "Error: No handler registered for '" + std::string(call.channel) + "'";
  if (outcome != "THROWN" || thrown.size() < 2 || thrown.front() != '"') return {};
  return prefix + std::string(thrown.substr(1, thrown.size() - 2));
}

Said ended(Actor actor, const Parcel& answer) {
  const bool sync = answer.step->op == Op::SEND_SYNC;
  Said out = said(actor, !sync ? Kind::SETTLED : answer.failed ? Kind::THREW : Kind::RETURNED,
                  answer.step->call);
  out.failed = answer.failed;
  if (!answer.failed) out.value = answer.value;
  out.outcome = answer.outcome;
  out.message = answer.failed ? failureText(*answer.step, answer.outcome, answer.value) : "";
  return out;
}

}  // namespace

const Channel* Process::known(std::string_view name) const {
  for (const Channel& channel : channels)
    if (channel.name == name) return &channel;
  return nullptr;
}

Channel& Process::channel(std::string_view name) {
  for (Channel& known : channels)
    if (known.name == name) return known;
  channels.push_back({.name = name});
  return channels.back();
}

const std::vector<Step>* Process::program(std::string_view listener) const {
  for (const auto& [name, steps] : programs)
    if (name == listener) return steps;
  return nullptr;
}

void World::ask(Actor actor, const std::vector<Step>& steps) {
  checkModelled(steps, false);
  bool settled = false;
  for (const Step& step : steps) {
    // Whether the result or the event goes out first is not determined.
    if (settled && (step.op == Op::SEND_TO || step.op == Op::REPLY))
      throw NotModelled("an event behind a settled promise in one script");
    settled |= step.op == Op::RESOLVE || step.op == Op::REJECT || step.op == Op::RELEASE;
  }
  if (!steps.empty()) process(actor).scripts.push_back(&steps);
}

std::deque<Parcel>::const_iterator World::answerTo(Actor renderer, const Step& call) const {
  const auto& queue = toRenderer_[rendererIndex(renderer)];
  return std::find_if(queue.begin(), queue.end(), [&](const Parcel& parcel) {
    return parcel.what == Parcel::What::ANSWER && parcel.step == &call;
  });
}

bool World::can(const Move& move) const {
  const Process& p = process(move.actor);
  const bool busy = p.dispatch || p.script || p.owesUncaught;
  if (move.what == Move::What::BEGIN) return !busy && !p.scripts.empty();
  if (move.what == Move::What::TAKE)
    return !busy && !(move.actor == Actor::MAIN ? toMain_[move.from]
                                                : toRenderer_[rendererIndex(move.actor)])
                         .empty();
  // TW-BLOCK-1: a sendSync goes on when its answer is there.
  const bool waits = !p.owesUncaught && !p.dispatch && p.calling != nullptr &&
                     p.calling->op == Op::SEND_SYNC &&
                     answerTo(move.actor, *p.calling) ==
                         toRenderer_[rendererIndex(move.actor)].end();
  return busy && !waits;
}

bool World::isUnheard(const Move& move) const {
  if (move.what != Move::What::TAKE || !can(move)) return false;
  const Parcel& parcel = move.actor == Actor::MAIN ? toMain_[move.from].front()
                                                   : toRenderer_[rendererIndex(move.actor)].front();
  if (parcel.what == Parcel::What::ANSWER) return false;
  const Channel* channel = process(move.actor).known(parcel.step->channel);
  if (channel == nullptr) return true;
  return parcel.step->op == Op::INVOKE ? !channel->handler : channel->listeners.empty();
}

std::vector<Move> World::moves() const {
  std::vector<Move> out;
  const auto offer = [&](Move move) {
    if (can(move)) out.push_back(move);
  };
  for (const Move::What what : {Move::What::GO_ON, Move::What::BEGIN}) offer({what, Actor::MAIN});
  for (unsigned k = 0; k < renderers(); ++k) {
    offer({Move::What::TAKE, Actor::MAIN, k});
    for (const Move::What what : {Move::What::GO_ON, Move::What::BEGIN, Move::What::TAKE})
      offer({what, renderer(k)});
  }
  return out;
}

std::optional<Said> World::apply(const Move& move) {
  if (move.what == Move::What::TAKE) return take(move);
  if (move.what == Move::What::BEGIN) {
    Process& p = process(move.actor);
    p.script = Task{p.scripts.front()};
    p.scripts.pop_front();
  }
  return goOn(move.actor);
}

std::optional<Said> World::take(const Move& move) {
  return move.actor == Actor::MAIN ? takeCall(move.from) : takeParcel(move.actor);
}

std::optional<Said> World::takeCall(unsigned from) {
  const Step& call = *toMain_[from].front().step;
  toMain_[from].pop_front();
  Channel& channel = main_.channel(call.channel);
  Message message{.call = &call, .from = renderer(from), .handle = 0};
  std::vector<std::string_view> called;
  if (call.op == Op::INVOKE) {
    if (!channel.handler) {
      answer(message, {.failed = true, .outcome = "NO_HANDLER"});
      return {};
    }
    called.push_back(channel.handler->name);
    if (channel.handler->once) channel.handler.reset();
  } else {
    if (channel.listeners.empty()) {
      if (call.op == Op::SEND_SYNC) answer(message, {.failed = true, .outcome = "NO_LISTENER"});
      return {};
    }
    for (const Registration& listener : channel.listeners) called.push_back(listener.name);
    std::erase_if(channel.listeners, [](const Registration& r) { return r.once; });
  }
  message.handle = nextHandle++;
  messages_.push_back(message);
  main_.dispatch = Dispatch{.step = &call, .left = std::move(called), .message = messages_.size() - 1};
  return nextListener(Actor::MAIN);
}

std::optional<Said> World::takeParcel(Actor actor) {
  auto& queue = toRenderer_[rendererIndex(actor)];
  const Parcel parcel = queue.front();
  queue.pop_front();
  if (parcel.what == Parcel::What::ANSWER) return ended(actor, parcel);
  Process& p = process(actor);
  Channel& channel = p.channel(parcel.step->channel);
  if (channel.listeners.empty()) return {};
  std::vector<std::string_view> called;
  for (const Registration& listener : channel.listeners) called.push_back(listener.name);
  std::erase_if(channel.listeners, [](const Registration& r) { return r.once; });
  p.dispatch = Dispatch{.step = parcel.step, .left = std::move(called)};
  return nextListener(actor);
}

Said World::nextListener(Actor actor) {
  Process& p = process(actor);
  Dispatch& dispatch = *p.dispatch;
  dispatch.current = dispatch.left.front();
  dispatch.left.erase(dispatch.left.begin());
  static const std::vector<Step> NOTHING;
  const std::vector<Step>* program = p.program(dispatch.current);
  dispatch.program = Task{program == nullptr ? &NOTHING : program};
  Said out = said(actor, actor == Actor::MAIN ? Kind::CALLED : Kind::DISPATCHED, dispatch.current);
  out.channel = dispatch.step->channel;
  out.args = dispatch.step;
  if (const Message* message = own(actor)) {
    out.handle = message->handle;
    out.callKind = kindOf(dispatch.step->op);
    constexpr std::array<std::string_view, 4> NAMES{"r0", "r1", "r2", "r3"};
    out.peer = NAMES.at(rendererIndex(message->from));
  }
  return out;
}

Message* World::own(Actor actor) {
  const Process& p = process(actor);
  return p.dispatch && p.dispatch->message ? &messages_[*p.dispatch->message] : nullptr;
}

Said World::goOn(Actor actor) {
  Process& p = process(actor);
  if (p.owesUncaught) {
    p.owesUncaught = false;
    return said(actor, Kind::UNCAUGHT, "");
  }
  if (p.dispatch) {
    if (!p.dispatch->program) return nextListener(actor);
    Task& program = *p.dispatch->program;
    while (program.next < program.steps->size() && (*program.steps)[program.next].op == Op::HOLD) {
      if (Message* message = own(actor)) message->held = true;
      ++program.next;
    }
    const Step* step =
        program.next < program.steps->size() ? &(*program.steps)[program.next] : nullptr;
    if (step == nullptr || step->op == Op::RETURN || step->op == Op::THROW)
      return finish(actor, step);
    return perform(actor, program);
  }
  if (p.calling != nullptr) return returnCall(actor);
  return perform(actor, *p.script);
}

Said World::perform(Actor actor, Task& task) {
  const Step& step = (*task.steps)[task.next++];
  Process& p = process(actor);
  const Message* message = own(actor);
  Said out = performStep(actor, step, message == nullptr ? 0 : message->handle);
  if (p.script && &*p.script == &task && p.calling == nullptr && task.next == task.steps->size())
    p.script.reset();
  return out;
}

Said World::performStep(Actor actor, const Step& step, std::uint32_t ownHandle) {
  if (isCall(step.op)) return makeCall(actor, step);
  if (step.op == Op::MARK) return said(actor, Kind::MARKED, step.mark);
  if (step.op >= Op::ON && step.op <= Op::REMOVE_HANDLER) return registered(actor, step);
  if (actor != Actor::MAIN) throw NotModelled("a step of main's at a renderer");
  return deed(step, ownHandle);
}

Said World::makeCall(Actor actor, const Step& step) {
  process(actor).calling = &step;
  toMain_[rendererIndex(actor)].push_back({.what = Parcel::What::CALL, .step = &step});
  return said(actor, Kind::CALLING, step.call);
}

Said World::returnCall(Actor actor) {
  Process& p = process(actor);
  const Step& call = *p.calling;
  p.calling = nullptr;
  if (p.script->next == p.script->steps->size()) p.script.reset();
  if (call.op == Op::SEND_SYNC) {
    // What arrived before the answer stays, in order (TW-BLOCK-5).
    const auto at = answerTo(actor, call);
    const Parcel parcel = *at;
    toRenderer_[rendererIndex(actor)].erase(at);
    return ended(actor, parcel);
  }
  Said out = said(actor, Kind::RETURNED, call.call);
  if (call.op == Op::SEND) out.value = UNDEFINED;
  return out;
}

Said World::registered(Actor actor, const Step& step) {
  Process& p = process(actor);
  Channel& channel = p.channel(step.channel);
  Said out = said(actor, Kind::REGISTERED, conformance::name(step.op));
  out.channel = step.channel;
  out.listener = step.listener;
  const bool adds = step.op != Op::OFF && step.op != Op::REMOVE_ALL_LISTENERS &&
                    step.op != Op::REMOVE_HANDLER;
  if (adds && p.program(step.listener) == nullptr)
    p.programs.emplace_back(step.listener, &step.program);
  if (step.op == Op::ON || step.op == Op::ONCE) {
    channel.listeners.push_back({step.listener, step.op == Op::ONCE});
  } else if (step.op == Op::OFF) {
    const auto last = std::find_if(channel.listeners.rbegin(), channel.listeners.rend(),
                                   [&](const Registration& r) { return r.name == step.listener; });
    if (last != channel.listeners.rend()) channel.listeners.erase(std::next(last).base());
  } else if (step.op == Op::REMOVE_ALL_LISTENERS) {
    channel.listeners.clear();
  } else if (step.op == Op::REMOVE_HANDLER) {
    channel.handler.reset();
  } else if (channel.handler) {
    out.failed = true;  // TW-INVOKE-21
  } else {
    channel.handler = Registration{step.listener, step.op == Op::HANDLE_ONCE};
  }
  return out;
}

Message& World::messageOf(std::uint32_t handle) {
  for (Message& message : messages_)
    if (message.handle == handle) return message;
  throw NotModelled("an event that main was not given");
}

Said World::deed(const Step& step, std::uint32_t ownHandle) {
  if (step.op == Op::SEND_TO) {
    const auto to = actorNamed(step.to);
    if (!to || !isRenderer(*to) || rendererIndex(*to) >= renderers())
      throw NotModelled("no such renderer");
    toRenderer_[rendererIndex(*to)].push_back({.what = Parcel::What::EVENT, .step = &step});
    Said out = said(Actor::MAIN, Kind::SENT, "");
    out.channel = step.channel;
    out.peer = step.to;
    return out;
  }
  Message& message = messageOf(step.handle == 0 ? ownHandle : step.handle);
  Said out = said(Actor::MAIN, Kind::RESOLVED, "");
  out.handle = message.handle;
  const bool invoke = message.call->op == Op::INVOKE, sync = message.call->op == Op::SEND_SYNC;
  if (step.op == Op::ASSIGN) {
    out.kind = Kind::ASSIGNED;
    if (sync) answer(message, {.value = orUndefined(step.value)});
  } else if (step.op == Op::REPLY) {
    out.kind = Kind::REPLIED;
    out.channel = step.channel;
    toRenderer_[rendererIndex(message.from)].push_back({.what = Parcel::What::EVENT, .step = &step});
  } else if (step.op == Op::RELEASE) {
    out.kind = Kind::RELEASED;
    message.held = false;
    if ((sync || invoke) && message.finished) answer(message, {.failed = true, .outcome = "NO_REPLY"});
  } else if (invoke && message.held && step.op == Op::RESOLVE) {
    answer(message, {.value = orUndefined(step.value)});
  } else if (invoke && message.held && step.op == Op::REJECT) {
    answer(message, {.failed = true, .value = orUndefined(step.value), .outcome = "THROWN"});
  } else {
    throw NotModelled("a step that main cannot do with that event");
  }
  return out;
}

Said World::finish(Actor actor, const Step* ending) {
  Process& p = process(actor);
  Dispatch& dispatch = *p.dispatch;
  const bool threw = ending != nullptr && ending->op == Op::THROW;
  Said out = said(actor, Kind::FINISHED, dispatch.current);
  out.failed = threw;
  dispatch.program.reset();
  if (threw) dispatch.left.clear();
  Message* message = own(actor);
  const bool handler = message != nullptr && message->call->op == Op::INVOKE;
  p.owesUncaught = threw && !handler;
  if (message != nullptr) out.handle = message->handle;
  if (!dispatch.left.empty()) return out;
  p.dispatch.reset();
  if (message == nullptr) return out;
  message->finished = true;
  if (handler && threw)
    answer(*message, {.failed = true, .value = orUndefined(ending->value), .outcome = "THROWN"});
  else if (handler && !message->held)
    answer(*message, {.value = orUndefined(ending == nullptr ? "" : ending->value)});
  else if (message->call->op == Op::SEND_SYNC && !message->held)
    answer(*message, {.failed = true, .outcome = "NO_REPLY"});
  return out;
}

// The first answer counts.
void World::answer(Message& message, Parcel parcel) {
  if (std::exchange(message.answered, true)) return;
  parcel.what = Parcel::What::ANSWER;
  parcel.step = message.call;
  toRenderer_[rendererIndex(message.from)].push_back(parcel);
}

}  // namespace triwire::conformance::model
