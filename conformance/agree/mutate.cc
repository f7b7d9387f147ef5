#include "agree/mutate.h"

#include <algorithm>
#include <array>

namespace triwire::conformance::agree {
namespace {

using Indexes = std::vector<std::size_t>;

bool isEnd(const Event& event) {
  const bool sync = event.kind == Kind::THREW ||
                    (event.kind == Kind::RETURNED && !event.value.empty() &&
                     event.value != R"({"$":"undefined"})");
  return sync || event.kind == Kind::SETTLED;
}

Indexes endsIn(const Events& events) {
  Indexes found;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (isEnd(events[i])) found.push_back(i);
  return found;
}

bool isOf(const Event& event, Actor actor) { return event.seq != 0 && event.actor == actor; }

// The runs of an actor, and its settlements: the indexes of the events of each.
std::vector<Indexes> runsOf(const Events& events, Actor actor) {
  std::vector<Indexes> runs;
  bool running = false;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    if (!isOf(event, actor)) continue;
    const bool begins = event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED;
    if (begins || event.kind == Kind::SETTLED) runs.emplace_back();
    if (begins) running = true;
    const bool thrown = event.kind == Kind::UNCAUGHT && !runs.empty();
    if (running || event.kind == Kind::SETTLED || thrown) runs.back().push_back(i);
    if (event.kind == Kind::FINISHED) running = false;
  }
  return runs;
}

bool isSameDispatch(const Events& events, const Indexes& a, const Indexes& b) {
  const Event &first = events[a.front()], &second = events[b.front()];
  return first.kind == second.kind && first.kind == Kind::DISPATCHED && first.message == second.message;
}

// It only shows that it was called.
bool isWithoutEffect(const Events& events, const Indexes& run) {
  return run.size() <= 2 && events[run.front()].callKind != CallKind::INVOKE &&
         events[run.front()].callKind != CallKind::SEND_SYNC && events[run.back()].error == nullptr;
}

Events without(const Events& events, const Indexes& gone) {
  Events out;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (std::find(gone.begin(), gone.end(), i) == gone.end()) out.push_back(events[i]);
  return out;
}

// The runner asked for something meanwhile: what comes before that is no effect of it.
bool isAcrossCommand(const Events& events, std::size_t a, std::size_t b) {
  return std::any_of(events.begin() + static_cast<std::ptrdiff_t>(std::min(a, b)),
                     events.begin() + static_cast<std::ptrdiff_t>(std::max(a, b)),
                     [](const Event& event) { return event.kind == Kind::COMMAND; });
}

// The events in `order` take the places that they have together.
Events inOrder(const Events& events, const Indexes& order) {
  Indexes places = order;
  std::sort(places.begin(), places.end());
  Events out = events;
  for (std::size_t i = 0; i < order.size(); ++i) out[places[i]] = events[order[i]];
  return out;
}

constexpr std::array SPEAKERS{Actor::MAIN, Actor::R0, Actor::R1, Actor::R2, Actor::R3};

std::vector<Events> ofRuns(const Events& events, Mutation mutation) {
  std::vector<Events> out;
  for (const Actor actor : SPEAKERS) {
    const std::vector<Indexes> runs = runsOf(events, actor);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (mutation == Mutation::SWAP_RUNS) {
        // What comes between two listeners of one event is not determined.
        const auto isOneOfMany = [&](std::size_t run, std::size_t other) {
          return run < runs.size() && other < runs.size() && isSameDispatch(events, runs[run], runs[other]);
        };
        if (i == 0 || isOneOfMany(i, i + 1) || isOneOfMany(i - 1, i - 2)) continue;
        if (isAcrossCommand(events, runs[i - 1].front(), runs[i].back())) continue;
        // What a script does between them stays between them, in one piece.
        Indexes order = runs[i];
        for (std::size_t at = runs[i - 1].back() + 1; at < runs[i].front(); ++at)
          if (isOf(events[at], actor)) order.push_back(at);
        order.insert(order.end(), runs[i - 1].begin(), runs[i - 1].end());
        out.push_back(inOrder(events, order));
      } else if (isWithoutEffect(events, runs[i])) {
        Events changed = without(events, mutation == Mutation::LOSE_RUN ? runs[i] : Indexes{});
        if (mutation == Mutation::REPEAT_RUN)
          for (auto at = runs[i].rbegin(); at != runs[i].rend(); ++at)
            changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(runs[i].back()) + 1, events[*at]);
        out.push_back(std::move(changed));
      }
    }
  }
  return out;
}

