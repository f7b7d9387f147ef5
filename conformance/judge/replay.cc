#include "judge/replay.h"

#include <unordered_set>

namespace triwire::conformance {
namespace {

bool isCall(Op op) { return op == Op::SEND || op == Op::SEND_SYNC || op == Op::INVOKE; }

// Whether performing `step` reports `event`. `own` is what handle 0 stands for.
bool makes(const Step& step, const Event& event, std::uint32_t own) {
  const bool sameHandle = (step.handle == 0 ? own : step.handle) == event.handle;
  const Kind kind = event.kind;
  if (kind == Kind::CALLING || kind == Kind::RETURNED || kind == Kind::THREW)
    return isCall(step.op) && step.call == event.call;
  if (kind == Kind::ASSIGNED) return step.op == Op::ASSIGN && sameHandle;
  if (kind == Kind::REPLIED)
    return step.op == Op::REPLY && sameHandle && step.channel == event.channel;
  if (kind == Kind::SENT)
    return step.op == Op::SEND_TO && step.channel == event.channel && step.to == event.peer;
  if (kind == Kind::RESOLVED)
    return (step.op == Op::RESOLVE || step.op == Op::REJECT) && sameHandle;
  if (kind == Kind::RELEASED) return step.op == Op::RELEASE && sameHandle;
  if (kind == Kind::REGISTERED) return name(step.op) == event.op && step.channel == event.channel;
  return kind == Kind::MARKED && step.op == Op::MARK && step.mark == event.mark;
}

// The first step from `from` on that makes `event`, or the number of steps.
std::size_t find(const std::vector<Step>& steps, std::size_t from, const Event& event,
                 std::uint32_t own) {
  // A call makes two events; the second is of the step performed last.
  if (from > 0 && (event.kind == Kind::RETURNED || event.kind == Kind::THREW)) --from;
  while (from < steps.size() && !makes(steps[from], event, own)) ++from;
  return from;
}

// What a program that ran came to, read off its steps; one that threw without saying so stopped at
// a step before `next`.
void conclude(Run& run, std::size_t next, bool threw) {
  while (next < run.program->size() && (*run.program)[next].op == Op::HOLD) ++next;  // Says nothing.
  for (std::size_t i = 0; i < run.program->size(); ++i) {
    const Step& step = (*run.program)[i];
    if (step.op == Op::THROW) {
      run.threw = &step;
      return;
    }
    if (threw && i >= next) return;
    if (step.op == Op::HOLD) run.holds = true;
    if (step.op == Op::RETURN) {
      run.returned = &step;
      return;
    }
  }
}

}  // namespace

Replay::Replay(const History& history) {
  const std::vector<Event>& events = history.events();
  origins_.resize(events.size());
  std::unordered_set<std::uint32_t> declined;
  for (const Event& event : events)
    if (event.kind == Kind::UNSUPPORTED || event.kind == Kind::FAILED)
      declined.insert(event.command);

  for (Position at = 0; at < events.size(); ++at) {
    if (events[at].kind != Kind::COMMAND || declined.contains(events[at].command)) continue;
    const Command& command = history.commands()[events[at].command];
    if (command.kind != Command::Kind::RUN) continue;
    ActorState& actor = state(command.actor);
    actor.scripts.push_back(scripts_.size());
    scripts_.push_back({.actor = command.actor, .command = &command, .sent = at});
    learnPrograms(command.steps, actor);
  }
  for (Position at = 0; at < events.size(); ++at) {
    const Event& event = events[at];
    if (event.seq == 0) continue;  // An answer, or the runner's own.
    if (event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED)
      begin(event, at);
    else if (event.kind == Kind::FINISHED)
      finish(event, at);
    else
      performed(event, at);
  }
}

void Replay::learnPrograms(const std::vector<Step>& steps, ActorState& actor) {
  for (const Step& step : steps) {
    if (step.listener.empty() || step.op == Op::OFF) continue;
    actor.programs.try_emplace(step.listener, &step.program);
    learnPrograms(step.program, actor);
  }
}

void Replay::begin(const Event& event, Position at) {
  static const std::vector<Step> NOTHING;
  ActorState& actor = state(event.actor);
  const auto program = actor.programs.find(event.listener);
  Run run{.actor = event.actor, .listener = event.listener, .handle = event.handle, .begin = at};
  run.program = program == actor.programs.end() ? &NOTHING : program->second;
  actor.runs.emplace_back(runs_.size(), Cursor{run.program, 0, event.handle});
  origins_[at].run = runs_.size();
  runs_.push_back(run);
}

void Replay::finish(const Event& event, Position at) {
  ActorState& actor = state(event.actor);
  for (std::size_t i = actor.runs.size(); i-- > 0;) {
    const auto [index, cursor] = actor.runs[i];
    Run& run = runs_[index];
    if (run.listener != event.listener || run.handle != event.handle) continue;
    run.end = at;
    conclude(run, cursor.next, event.error != nullptr);
    origins_[at].run = index;
    actor.runs.erase(actor.runs.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

void Replay::performed(const Event& event, Position at) {
  ActorState& actor = state(event.actor);
  if (!actor.runs.empty()) {
    auto& [index, cursor] = actor.runs.back();
    const std::size_t step = find(*cursor.steps, cursor.next, event, cursor.handle);
    if (step < cursor.steps->size()) {
      origins_[at] = {.step = &(*cursor.steps)[step], .run = index};
      cursor.next = step + 1;
      return;
    }
  }
  performedByScript(event, at, actor);
}

bool Replay::performedByScript(const Event& event, Position at, ActorState& actor) {
  for (std::size_t i = actor.script; i < actor.scripts.size(); ++i) {
    Script& script = scripts_[actor.scripts[i]];
    if (script.sent > at) return false;
    Cursor cursor = i == actor.script && actor.cursor.steps != nullptr
                        ? actor.cursor
                        : Cursor{&script.command->steps, 0, 0};
    const std::size_t step = find(*cursor.steps, cursor.next, event, cursor.handle);
    if (step == cursor.steps->size()) continue;
    origins_[at] = {.step = &(*cursor.steps)[step], .script = actor.scripts[i]};
    if (script.first == NOWHERE) script.first = at;
    script.last = at;
    cursor.next = step + 1;
    actor.cursor = cursor;
    actor.script = i;
    return true;
  }
  return false;
}

}  // namespace triwire::conformance
