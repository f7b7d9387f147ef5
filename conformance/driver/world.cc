#include "driver/world.h"

#include <stdexcept>
#include <utility>

#include "record/json_text.h"
#include "record/recorder.h"
#include "record/shape.h"
#include "record/wire_frames.h"

namespace triwire::conformance {

std::uint32_t World::send(Command command, const Fill& fill) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<contract::Command>();
  fill(out);
  if (out.isRun()) command.steps = recordSteps(out.asReader().getRun().getSteps(), history_);
  noteCalls(command.steps, command.actor);

  const std::uint32_t index = history_.add(std::move(command));
  Event sent;
  sent.kind = Kind::COMMAND;
  sent.command = index;
  history_.append(sent);
  answers_.push_back(Answer::NONE);
  commandsById_[subject_.send(out)] = index;
  history_.transcript.push_back("{\"sent\":" + writeJson(capnp::toDynamic(out.asReader())) + "}");
  return index;
}

World::World(Subject& subject, History& history)
    : subject_(subject), history_(history), peers_([this](auto event) { takePeer(event); }) {}

std::uint32_t World::begin(unsigned renderers, bool peerIsMain) {
  renderers_ = history_.renderers = renderers;
  if (peerIsMain) gone_.insert(Actor::MAIN);
  return send({.kind = Command::Kind::BEGIN}, [&](auto command) {
    auto begin = command.initBegin();
    begin.setRenderers(renderers);
    if (peerIsMain) begin.setMain(peers_.listen());
  });
}

bool World::connect(Actor peer) {
  if (address_.empty()) {
    const std::uint32_t command =
        send({.kind = Command::Kind::WIRE}, [](auto out) { out.setWire(); });
    awaitAnswer(command);
    if (answerTo(command) == Answer::UNSUPPORTED) return false;
  }
  try {
    peers_.connect(peer, address_);
    return true;
  } catch (const std::runtime_error& error) {
    throw SubjectTrouble(Ending::NONSENSE,
                         std::string("the subject's main cannot be reached: ") + error.what());
  }
}

std::uint32_t World::run(Actor actor,
                         const std::function<void(contract::Command::Run::Builder)>& fill) {
  return send({.kind = Command::Kind::RUN, .actor = actor}, [&](auto command) {
    auto run = command.initRun();
    run.setActor(name(actor));
    fill(run);
  });
}

std::uint32_t World::kill(Actor actor) {
  gone_.insert(actor);
  return send({.kind = Command::Kind::KILL, .actor = actor},
              [&](auto command) { command.initKill().setActor(name(actor)); });
}

std::uint32_t World::close(Actor actor) {
  gone_.insert(actor);
  return send({.kind = Command::Kind::CLOSE, .actor = actor},
              [&](auto command) { command.initClose().setActor(name(actor)); });
}

std::uint32_t World::collect() {
  return send({.kind = Command::Kind::COLLECT}, [](auto command) { command.setCollect(); });
}

std::uint32_t World::end() {
  // Whether it can still be talked with is worth a whole wait.
  expiredOnce_ = false;
  return send({.kind = Command::Kind::END}, [](auto command) { command.setEnd(); });
}

bool World::await(const std::function<bool()>& holds, const std::string& what) {
  // Once a wait was in vain, the world is out of step, and what else is missing will be missing
  // just as well after a shorter one.
  const auto began = Clock::now();
  const auto deadline = began + subject_.patience() / (expiredOnce_ ? 10 : 1);
  while (true) {
    peers_.pump();
    if (holds()) {
      subject_.noteWait(Clock::now() - began, false);
      return true;
    }
    const auto said = subject_.next(deadline, peers_.waiting());
    if (!said && Clock::now() < deadline) continue;  // A peer has something to do.
    if (!said) {
      Event expired;
      expired.kind = Kind::EXPIRED;
      expired.text = history_.intern(what);
      history_.append(expired);
      history_.transcript.push_back("{\"expired\":" + jsonString(what) + "}");
      expiredOnce_ = true;
      subject_.noteWait(Clock::now() - began, true);
      return false;
    }
    take(*said);
  }
}