// The actor's own event before or behind `at` that it can change places with.
std::optional<std::size_t> neighbour(const Events& events, std::size_t at, bool before) {
  for (std::size_t i = at; before ? i-- > 0 : ++i < events.size();)
    if (isOf(events[i], events[at].actor)) return i;
  return {};
}

std::vector<Events> ofEnds(History& history, Mutation mutation) {
  const Events& events = history.events();
  std::vector<Events> out;
  const Indexes ends = endsIn(events);
  for (std::size_t n = 0; n < ends.size(); ++n) {
    const std::size_t at = ends[n];
    Events changed = events;
    Event& end = changed[at];
    if (mutation == Mutation::OTHER_VALUE) {
      if (end.error != nullptr) continue;
      end.value = history.intern(R"("nobody's")");
    } else if (mutation == Mutation::OTHER_OUTCOME) {
      if (end.kind == Kind::RETURNED) end.kind = Kind::THREW;
      const bool isNoReply = end.error != nullptr && end.error->outcome == "NO_REPLY";
      end.value = {};
      ErrorDetail other;
      other.outcome = isNoReply ? "NO_HANDLER" : "NO_REPLY";
      end.error = history.keep(other);
    } else if (mutation == Mutation::SWAP_ENDS) {
      if (n == 0 || events[ends[n - 1]].kind != end.kind) continue;
      std::swap(end.value, changed[ends[n - 1]].value);
      std::swap(end.error, changed[ends[n - 1]].error);
    } else if (mutation == Mutation::END_TWICE) {
      changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), end);
    } else {
      const auto other = neighbour(events, at, mutation == Mutation::EARLY_END);
      // A call that ends before it is made is no account of it.
      if (!other || events[*other].kind == Kind::UNCAUGHT || isAcrossCommand(events, at, *other) || (events[*other].kind == Kind::CALLING && events[*other].call == end.call)) continue;
      std::swap(changed[at], changed[*other]);
    }
    out.push_back(std::move(changed));
  }
  return out;
}

std::vector<Events> ofReaders(const History& history) {
  std::vector<Events> out;
  if (history.renderers < 2) return out;
  for (unsigned k = 0; k < history.renderers; ++k)
    for (const Indexes& run : runsOf(history.events(), renderer(k))) {
      Events changed = history.events();
      if (changed[run.front()].kind != Kind::DISPATCHED) continue;
      for (const std::size_t at : run) changed[at].actor = renderer((k + 1) % history.renderers);
      out.push_back(std::move(changed));
    }
  return out;
}

}  // namespace

std::string_view name(Mutation mutation) {
  constexpr std::array<std::string_view, MUTATIONS> NAMES{
      "swap runs", "lose a run", "repeat a run", "another value", "another outcome",
      "swap ends", "end early",  "end late",     "end twice",     "another reader"};
  return NAMES.at(static_cast<std::size_t>(mutation));
}

std::vector<Events> mutants(History& history, Mutation mutation) {
  if (mutation <= Mutation::REPEAT_RUN) return ofRuns(history.events(), mutation);
  if (mutation == Mutation::OTHER_READER) return ofReaders(history);
  return ofEnds(history, mutation);
}

History with(const History& history, const Events& events) {
  History out;
  out.scenario = history.scenario;
  out.profile = history.profile;
  out.renderers = history.renderers;
  out.ending = history.ending;
  for (const Command& command : history.commands()) out.add(command);
  std::array<std::uint32_t, static_cast<std::size_t>(Actor::R3) + 1> seq{};
  for (Event event : events) {
    if (event.seq != 0) event.seq = ++seq.at(static_cast<std::size_t>(event.actor));
    out.append(event);
  }
  return out;
}

}  // namespace triwire::conformance::agree
