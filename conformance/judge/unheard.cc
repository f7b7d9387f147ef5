#include "judge/unheard.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "judge/before.h"
#include "judge/query.h"

namespace triwire::conformance::order {
namespace {

using Node = Before::Node;
constexpr Node NO_NODE = static_cast<Node>(-1);

/// What arrived at `actor` in one of the gaps between its events; gap n is just before event n.
struct Hidden {
  Unheard what;
  Node node = NO_NODE;
  Actor actor = Actor::MAIN;
  Actor renderer = Actor::R0;              // Whose link it took.
  std::vector<bool> open;                  // By gap: nobody was there for it.
  std::uint32_t first = 0, last = 0;       // The gaps it can have been in.
};

/// What main put on its way to a renderer, and where it arrived.
struct Sent {
  Node put = NO_NODE, arrival = NO_NODE;
  bool isResult = false;
  std::pair<Position, Position> task{NOWHERE, NOWHERE};
};

// The result of a promise that was settled goes out at once or behind what its script sends.
bool isUnordered(const Sent& result, const Sent& event) {
  return result.isResult && !event.isResult && result.task == event.task &&
         result.task != std::pair(NOWHERE, NOWHERE);
}

bool isJudgeable(const Account& account) {
  const History& history = account.history();
  if (history.profile != "strict" || history.ending != Ending::ENDED ||
      account.size() > UNHEARD_EVENTS_MAX)
    return false;
  for (const Event& event : history.events()) {
    if (event.kind >= Kind::EXPIRED || event.kind == Kind::UNSUPPORTED ||
        event.kind == Kind::FAILED || event.kind == Kind::CLOSED)
      return false;
    if (event.kind != Kind::COMMAND) continue;
    const Command::Kind kind = history.commands()[event.command].kind;
    if (kind != Command::Kind::BEGIN && kind != Command::Kind::RUN && kind != Command::Kind::END)
      return false;
  }
  return std::none_of(account.calls().begin(), account.calls().end(), [](const Call& call) {
    return call.calling != NOWHERE &&
           (call.script == NOWHERE || call.step->deadlineMs > 0 || call.returns.size() > 1 ||
            call.settlements.size() > 1 || call.messages.size() > 1);
  });
}

bool isRefused(const Account& account, const Call& call) {
  if (call.is(Op::SEND) || call.end() == NOWHERE || !call.messages.empty()) return false;
  const std::string_view outcome = outcomeOf(account.event(call.end()));
  return outcome == (call.is(Op::INVOKE) ? "NO_HANDLER" : "NO_LISTENER");
}

/// What the order is taken from.
enum class Grounds : std::uint8_t {
  CAUSES,  ///< What was heard: it arrived behind what it needs.
  HEARD,   ///< … and in the order in which it was sent.
  ALL,     ///< … and so did what went unheard.
};

/// The search for a time of everything unheard.
class Times {
 public:
  explicit Times(const Account& account, Grounds grounds = Grounds::ALL)
      : account_(account),
        grounds_(grounds),
        size_(std::min(account.size(), account.commandAfter(Command::Kind::END, 0))),
        before_(account, size_) {
    for (std::size_t i = 0; i < ACTORS; ++i) closeTasks(static_cast<Actor>(i));
    for (unsigned k = 0; k < account.history().renderers; ++k) {
      readCalls(renderer(k));
      readDeliveries(renderer(k));
    }
  }

  std::optional<Misfit> find() {
    for (bool narrower = true; narrower;) {
      if (!before_.follow()) return misfitOfCircle();
      narrower = false;
      for (Hidden& hidden : hidden_) {
        const std::uint32_t first = hidden.first, last = hidden.last;
        if (!narrow(hidden)) return misfitOf(hidden);
        if (first == hidden.first && last == hidden.last) continue;
        narrower = true;
        conclude(hidden);
      }
    }
    return {};
  }

 private:
  bool isIn(Position at) const { return at < size_; }
  Node nodeOf(Position at) const { return isIn(at) ? static_cast<Node>(at) : NO_NODE; }
  std::pair<Position, Position> taskOf(Position at) const {
    return {account_.origin(at).script, account_.origin(at).run};
  }

  // Nothing arrives between the events of one script or dispatch.
  void closeTasks(Actor actor) {
    std::vector<bool>& idle = idle_[indexOf(actor)];
    idle.assign(before_.events(actor) + 1, true);
    const auto close = [&](Position first, Position last) {
      if (!isIn(first) || last == NOWHERE) return;
      for (std::uint32_t n = before_.number(first) + 1;
           n < before_.events(actor) && account_.eventsOf(actor)[n] <= last; ++n)
        idle[n] = false;
    };
    const auto closeRuns = [&](const std::vector<Position>& runs) {
      close(account_.runs()[runs.front()].begin, account_.runs()[runs.back()].end);
    };
    for (const Script& script : account_.scripts())
      if (script.actor == actor) close(script.first, script.last);
    if (actor == Actor::MAIN)
      for (const Message& message : account_.messages()) closeRuns(message.runs);
    for (const Dispatch& dispatch : account_.dispatches())
      if (dispatch.renderer == actor) closeRuns(dispatch.runs);
    for (std::uint32_t n = 0; n < before_.events(actor); ++n)
      if (account_.event(account_.eventsOf(actor)[n]).kind == Kind::UNCAUGHT) idle[n] = false;
  }