bool World::awaitAnswer(std::uint32_t command) {
  const Command& sent = history_.commands().at(command);
  return await([&] { return answers_[command] != Answer::NONE; },
               "the answer to " + std::string(name(sent.kind)) +
                   (sent.actor == Actor::RUNNER ? "" : " " + name(sent.actor)));
}

void World::takePeer(file::PeerEvent::Reader event) {
  record(event, history_);
  history_.transcript.push_back("{\"peer\":" + writeJson(capnp::toDynamic(event)) + "}");
}

void World::take(const Said& said) {
  if (said.event.isListening()) {
    const auto address = said.event.getListening().getAddress();
    address_.assign(address.begin(), address.size());
  }
  const auto command = commandsById_.find(said.event.getId());
  try {
    const std::size_t at =
        record(said.event, command == commandsById_.end() ? 0 : command->second, history_);
    history_.transcript.push_back("{\"received\":" + said.line + "}");
    note(history_.events()[at]);
  } catch (const std::invalid_argument& error) {
    throw SubjectTrouble(Ending::NONSENSE,
                         std::string("the subject reported an event that ") + error.what());
  }
}

void World::note(const Event& event) {
  switch (event.kind) {
    case Kind::DONE:
      answers_.at(event.command) = Answer::DONE;
      break;
    case Kind::UNSUPPORTED:
      answers_.at(event.command) = Answer::UNSUPPORTED;
      break;
    case Kind::FAILED:
      answers_.at(event.command) = Answer::FAILED;
      // Of an actor that was killed it is no surprise.
      if (!gone_.contains(history_.commands()[event.command].actor))
        throw SubjectTrouble(Ending::FAILED, "the adapter failed: " + std::string(event.text));
      break;
    case Kind::CALLING:
      if (syncCalls_.contains(event.call)) waiting_[event.actor] = event.call;
      break;
    case Kind::RETURNED:
    case Kind::THREW:
      if (syncCalls_.contains(event.call)) syncEnded_.insert(event.call);
      if (const auto waits = waiting_.find(event.actor);
          waits != waiting_.end() && waits->second == event.call)
        waiting_.erase(waits);
      break;
    case Kind::CALLED:
      if (!event.message.empty()) handles_.try_emplace(event.message, event.handle);
      // What main says may come before what the renderer said when it called.
      if (const auto call = syncCalls_.find(event.message);
          call != syncCalls_.end() && !syncEnded_.contains(call->first))
        waiting_[call->second] = call->first;
      break;
    case Kind::SETTLED:
    case Kind::DISPATCHED:
    case Kind::FINISHED:
    case Kind::ASSIGNED:
    case Kind::REPLIED:
    case Kind::SENT:
    case Kind::RESOLVED:
    case Kind::RELEASED:
    case Kind::REGISTERED:
    case Kind::MARKED:
    case Kind::UNCAUGHT:
    case Kind::CLOSED:
    case Kind::COMMAND:
    case Kind::EXPIRED:
    case Kind::LINKED:
    case Kind::WROTE:
    case Kind::READ:
    case Kind::UNLINKED:
    case Kind::DID:
      break;
  }
}

void World::noteCalls(const std::vector<Step>& steps, Actor actor) {
  for (const Step& step : steps) {
    if (blocks(step.op)) syncCalls_.emplace(step.call, actor);
    noteCalls(step.program, actor);
  }
}

std::optional<std::uint32_t> World::handleOf(std::string_view call) const {
  const auto known = handles_.find(call);
  if (known == handles_.end()) return {};
  return known->second;
}

bool World::isFree(Actor actor) const {
  return !gone_.contains(actor) && !waiting_.contains(actor);
}

std::vector<Actor> World::freeRenderers() const {
  std::vector<Actor> out;
  for (unsigned k = 0; k < renderers_; ++k)
    if (isFree(renderer(k))) out.push_back(renderer(k));
  return out;
}

}  // namespace triwire::conformance
