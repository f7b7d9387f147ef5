#include "model/acceptor.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace triwire::conformance::model {
namespace {

constexpr std::size_t NODES_MAX = 20'000;
constexpr std::size_t ACTORS = static_cast<std::size_t>(Actor::R3) + 1;

bool sameError(const Event& event, const Said& said) {
  if ((event.error != nullptr) != said.failed) return false;
  if (event.error == nullptr || event.kind == Kind::FINISHED || event.kind == Kind::REGISTERED)
    return true;
  return event.error->outcome == said.outcome &&
         (said.message.empty() || event.error->message == said.message);
}

bool sameArgs(const Event& event, const Said& said) {
  return said.args == nullptr || std::equal(event.args.begin(), event.args.end(),
                                            said.args->args.begin(), said.args->args.end());
}

std::string_view nameIn(const Event& event) {
  if (event.kind == Kind::REGISTERED) return event.op;
  if (event.kind == Kind::MARKED) return event.mark;
  const bool listener = event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED ||
                        event.kind == Kind::FINISHED;
  return listener ? event.listener : event.call;
}

bool isArrival(const Event& event) {
  return event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED || event.kind == Kind::SETTLED;
}

/// One place in the search: a world, and how much of the history it explains.
struct Node {
  World world;
  std::array<std::size_t, ACTORS> seen{};  // Events of each actor; of RUNNER its entries.
};

class Search {
 public:
  explicit Search(const History& history) : history_(history) {
    for (std::size_t at = 0; at < history.events().size(); ++at) {
      const Event& event = history.events()[at];
      if (event.kind == Kind::EXPIRED) throw NotModelled("an expired wait");
      if (event.kind == Kind::COMMAND) {
        const Command::Kind kind = history.commands()[event.command].kind;
        if (kind == Command::Kind::END) break;
        if (kind == Command::Kind::BEGIN) continue;
        if (kind != Command::Kind::RUN) throw NotModelled("the command " + std::string(name(kind)));
        if (history.commands()[event.command].actor != Actor::MAIN &&
            rendererIndex(history.commands()[event.command].actor) >= history.renderers)
          throw NotModelled("no such renderer");
      } else if (event.seq == 0) {
        continue;  // An answer.
      }
      sequences_.at(static_cast<std::size_t>(event.actor)).push_back(at);
    }
    learnDrops();
  }

  Opinion decide() {
    Node start{World(history_.renderers), {}};
    if (explore(std::move(start))) return {};
    if (nodes_ > NODES_MAX) return {Opinion::Kind::UNDECIDED, {}};
    const Event& event = history_.events()[furthest_];
    return {Opinion::Kind::REJECTED, "event " + std::to_string(furthest_) + ", " +
                                         conformance::name(event.actor) + "'s `" +
                                         std::string(conformance::name(event.kind)) + "`"};
  }

 private:
  // Main reports every call that somebody listens to.
  void learnDrops() {
    std::set<std::string_view> called;
    for (const Event& event : history_.events())
      if (event.kind == Kind::CALLED) called.insert(event.message);
    for (const Event& event : history_.events())
      mainDrops_ |= event.kind == Kind::CALLING && !called.contains(event.call);
  }

  const Event* next(const Node& node, Actor actor) const {
    const auto& sequence = sequences_[static_cast<std::size_t>(actor)];
    const std::size_t at = node.seen[static_cast<std::size_t>(actor)];
    return at < sequence.size() ? &history_.events()[sequence[at]] : nullptr;
  }

  std::size_t positionOf(const Event& event) const {
    return static_cast<std::size_t>(&event - history_.events().data());
  }

  bool isComplete(const Node& node) const {
    for (std::size_t i = 0; i < ACTORS; ++i)
      if (node.seen[i] < sequences_[i].size()) return false;
    return true;
  }

  // Everything that arrived before the runner's next command happened before it.
  bool mayAsk(const Node& node) const {
    const Event* command = next(node, Actor::RUNNER);
    if (command == nullptr) return false;
    for (std::size_t i = 1; i < ACTORS; ++i)
      if (const Event* event = next(node, static_cast<Actor>(i)))
        if (positionOf(*event) < positionOf(*command)) return false;
    return true;
  }

  // The move that could report what the actor reported next.
  std::optional<Move> reporting(const Node& node, Actor actor) const {
    const Event* event = next(node, actor);
    if (event == nullptr) return {};
    Move move{Move::What::GO_ON, actor};
    if (node.world.can(move)) return move;
    const bool arrival = isArrival(*event);
    move.what = arrival ? Move::What::TAKE : Move::What::BEGIN;
    if (actor == Actor::MAIN && arrival) {
      const auto from = actorNamed(event->peer);
      if (!from || !isRenderer(*from) || rendererIndex(*from) >= node.world.renderers()) return {};
      move.from = rendererIndex(*from);
    }
    return node.world.can(move) ? std::optional(move) : std::nullopt;
  }