  Hidden& hide(Unheard what, Actor actor, Actor renderer, std::string_view channel, bool handler) {
    Hidden hidden{.what = what, .node = before_.add(actor), .actor = actor, .renderer = renderer,
                  .open = idle_[indexOf(actor)], .first = 0, .last = before_.events(actor)};
    const auto& states = account_.registrations(actor).states(channel);
    auto state = states.begin();
    for (std::uint32_t gap = 0; gap < hidden.open.size(); ++gap) {
      if (gap > 0)
        while (std::next(state) != states.end() &&
               std::next(state)->since <= account_.eventsOf(actor)[gap - 1])
          ++state;
      if (!(handler ? state->handler.empty() : state->listeners.empty())) hidden.open[gap] = false;
    }
    hidden_.push_back(std::move(hidden));
    return hidden_.back();
  }

  // Each call arrived behind those that its renderer made before.
  void readCalls(Actor renderer) {
    const std::vector<Position>& made = account_.callsOf(renderer);
    std::vector<Node> arrivals(made.size(), NO_NODE);
    bool arrived = false;  // Something that was made later.
    for (std::size_t i = made.size(); i-- > 0;) {
      const Call& call = account_.calls()[made[i]];
      if (!isIn(call.calling) || hasUnclonableArgs(*call.step)) continue;
      const Message* message = account_.messageOf(call);
      if (message != nullptr) {
        arrivals[i] = nodeOf(account_.began(*message));
        if (!call.is(Op::SEND) && message->answer.at < size_ && call.end() < size_)
          before_.order(nodeOf(message->answer.at), nodeOf(call.end()));
      } else if (const bool refused = isRefused(account_, call);
                 grounds_ == Grounds::ALL && (refused || (arrived && call.is(Op::SEND) && isSent(call)))) {
        arrivals[i] = hide({&call, nullptr}, Actor::MAIN, renderer, call.step->channel,
                           call.is(Op::INVOKE)).node;
        if (refused && call.end() < size_) before_.order(arrivals[i], nodeOf(call.end()));
      }
      if (arrivals[i] == NO_NODE) continue;
      arrived = true;
      before_.order(nodeOf(call.calling), arrivals[i]);
    }
    if (grounds_ == Grounds::CAUSES) return;
    Node last = NO_NODE;
    for (const Node arrival : arrivals) {
      if (arrival == NO_NODE) continue;
      if (last != NO_NODE) before_.order(last, arrival);
      last = arrival;
    }
  }

  bool isSent(const Call& call) const {
    return call.returned() == NOWHERE || account_.event(call.returned()).error == nullptr;
  }

  std::vector<Sent> sentTo(Actor renderer) {
    std::map<std::tuple<std::string_view, std::string_view>, int> alike;
    for (const Delivery& delivery : account_.deliveries()) {
      const Step& step = *account_.deeds()[delivery.deed].step;
      if (delivery.to == renderer) ++alike[{step.channel, step.message}];
    }
    std::vector<Sent> all;
    for (const Delivery& delivery : account_.deliveries()) {
      const Deed& deed = account_.deeds()[delivery.deed];
      const bool isOne = alike[{deed.step->channel, deed.step->message}] == 1;
      if (delivery.to != renderer || !isIn(deed.at) || !isOne || deed.step->message.empty()) continue;
      all.push_back({nodeOf(deed.at), nodeOf(account_.arrived(delivery)), false, taskOf(deed.at)});
      unarrived_[all.back().put] = &delivery;
    }
    for (const Position i : account_.callsOf(renderer)) {
      const Call& call = account_.calls()[i];
      const Message* message = account_.messageOf(call);
      if (!call.is(Op::INVOKE) || message == nullptr || !isIn(message->answer.at)) continue;
      if (isIn(call.end()))
        all.push_back({nodeOf(message->answer.at), nodeOf(call.end()), true, taskOf(message->answer.at)});
    }
    std::sort(all.begin(), all.end(), [](const Sent& a, const Sent& b) { return a.put < b.put; });
    return all;
  }

  // Calls `visit(earlier, later)` for so many pairs that the order of all follows.
  template <typename Visit>
  static void forEachPair(const std::vector<Sent>& all, Visit visit) {
    const Sent *event = nullptr, *result = nullptr;
    for (const Sent& sent : all) {
      if (event != nullptr) visit(*event, sent);
      if (result != nullptr) visit(*result, sent);
      (sent.isResult ? result : event) = &sent;
    }
  }

