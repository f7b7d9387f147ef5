#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/history.h"

namespace triwire::conformance {

/// Index of an event in a history, or of something in an account. NOWHERE: there is none.
using Position = std::size_t;
inline constexpr Position NOWHERE = static_cast<Position>(-1);

/// A `run` command that was carried out, and the part of its actor's events that is its.
struct Script {
  Actor actor = Actor::RUNNER;
  const Command* command = nullptr;
  Position sent = NOWHERE;   ///< Its COMMAND entry.
  Position first = NOWHERE;  ///< The first and the last event that a step of it made.
  Position last = NOWHERE;
};

/// One call of a listener or handler, and what its program came to.
struct Run {
  Actor actor = Actor::MAIN;
  std::string_view listener{};
  std::uint32_t handle = 0;  ///< At main.
  Position begin = NOWHERE;  ///< CALLED or DISPATCHED
  Position end = NOWHERE;    ///< FINISHED
  const std::vector<Step>* program = nullptr;
  const Step* threw = nullptr;     ///< The `throw` step it ended with.
  const Step* returned = nullptr;  ///< The `return` step it ended with.
  bool holds = false;              ///< It kept its event, or returned a promise not settled yet.
};

/// Which step made an event, and where that step stood.
struct Origin {
  const Step* step = nullptr;
  Position script = NOWHERE;  ///< Into Replay::scripts; NOWHERE for a step of a program.
  Position run = NOWHERE;  ///< Into Replay::runs, likewise; of CALLED … FINISHED the run itself.
};

/// Walks through the steps that were sent as the events say they were performed, so that what an
/// event leaves out (which value was assigned, what the handler returned) is known from its step.
/// An event that no step explains has an empty origin.
class Replay {
 public:
  explicit Replay(const History& history);

  const std::vector<Script>& scripts() const { return scripts_; }
  const std::vector<Run>& runs() const { return runs_; }
  const Origin& origin(Position event) const { return origins_[event]; }

 private:
  // How far an actor is in a list of steps.
  struct Cursor {
    const std::vector<Step>* steps = nullptr;
    std::size_t next = 0;
    std::uint32_t handle = 0;  // What handle 0 stands for.
  };
  struct ActorState {
    std::vector<Position> scripts;
    std::size_t script = 0;  // The one being performed: into `scripts`.
    Cursor cursor;           // In that script.
    std::vector<std::pair<Position, Cursor>>
        runs;  // Those begun and not finished, outermost first.
    std::unordered_map<std::string_view, const std::vector<Step>*> programs;
  };

  void begin(const Event& event, Position at);
  void finish(const Event& event, Position at);
  void performed(const Event& event, Position at);
  bool performedByScript(const Event& event, Position at, ActorState& actor);
  void learnPrograms(const std::vector<Step>& steps, ActorState& actor);
  ActorState& state(Actor actor) { return actors_.at(static_cast<std::size_t>(actor)); }

  std::vector<Script> scripts_;
  std::vector<Run> runs_;
  std::vector<Origin> origins_;
  std::array<ActorState, static_cast<std::size_t>(Actor::R3) + 1> actors_;
};

}  // namespace triwire::conformance
