#include "agree/enumerate.h"

#include <array>
#include <set>

#include "agree/mutate.h"
#include "agree/said_event.h"
#include "model/world.h"

namespace triwire::conformance::agree {
namespace {

using model::World;

/// All orders of one stimulus, depth first.
class Orders {
 public:
  Orders(const Stimulus& stimulus, const std::function<void(History&)>& visit)
      : stimulus_(stimulus), visit_(visit) {
    texts_.profile = "strict";
    texts_.scenario = "enumerated";
    texts_.renderers = stimulus.renderers;
    texts_.ending = Ending::ENDED;
  }

  void run() {
    World world(stimulus_.renderers);
    Events events;
    for (const Asked& asked : stimulus_.first) {
      ask(world, events, asked);
      finish(world, events);
    }
    for (const Asked& asked : stimulus_.meanwhile) ask(world, events, asked);
    explore(world, events);
  }

 private:
  void ask(World& world, Events& events, const Asked& asked) {
    Event sent;
    sent.kind = Kind::COMMAND;
    sent.command = commandOf(asked);
    events.push_back(sent);
    world.ask(asked.actor, asked.steps);
  }

  // The same command, whichever order it is asked in.
  std::uint32_t commandOf(const Asked& asked) {
    for (std::size_t i = 0; i < commands_.size(); ++i)
      if (commands_[i] == &asked) return static_cast<std::uint32_t>(i);
    commands_.push_back(&asked);
    return texts_.add({.actor = asked.actor, .steps = asked.steps});
  }

  bool apply(World& world, Events& events, const model::Move& move) {
    const auto said = world.apply(move);
    if (said) events.push_back(eventOf(*said, texts_));
    return said.has_value();
  }

  void finish(World& world, Events& events) {
    for (auto moves = world.moves(); !moves.empty(); moves = world.moves())
      apply(world, events, moves.front());
  }

  void explore(const World& world, const Events& events) {
    const std::vector<model::Move> moves = world.moves();
    if (moves.empty()) return end(world, events);
    for (const model::Move& move : moves) {
      World after = world;
      Events more = events;
      apply(after, more, move);
      explore(after, more);
    }
  }

  void end(World world, Events events) {
    for (const Asked& asked : stimulus_.last) {
      ask(world, events, asked);
      finish(world, events);
    }
    if (end_ == NO_COMMAND) end_ = texts_.add({.kind = Command::Kind::END});
    Event end;
    end.kind = Kind::COMMAND;
    end.command = end_;
    events.push_back(end);
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].kind != Kind::COMMAND) {
        events[i].seq = 1;  // `with` numbers them.
        events[i].command = static_cast<std::uint32_t>(i);
      }
    if (!seen_.insert(keyOf(events)).second) return;
    History history = with(texts_, events);
    visit_(history);
  }

  static std::string keyOf(const Events& events) {
    std::string key;
    for (const Event& event : events) {
      key += static_cast<char>(event.kind);
      key += static_cast<char>(event.actor);
      for (const std::string_view text : {event.call, event.listener, event.message, event.value})
        key.append(text) += ' ';
      if (event.error != nullptr) key.append(event.error->outcome) += '!';
    }
    return key;
  }

  static constexpr std::uint32_t NO_COMMAND = static_cast<std::uint32_t>(-1);

  const Stimulus& stimulus_;
  const std::function<void(History&)>& visit_;
  History texts_;
  std::vector<const Asked*> commands_;
  std::uint32_t end_ = NO_COMMAND;
  std::set<std::string> seen_;
};

Step plain(Op op, std::string_view channel, std::string_view listener = {}) {
  Step step;
  step.op = op;
  step.channel = channel;
  step.listener = listener;
  return step;
}

// With a name that is its args[0]; both are literals.
Step named(Op op, std::string_view channel, std::string_view json, std::string_view to = {}) {
  Step step = plain(op, channel);
  step.message = json.substr(1, json.size() - 2);
  if (op <= Op::INVOKE) step.call = step.message;
  step.args = {json};
  step.to = to;
  return step;
}

constexpr unsigned STEPS_MAX = 5;
constexpr std::array<unsigned, 3> KINDS{4, 5, 3};  // Of main's, r0's and r1's steps.