  void readDeliveries(Actor renderer) {
    std::vector<Sent>& sent = sent_[indexOf(renderer)];
    sent = sentTo(renderer);
    bool arrived = false;  // Something that main sent later.
    for (auto i = sent.rbegin(); i != sent.rend(); ++i) {
      if (i->arrival != NO_NODE) {
        arrived = true;
      } else if (grounds_ == Grounds::ALL && arrived) {
        const Delivery& delivery = *unarrived_[i->put];
        i->arrival = hide({nullptr, &delivery}, renderer, renderer,
                          account_.deeds()[delivery.deed].step->channel, false).node;
      }
    }
    std::erase_if(sent, [](const Sent& one) { return one.arrival == NO_NODE; });
    for (const Sent& one : sent) before_.order(one.put, one.arrival);
    if (grounds_ == Grounds::CAUSES) return;
    forEachPair(sent, [&](const Sent& a, const Sent& b) {
      if (!isUnordered(a, b)) before_.order(a.arrival, b.arrival);
    });

    // What arrived in an order was put on its way in that order.
    std::vector<Sent>& arrivals = arrivals_[indexOf(renderer)];
    for (const Sent& one : sent)
      if (one.arrival < size_) arrivals.push_back(one);
    for (const Hidden& hidden : hidden_) {
      const Call* call = hidden.what.call;
      if (call != nullptr && call->is(Op::INVOKE) && call->renderer == renderer && isIn(call->end()))
        arrivals.push_back({hidden.node, nodeOf(call->end()), true, {NOWHERE, NOWHERE}});
    }
    std::sort(arrivals.begin(), arrivals.end(),
              [](const Sent& a, const Sent& b) { return a.arrival < b.arrival; });
    forEachPair(arrivals, [&](const Sent& a, const Sent& b) {
      if (!isUnordered(b, a)) before_.order(a.put, b.put);
    });
  }

  bool narrow(Hidden& hidden) {
    hidden.first = std::max(hidden.first, before_.passed(hidden.node, hidden.actor));
    hidden.last = std::min(hidden.last, before_.ahead(hidden.node, hidden.actor));
    while (hidden.first <= hidden.last && !hidden.open[hidden.first]) ++hidden.first;
    while (hidden.last > hidden.first && !hidden.open[hidden.last]) --hidden.last;
    return hidden.first <= hidden.last;
  }

  void conclude(const Hidden& hidden) {
    const auto number = [&](Node event) { return before_.number(event); };
    if (hidden.first > 0) before_.order(before_.event(hidden.actor, hidden.first - 1), hidden.node);
    if (hidden.last < before_.events(hidden.actor))
      before_.order(hidden.node, before_.event(hidden.actor, hidden.last));
    if (hidden.what.call != nullptr) {
      const Call& call = *hidden.what.call;
      if (!call.is(Op::INVOKE) || !isIn(call.end())) return;
      for (const Sent& other : sent_[indexOf(hidden.renderer)]) {
        if (number(other.put) < hidden.first) before_.order(other.arrival, nodeOf(call.end()));
        if (number(other.put) >= hidden.last) before_.order(nodeOf(call.end()), other.arrival);
      }
      return;
    }
    const Position deed = account_.deeds()[hidden.what.delivery->deed].at;
    const Sent own{nodeOf(deed), hidden.node, false, taskOf(deed)};
    for (const Sent& other : arrivals_[indexOf(hidden.renderer)]) {
      if (number(other.arrival) < hidden.first) before_.order(other.put, own.put);
      if (number(other.arrival) >= hidden.last && !isUnordered(other, own))
        before_.order(own.put, other.put);
    }
  }

  // Two that were heard and changed places are for others to say, who compare pairs. That something
  // arrived before it was sent can take more than two to see, and nobody else looks.
  std::optional<Misfit> misfitOfCircle() const {
    if (Times(account_, Grounds::HEARD).before_.follow()) return Misfit{.violation = before_.circle()};
    Times causes(account_, Grounds::CAUSES);
    if (causes.before_.follow()) return {};
    return Misfit{.isTooEarly = true, .violation = causes.before_.circle()};
  }

  Misfit misfitOf(const Hidden& hidden) const {
    Misfit found{.unheard = hidden.what};
    const std::uint32_t behind = before_.ahead(hidden.node, hidden.actor);
    const std::uint32_t passed = before_.passed(hidden.node, hidden.actor);
    if (hidden.what.call != nullptr) {
      found.premise.push_back(hidden.what.call->calling);
      found.violation = hidden.what.call->end();
    } else {
      found.premise.push_back(account_.deeds()[hidden.what.delivery->deed].at);
    }
    if (passed > 0) found.premise.push_back(before_.event(hidden.actor, passed - 1));
    if (found.violation == NOWHERE && behind < before_.events(hidden.actor))
      found.violation = before_.event(hidden.actor, behind);
    return found;
  }

  const Account& account_;
  Grounds grounds_;
  Position size_;
  Before before_;
  std::array<std::vector<bool>, ACTORS> idle_{};  // By gap.
  std::vector<Hidden> hidden_{};
  std::map<Node, const Delivery*> unarrived_{};
  std::array<std::vector<Sent>, ACTORS> sent_{}, arrivals_{};  // By renderer, as put and as arrived.
};

}  // namespace

std::optional<Misfit> misfit(const Account& account) {
  if (!isJudgeable(account)) return {};
  return Times(account).find();
}

}  // namespace triwire::conformance::order
