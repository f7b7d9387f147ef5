#include "judge/index.h"

#include <algorithm>

namespace triwire::conformance {
Index::Index(const Account& account)
    : account_(account), called_(ACTORS), invokesSettled_(ACTORS), linkLost_(ACTORS, NOWHERE) {
  readCalls();
  readDeliveries();
  readLinks();
  readWaits();
  readRounds();
}

Position Index::fence(const Call& call) const {
  return fences_[static_cast<std::size_t>(&call - account_.calls().data())];
}

Position Index::fence(const Delivery& delivery) const {
  return deliveryFences_[static_cast<std::size_t>(&delivery - account_.deliveries().data())];
}

Position Index::dispatchedBefore(const Call& call) const {
  return dispatchedBefore_[static_cast<std::size_t>(&call - account_.calls().data())];
}

Position Index::calledBefore(Actor renderer, Position at) const {
  const auto& all = called_[indexOf(renderer)];
  const auto after = std::partition_point(all.begin(), all.end(),
                                          [&](const auto& called) { return called.first < at; });
  return after == all.begin() ? 0 : std::prev(after)->second;
}

const std::vector<Position>& Index::invokesSettled(Actor renderer) const {
  return invokesSettled_[indexOf(renderer)];
}

Position Index::linkLost(Actor renderer) const { return linkLost_[indexOf(renderer)]; }

void Index::readCalls() {
  const std::vector<Call>& calls = account_.calls();
  fences_.assign(calls.size(), NOWHERE);
  dispatchedBefore_.assign(calls.size(), 0);
  for (std::size_t actor = indexOf(Actor::R0); actor < ACTORS; ++actor) {
    const std::vector<Position>& made = account_.callsOf(static_cast<Actor>(actor));
    Position before = 0, after = NOWHERE;
    for (const Position i : made) {
      dispatchedBefore_[i] = before;
      const Message* message = account_.messageOf(calls[i]);
      if (message == nullptr) continue;
      // Main takes the next one when it has done with this.
      const Position end = account_.runs()[message->runs.back()].end;
      before = end == NOWHERE ? account_.began(*message) : end;
      called_[actor].emplace_back(account_.began(*message), calls[i].calling);
    }
    std::sort(called_[actor].begin(), called_[actor].end());
    for (std::size_t i = 1; i < called_[actor].size(); ++i)
      called_[actor][i].second = std::max(called_[actor][i].second, called_[actor][i - 1].second);
    for (auto i = made.rbegin(); i != made.rend(); ++i) {
      fences_[*i] = after;
      if (const Message* message = account_.messageOf(calls[*i])) after = account_.began(*message);
    }
  }
  for (Position i = 0; i < calls.size(); ++i) {
    const Message* message = account_.messageOf(calls[i]);
    if (calls[i].sent != NOWHERE) callsSent_.push_back(i);
    if (calls[i].is(Op::INVOKE) && message != nullptr && message->answer.at != NOWHERE)
      invokesSettled_[indexOf(calls[i].renderer)].push_back(i);
  }
  const auto settled = [&](Position i) { return account_.messageOf(calls[i])->answer.at; };
  for (std::vector<Position>& invokes : invokesSettled_)
    std::sort(invokes.begin(), invokes.end(),
              [&](Position a, Position b) { return settled(a) < settled(b); });
}

void Index::readDeliveries() {
  const std::vector<Delivery>& all = account_.deliveries();
  deliveryFences_.resize(all.size());
  std::vector<Position> after(ACTORS, NOWHERE);
  for (Position i = all.size(); i-- > 0;) {
    Position& later = after[indexOf(all[i].to)];
    deliveryFences_[i] = later;
    if (all[i].dispatch != NOWHERE) later = account_.arrived(all[i]);
  }
}

void Index::readLinks() {
  for (const Position at : account_.eventsOf(Actor::P0))
    if (account_.event(at).kind == Kind::LINKED && account_.event(at).wire->what == "main")
      runnerIsMain_ = true;
  Position mainKilled = NOWHERE;
  for (Position at = 0; at < account_.size(); ++at) {
    const Event& event = account_.event(at);
    const auto loses = [&](Actor actor) {
      linkLost_[indexOf(actor)] = std::min(linkLost_[indexOf(actor)], at);
    };
    if (event.kind == Kind::CLOSED) loses(event.actor);
    if (event.kind != Kind::COMMAND) continue;
    const Command& command = account_.history().commands()[event.command];
    if (command.kind == Command::Kind::CLOSE) loses(command.actor);
    if (command.kind == Command::Kind::KILL && command.actor == Actor::MAIN)
      mainKilled = std::min(mainKilled, at);
  }
  for (Position& lost : linkLost_) lost = std::min(lost, mainKilled);
}

void Index::readWaits() {
  for (const Call& call : account_.calls()) {
    const Message* message = account_.messageOf(call);
    if (call.is(Op::SEND) || message == nullptr || !message->held || call.step->deadlineMs > 0)
      continue;
    const Answer& answer = message->answer;
    if (answer.kind != Answer::Kind::NONE && answer.cause == NOWHERE) continue;
    const Position called = account_.began(*message);
    if (call.calling == NOWHERE) continue;
    Position until = answer.kind == Answer::Kind::NONE
                         ? account_.commandAfter(Command::Kind::END, called)
                         : answer.cause;
    until = std::min(until, account_.linkEnd(call.renderer));
    if (until == NOWHERE || until < called) continue;
    (call.is(Op::INVOKE) ? pendingInvokes_ : waits_).push_back({&call, message, called, until});
  }
}

void Index::readRounds() {
  for (const Message& message : account_.messages()) {
    const Call* call = account_.callOf(message);
    if (call == nullptr || call->is(Op::INVOKE)) continue;
    rounds_.push_back({.op = call->step->op,
                       .made = call->calling,
                       .began = account_.began(message),
                       .fence = fence(*call),
                       .registered = message.registered,
                       .runs = &message.runs,
                       .message = &message});
  }
  for (const Dispatch& dispatch : account_.dispatches()) {
    if (dispatch.delivery == NOWHERE) continue;
    const Delivery& delivery = account_.deliveries()[dispatch.delivery];
    rounds_.push_back({.op = Op::SEND_TO,
                       .made = account_.deeds()[delivery.deed].at,
                       .began = account_.began(dispatch),
                       .fence = fence(delivery),
                       .registered = dispatch.registered,
                       .runs = &dispatch.runs,
                       .delivery = &delivery});
  }
}

}  // namespace triwire::conformance