// The n-th step of the stimulus, of that kind; names are of the place.
Step stepOf(unsigned actor, unsigned kind, unsigned place) {
  constexpr std::array<std::string_view, STEPS_MAX> CALLS{R"("C1")", R"("C2")", R"("C3")", R"("C4")", R"("C5")"};
  constexpr std::array<std::string_view, STEPS_MAX> LISTENERS{"L1", "L2", "L3", "L4", "L5"};
  if (actor == 0) {
    if (kind == 0) return named(Op::SEND_TO, "e", CALLS.at(place), "r0");
    if (kind == 1) return plain(Op::REMOVE_ALL_LISTENERS, "c");
    return kind == 2 ? plain(Op::ONCE, "y", LISTENERS.at(place)) : plain(Op::REMOVE_HANDLER, "i");
  }
  if (kind == 0) return named(Op::SEND, "c", CALLS.at(place));
  if (kind == 1) return named(Op::SEND_SYNC, "y", CALLS.at(place));
  if (kind == 2) return named(Op::INVOKE, "i", CALLS.at(place));
  return kind == 3 ? plain(Op::ON, "e", LISTENERS.at(place)) : plain(Op::REMOVE_ALL_LISTENERS, "e");
}

Stimulus framed() {
  Step assign = plain(Op::ASSIGN, "");
  assign.value = R"("v")";
  Step result = plain(Op::RETURN, "");
  result.value = R"("w")";
  Step replies = plain(Op::ONCE, "c", "C"), answers = plain(Op::ONCE, "y", "Y");
  replies.program = {named(Op::REPLY, "e", R"("R")")};
  answers.program = {assign};
  Step handles = plain(Op::HANDLE, "i", "H");
  handles.program = {result};
  Stimulus out;
  out.renderers = 2;
  out.first = {{Actor::MAIN, {plain(Op::ON, FENCE_CHANNEL, "F"), replies, answers, handles}},
               {Actor::R0, {plain(Op::ON, FENCE_CHANNEL, "G"), plain(Op::ONCE, "e", "E")}},
               {Actor::R1, {plain(Op::ON, FENCE_CHANNEL, "G")}}};
  out.last = {{Actor::R0, {named(Op::SEND, FENCE_CHANNEL, R"("F0")")}},
              {Actor::R1, {named(Op::SEND, FENCE_CHANNEL, R"("F1")")}},
              {Actor::MAIN, {named(Op::SEND_TO, FENCE_CHANNEL, R"("F2")", "r0"),
                             named(Op::SEND_TO, FENCE_CHANNEL, R"("F3")", "r1")}}};
  return out;
}

}  // namespace

void forEachOrder(const Stimulus& stimulus, const std::function<void(History&)>& visit) {
  Orders(stimulus, visit).run();
}

std::vector<Stimulus> stimuli(unsigned steps) {
  constexpr std::array ACTORS_ASKED{Actor::MAIN, Actor::R0, Actor::R1};
  std::vector<Stimulus> all;
  // Steps in the order of their actors: one way to say each.
  const std::function<void(Stimulus, unsigned, unsigned)> extend = [&](Stimulus one, unsigned from,
                                                                        unsigned place) {
    if (place == steps) return all.push_back(std::move(one));
    for (unsigned actor = from; actor < KINDS.size(); ++actor)
      for (unsigned kind = 0; kind < KINDS.at(actor); ++kind) {
        Stimulus more = one;
        const Actor asked = ACTORS_ASKED.at(actor);
        if (more.meanwhile.empty() || more.meanwhile.back().actor != asked)
          more.meanwhile.push_back({asked, {}});
        const Step step = stepOf(actor, kind, place);
        more.text += (place == 0 ? "" : ", ") + name(asked) + " " + std::string(name(step.op)) + " " +
                     std::string(step.channel);
        more.meanwhile.back().steps.push_back(step);
        extend(std::move(more), actor, place + 1);
      }
  };
  if (steps <= STEPS_MAX) extend(framed(), 0, 0);
  return all;
}

std::uint64_t stimuliCount(unsigned steps) {
  const auto power = [](std::uint64_t base, unsigned exponent) {
    std::uint64_t product = 1;
    while (exponent-- > 0) product *= base;
    return product;
  };
  std::uint64_t sum = 0;
  for (unsigned i = 0; i <= steps; ++i)
    for (unsigned j = 0; i + j <= steps; ++j)
      sum += power(KINDS[0], i) * power(KINDS[1], j) * power(KINDS[2], steps - i - j);
  return sum;
}

}  // namespace triwire::conformance::agree