  bool report(Node& node, const Move& move) {
    const Event& event = *next(node, move.actor);
    if (event.kind == Kind::CALLED) node.world.nextHandle = event.handle;
    const auto said = node.world.apply(move);
    if (!said || !matches(event, *said)) return false;
    ++node.seen[static_cast<std::size_t>(move.actor)];
    return true;
  }

  void note(const Node& node) {
    std::size_t first = history_.events().size();
    for (std::size_t i = 1; i < ACTORS; ++i)
      if (const Event* event = next(node, static_cast<Actor>(i)))
        first = std::min(first, positionOf(*event));
    if (first != history_.events().size()) furthest_ = std::max(furthest_, first);
  }

  std::string keyOf(const Node& node) const {
    std::string key;
    const auto add = [&](const void* part) {
      key.append(reinterpret_cast<const char*>(&part), sizeof part);  // NOLINT
    };
    for (const std::size_t seen : node.seen) key += static_cast<char>(seen);
    for (unsigned k = 0; k < node.world.renderers(); ++k) {
      for (const Parcel& parcel : node.world.toMain(k)) add(parcel.step);
      add(nullptr);
      for (const Parcel& parcel : node.world.toRenderer(k)) add(parcel.step);
      add(nullptr);
    }
    return key;
  }

  // What an actor does next could come before or behind something that is dropped without a report:
  // at main between two tasks, at a renderer before a script that registers something.
  bool isOpen(const Node& node, Actor actor) const {
    const Process& process = node.world.process(actor);
    if (process.script || process.dispatch || process.owesUncaught) return false;
    if (actor == Actor::MAIN) return mainDrops_;
    const Event* event = next(node, actor);
    if (event == nullptr || isArrival(*event)) return false;
    if (process.scripts.empty()) return true;  // It will be one that is not asked for yet.
    const auto& steps = *process.scripts.front();
    return std::any_of(steps.begin(), steps.end(),
                       [](const Step& step) { return step.op >= Op::ON && step.op <= Op::REMOVE_ALL_LISTENERS; });
  }

  // Does all that has no alternative. False if that leads nowhere.
  bool settle(Node& node) {
    for (bool moved = true; moved;) {
      moved = false;
      for (; mayAsk(node); moved = true) {
        const Command& asked = history_.commands()[next(node, Actor::RUNNER)->command];
        node.world.ask(asked.actor, asked.steps);
        ++node.seen[static_cast<std::size_t>(Actor::RUNNER)];
      }
      for (const Actor actor : actors())
        while (!isOpen(node, actor)) {
          const Move take{Move::What::TAKE, actor};
          const auto move = reporting(node, actor);
          const Event* event = next(node, actor);
          if (actor != Actor::MAIN && event && isArrival(*event) && node.world.isUnheard(take))
            node.world.apply(take);
          else if (!move)
            break;
          else if (!report(node, *move))
            return false;
          moved = true;
        }
    }
    return true;
  }

  bool explore(Node node) {
    if (++nodes_ > NODES_MAX) return false;
    const bool possible = settle(node);
    note(node);
    if (!possible) return false;
    if (isComplete(node)) return true;
    if (!visited_.insert(keyOf(node)).second) return false;
    for (const Actor actor : actors()) {
      if (!isOpen(node, actor)) continue;
      for (unsigned k = 0; k < (actor == Actor::MAIN ? node.world.renderers() : 1); ++k) {
        const Move move{Move::What::TAKE, actor, k};
        if (!node.world.isUnheard(move)) continue;
        Node after = node;
        after.world.apply(move);
        if (explore(std::move(after))) return true;
      }
      if (const auto move = reporting(node, actor)) {
        Node after = node;
        if (report(after, *move) && explore(std::move(after))) return true;
      }
    }
    return false;
  }

  std::vector<Actor> actors() const {
    std::vector<Actor> all{Actor::MAIN};
    for (unsigned k = 0; k < history_.renderers; ++k) all.push_back(renderer(k));
    return all;
  }

  const History& history_;
  std::array<std::vector<std::size_t>, ACTORS> sequences_;
  bool mainDrops_ = false;
  std::unordered_set<std::string> visited_;
  std::size_t nodes_ = 0, furthest_ = 0;
};

}  // namespace

bool matches(const Event& event, const Said& said) {
  if (event.kind != said.kind || event.actor != said.actor) return false;
  if (event.kind == Kind::UNCAUGHT) return true;
  const bool value = event.kind == Kind::RETURNED || event.kind == Kind::SETTLED;
  constexpr std::string_view UNDEFINED = R"({"$":"undefined"})";
  const auto plain = [&](std::string_view text) { return text == UNDEFINED ? "" : text; };
  return nameIn(event) == said.name && event.channel == said.channel && event.peer == said.peer &&
         event.handle == said.handle && sameArgs(event, said) && sameError(event, said) &&
         (event.kind != Kind::REGISTERED || event.listener == said.listener) &&
         (!value || said.failed || plain(event.value) == plain(said.value));
}

Opinion judgedByModel(const History& history) {
  try {
    return Search(history).decide();
  } catch (const NotModelled& reason) {
    return {Opinion::Kind::NOT_MODELLED, reason.what()};
  }
}

}  // namespace triwire::conformance::model
