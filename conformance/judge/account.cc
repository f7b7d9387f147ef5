#include "judge/account.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "judge/index.h"

namespace triwire::conformance {
namespace {

std::ptrdiff_t count(const std::vector<Registration>& registered, std::string_view listener) {
  return std::count_if(registered.begin(), registered.end(),
                       [&](const Registration& r) { return r.listener == listener; });
}

}  // namespace

bool isUnclonable(std::string_view value) {
  constexpr std::array<std::string_view, 3> TAGS{R"({"$":"function"})", R"({"$":"symbol"})",
                                                 R"({"$":"promise"})"};
  return std::any_of(TAGS.begin(), TAGS.end(), [&](std::string_view tag) {
    return value.find(tag) != std::string_view::npos;
  });
}

Account::Account(const History& history)
    : history_(history),
      replay_(history),
      eventsOf_(ACTORS),
      callsOf_(ACTORS),
      registrations_(ACTORS) {
  for (Position at = 0; at < size(); ++at) {
    const Event& e = event(at);
    if (e.kind == Kind::COMMAND) {
      commands_.push_back(at);
      commandsOf_.at(static_cast<std::size_t>(history_.commands()[e.command].kind)).push_back(at);
    }
    if (e.kind == Kind::EXPIRED) expired_.push_back(at);
    if (e.seq != 0) eventsOf_[indexOf(e.actor)].push_back(at);
  }
  const auto calls = static_cast<std::size_t>(
      std::count_if(history.events().begin(), history.events().end(),
                    [](const Event& e) { return e.kind == Kind::CALLING; }));
  calls_.reserve(calls);
  callsByName_.reserve(calls);
  messages_.reserve(calls);
  messagesByHandle_.reserve(calls);
  for (Position i = 0; i < scripts().size(); ++i)
    if (isRenderer(scripts()[i].actor))
      learnCalls(scripts()[i].command->steps, scripts()[i].actor, i);
  readMain();
  linkEnds_.assign(ACTORS, NOWHERE);
  for (std::size_t i = indexOf(Actor::R0); i < ACTORS; ++i) {
    readRenderer(static_cast<Actor>(i));
    linkEnds_[i] = findLinkEnd(static_cast<Actor>(i));
  }
  answerMessages();
  matchDeliveries();
  index_ = std::make_unique<const Index>(*this);
}

Account::~Account() = default;

void Account::learnCalls(const std::vector<Step>& steps, Actor renderer, Position script) {
  for (const Step& step : steps) {
    if (step.op == Op::SEND || step.op == Op::SEND_SYNC || step.op == Op::INVOKE) {
      callsByName_.try_emplace(step.call, calls_.size());
      if (step.message != step.call) bareCalls_[step.channel].push_back(calls_.size());
      calls_.push_back({.step = &step,
                        .renderer = renderer,
                        .sent = script == NOWHERE ? NOWHERE : scripts()[script].sent,
                        .script = script});
    }
    learnCalls(step.program, renderer, NOWHERE);
  }
}

void Account::readMain() {
  for (const Position at : eventsOf(Actor::MAIN)) {
    const Event& e = event(at);
    if (e.kind == Kind::CALLED) onCalled(e, at);
    if (e.kind == Kind::REGISTERED) registrations_[indexOf(Actor::MAIN)].registered(e, at);
    if (e.kind == Kind::ASSIGNED || e.kind == Kind::REPLIED || e.kind == Kind::SENT ||
        e.kind == Kind::RESOLVED || e.kind == Kind::RELEASED)
      onDeed(e, at);
  }
}

Position Account::callFor(const Event& called) const {
  if (const auto named = callsByName_.find(called.message); named != callsByName_.end())
    return named->second;
  // A call without its name among its arguments: the first on the channel that is not dispatched.
  const auto bare = bareCalls_.find(called.channel);
  if (bare == bareCalls_.end()) return NOWHERE;
  const auto found = std::find_if(bare->second.begin(), bare->second.end(), [&](Position i) {
    return called.peer.empty() || called.peer == conformance::name(calls_[i].renderer);
  });
  return found == bare->second.end() ? NOWHERE : *found;
}

void Account::onCalled(const Event& e, Position at) {
  const Position named = callFor(e);
  auto [known, isNew] = messagesByHandle_.try_emplace(e.handle, messages_.size());
  // An implementation may use one event object for several messages.
  if (!isNew) isNew = callsByName_.contains(e.message) && messages_[known->second].call != named;
  if (isNew) {
    known->second = messages_.size();
    Message message{.handle = e.handle, .call = named};
    const bool invoke = message.call == NOWHERE ? e.callKind == CallKind::INVOKE
                                                : calls_[message.call].is(Op::INVOKE);
    Registrations& main = registrations_[indexOf(Actor::MAIN)];
    message.registered =
        invoke ? main.dispatchToHandler(e.channel, at) : main.dispatchToListeners(e.channel, at);
    if (message.call != NOWHERE) {
      calls_[message.call].messages.push_back(messages_.size());
      if (const auto bare = bareCalls_.find(e.channel); bare != bareCalls_.end())
        std::erase(bare->second, message.call);
    }
    messages_.push_back(std::move(message));
  }
  messages_[known->second].runs.push_back(origin(at).run);
}

void Account::onDeed(const Event& e, Position at) {
  const Origin& from = origin(at);
  Deed deed{.at = at, .handle = e.handle, .step = from.step, .failed = e.error != nullptr};
  if (from.script != NOWHERE) deed.cause = scripts()[from.script].sent;
  if (from.step == nullptr) return;  // Let go of at the end of the world, or not known what it did.
  deed.op = from.step->op;
  const auto message = messagesByHandle_.find(e.handle);
  const bool ofMessage = deed.op != Op::SEND_TO && message != messagesByHandle_.end();
  if (ofMessage) messages_[message->second].deeds.push_back(deeds_.size());

  // What cannot be cloned is not sent, whether main is told so or not.
  const bool sent =
      !deed.failed && std::none_of(deed.step->args.begin(), deed.step->args.end(), isUnclonable);
  if (sent && deed.op == Op::SEND_TO) {
    if (const auto to = actorNamed(e.peer); to && isRenderer(*to))
      deliveries_.push_back({.deed = deeds_.size(), .to = *to});
  } else if (sent && deed.op == Op::REPLY && ofMessage) {
    if (const Call* call = callOf(messages_[message->second]))
      deliveries_.push_back(
          {.deed = deeds_.size(), .message = message->second, .to = call->renderer});
  }
  deeds_.push_back(deed);
}

void Account::readRenderer(Actor renderer) {
  for (const Position at : eventsOf(renderer)) {
    const Event& e = event(at);
    if (e.kind == Kind::REGISTERED) registrations_[indexOf(renderer)].registered(e, at);
    if (e.kind == Kind::DISPATCHED) onDispatched(e, at);
    if (e.kind != Kind::CALLING && e.kind != Kind::RETURNED && e.kind != Kind::THREW &&
        e.kind != Kind::SETTLED)
      continue;
    const auto found = callsByName_.find(e.call);
    if (found == callsByName_.end() || calls_[found->second].renderer != renderer) continue;
    Call& call = calls_[found->second];
    if (e.kind == Kind::CALLING) {
      if (call.calling != NOWHERE) continue;
      call.calling = at;
      callsOf_[indexOf(renderer)].push_back(found->second);
    } else {
      (e.kind == Kind::SETTLED ? call.settlements : call.returns).push_back(at);
    }
  }
}

void Account::onDispatched(const Event& e, Position at) {
  // It belongs to the dispatch before it if that one still has this listener to call.
  if (!dispatches_.empty() && dispatches_.back().renderer == e.actor) {
    Dispatch& last = dispatches_.back();
    const Event& first = event(began(last));
    std::ptrdiff_t left = count(last.registered->listeners, e.listener);
    for (const Position run : last.runs) left -= runs()[run].listener == e.listener ? 1 : 0;
    if (left > 0 && first.channel == e.channel &&
        std::equal(first.args.begin(), first.args.end(), e.args.begin(), e.args.end())) {
      last.runs.push_back(origin(at).run);
      return;
    }
  }
  dispatches_.push_back(
      {.renderer = e.actor,
       .runs = {origin(at).run},
       .registered = registrations_[indexOf(e.actor)].dispatchToListeners(e.channel, at)});
}

void Account::answerMessages() {
  for (Message& message : messages_) {
    for (const Position run : message.runs) message.held |= runs()[run].holds;
    const Call* call = callOf(message);
    if (call == nullptr || call->is(Op::SEND)) continue;
    message.answer = call->is(Op::INVOKE) ? invokeAnswer(message) : syncAnswer(message);
  }
}

Answer Account::syncAnswer(const Message& message) const {
  for (const Position index : message.deeds) {
    const Deed& deed = deeds_[index];
    if (deed.op == Op::ASSIGN && !deed.failed)
      return {.kind = Answer::Kind::VALUE,
              .value = valueOr(deed.step->value),
              .at = deed.at,
              .cause = deed.cause,
              .late = deed.cause != NOWHERE};
    if (deed.op == Op::RELEASE)
      return {.kind = Answer::Kind::RELEASED, .at = deed.at, .cause = deed.cause, .late = true};
  }
  const Run& last = runs()[message.runs.back()];
  if (message.held || last.end == NOWHERE) return {};
  return {.kind = Answer::Kind::RELEASED, .at = last.end};
}

Answer Account::invokeAnswer(const Message& message) const {
  const Run& handler = runs()[message.runs.front()];
  if (handler.end == NOWHERE) return {};
  if (event(handler.end).error != nullptr || handler.threw != nullptr)
    return {.kind = Answer::Kind::THROWN,
            .value = handler.threw == nullptr ? "" : valueOr(handler.threw->value),
            .at = handler.end};
  if (!handler.holds)
    return {.kind = Answer::Kind::VALUE,
            .value = handler.returned == nullptr ? UNDEFINED : valueOr(handler.returned->value),
            .at = handler.end};
  for (const Position index : message.deeds) {
    const Deed& deed = deeds_[index];
    if (deed.op == Op::RELEASE)
      return {.kind = Answer::Kind::RELEASED, .at = deed.at, .cause = deed.cause, .late = true};
    if (deed.op != Op::RESOLVE && deed.op != Op::REJECT) continue;
    return {.kind = deed.op == Op::RESOLVE ? Answer::Kind::VALUE : Answer::Kind::THROWN,
            .value = valueOr(deed.step->value),
            .at = deed.at,
            .cause = deed.cause,
            .late = true};
  }
  return {};
}

void Account::matchDeliveries() {
  // Keyed by renderer, channel and args[0] (all of the arguments, if that is no string).
  using Key = std::tuple<Actor, std::string_view, std::string_view, std::string>;
  const auto key = [](Actor to, std::string_view channel, std::string_view message,
                      const auto& args) {
    std::string all;
    if (message.empty())
      for (const std::string_view arg : args) all.append(arg).push_back(',');
    return Key(to, channel, message, std::move(all));
  };
  std::map<Key, std::vector<Position>> alike;  // Not arrived, in the order sent.
  for (Position i = 0; i < deliveries_.size(); ++i) {
    const Step& step = *deeds_[deliveries_[i].deed].step;
    alike[key(deliveries_[i].to, step.channel, step.message, step.args)].push_back(i);
  }
  // What arrived was sent after what had arrived before it, if it can have been.
  std::vector<Position> last(ACTORS, 0);
  for (const auto& [at, index, call] : arrivals()) {
    Position& before = last[indexOf(event(at).actor)];
    if (call != nullptr) {
      before = std::max(before, messageOf(*call)->answer.at);
      continue;
    }
    const Event& e = event(at);
    const auto found = alike.find(key(e.actor, e.channel, e.message, e.args));
    if (found == alike.end() || found->second.empty()) continue;
    std::vector<Position>& waiting = found->second;
    auto match = std::partition_point(waiting.begin(), waiting.end(), [&](Position i) {
      return deeds_[deliveries_[i].deed].at < before;
    });
    if (match == waiting.end()) match = waiting.begin();
    dispatches_[index].delivery = *match;
    deliveries_[*match].dispatch = index;
    before = std::max(before, deeds_[deliveries_[*match].deed].at);
    waiting.erase(match);
  }
}

std::vector<Account::Arrival> Account::arrivals() const {
  std::vector<Arrival> all;
  for (Position i = 0; i < dispatches_.size(); ++i) all.push_back({began(dispatches_[i]), i, nullptr});
  for (const Call& call : calls_)
    if (call.is(Op::INVOKE) && call.step->deadlineMs == 0 && call.end() != NOWHERE &&
        messageOf(call) != nullptr && messageOf(call)->answer.at != NOWHERE)
      all.push_back({call.end(), 0, &call});
  std::sort(all.begin(), all.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
  return all;
}

Position Account::linkEnd(Actor actor) const { return linkEnds_[indexOf(actor)]; }

const Registrations& Account::registrations(Actor actor) const {
  return registrations_[indexOf(actor)];
}

const Call* Account::call(std::string_view name) const {
  const auto found = callsByName_.find(name);
  return found == callsByName_.end() ? nullptr : &calls_[found->second];
}

const std::vector<Position>& Account::callsOf(Actor renderer) const {
  return callsOf_[indexOf(renderer)];
}

const std::vector<Position>& Account::eventsOf(Actor actor) const {
  return eventsOf_[indexOf(actor)];
}

const Message* Account::messageOf(const Call& call) const {
  return call.messages.empty() ? nullptr : &messages_[call.messages.front()];
}

const Call* Account::callOf(const Message& message) const {
  return message.call == NOWHERE ? nullptr : &calls_[message.call];
}

Position Account::findLinkEnd(Actor actor) const {
  const auto ends = [&](Position at) {
    const Command& command = history_.commands()[event(at).command];
    const bool ending = command.kind == Command::Kind::KILL || command.kind == Command::Kind::CLOSE;
    return ending && (command.actor == actor || command.actor == Actor::MAIN);
  };
  const auto commanded = std::find_if(commands_.begin(), commands_.end(), ends);
  Position first = commanded == commands_.end() ? NOWHERE : *commanded;
  const std::string renderer = conformance::name(actor);
  const Position end = commandAfter(Command::Kind::END, 0);  // Which closes every link.
  const auto closes = [&](Position at, bool of) {
    return event(at).kind == Kind::CLOSED && at < end && (!of || event(at).peer == renderer);
  };
  for (const Position at : eventsOf(actor))
    if (closes(at, false)) first = std::min(first, at);
  for (const Position at : eventsOf(Actor::MAIN))
    if (closes(at, true)) first = std::min(first, at);
  return first;
}

Position Account::commandAfter(Command::Kind kind, Position from) const {
  const std::vector<Position>& all = commandsOf_.at(static_cast<std::size_t>(kind));
  const auto first = std::lower_bound(all.begin(), all.end(), from);
  return first == all.end() ? NOWHERE : *first;
}

Position Account::expiredAfter(Position at) const {
  const auto next = std::upper_bound(expired_.begin(), expired_.end(), at);
  return next == expired_.end() ? NOWHERE : *next;
}

}  // namespace triwire::conformance
