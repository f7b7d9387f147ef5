#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/history.h"

namespace triwire::conformance::model {

/// The stimulus uses what the model does not describe (README.md, "Two judges").
class NotModelled : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the specification says of one event of an actor. Texts live as long as the commands.
struct Said {
  Kind kind = Kind::MARKED;
  Actor actor = Actor::MAIN;
  CallKind callKind = CallKind::UNKNOWN;
  std::uint32_t handle = 0;
  std::string_view name{};     ///< The call, listener or mark; of REGISTERED the operation.
  std::string_view channel{};
  std::string_view peer{};     ///< As of Event.
  std::string_view listener{}; ///< REGISTERED
  std::string_view value{};    ///< RETURNED, SETTLED
  const Step* args = nullptr;  ///< CALLED, DISPATCHED: the step with the arguments.
  bool failed = false;
  std::string_view outcome{};
  std::string message{};  ///< Of the error; empty: any.
};

/// A call, an event or an answer on its way along a link.
struct Parcel {
  enum class What : std::uint8_t { CALL, EVENT, ANSWER };
  What what = What::CALL;
  const Step* step = nullptr;  ///< The call, the `sendTo` or `reply`; of an ANSWER the call.
  bool failed = false;         ///< ANSWER
  std::string_view value{};    ///< … or what was thrown.
  std::string_view outcome{};
};

struct Registration {
  std::string_view name;
  bool once;
};

struct Channel {
  std::string_view name{};
  std::vector<Registration> listeners{};
  std::optional<Registration> handler{};
};

/// Steps being performed.
struct Task {
  const std::vector<Step>* steps = nullptr;
  std::size_t next = 0;
};

/// A message, call or event that is being given to its listeners, one after the other.
struct Dispatch {
  const Step* step = nullptr;
  std::vector<std::string_view> left{};  ///< Not called yet.
  std::optional<std::size_t> message{};  ///< Into World::messages; at main.
  std::string_view current{};
  std::optional<Task> program{};  ///< Of `current`, while it runs.
};

/// Main or a renderer.
struct Process {
  std::deque<const std::vector<Step>*> scripts{};  ///< Asked for, not begun.
  std::optional<Task> script{};
  const Step* calling = nullptr;  ///< Its call has not returned.
  std::vector<Channel> channels{};
  std::vector<std::pair<std::string_view, const std::vector<Step>*>> programs{};
  std::optional<Dispatch> dispatch{};
  bool owesUncaught = false;

  Channel& channel(std::string_view name);
  const Channel* known(std::string_view name) const;
  const std::vector<Step>* program(std::string_view listener) const;
};

/// A message or call that main was given.
struct Message {
  const Step* call = nullptr;
  Actor from = Actor::R0;
  std::uint32_t handle = 0;
  bool answered = false, held = false, finished = false;
};

/// What an actor can do next.
struct Move {
  enum class What : std::uint8_t { GO_ON, BEGIN, TAKE };
  What what = What::GO_ON;  ///< In what it does; with the next script; with what arrived first.
  Actor actor = Actor::MAIN;
  unsigned from = 0;  ///< TAKE at main: the renderer's number.
};

/// The strict profile as a state machine: main, renderers and the links between them, each move a
/// step of one actor. Written from the specification alone; slow and obvious.
class World {
 public:
  explicit World(unsigned renderers) : renderers_(renderers), toMain_(renderers), toRenderer_(renderers) {}

  /// Asks an actor for a script. Throws NotModelled.
  void ask(Actor actor, const std::vector<Step>& steps);
  /// Everything that can happen next.
  std::vector<Move> moves() const;
  bool can(const Move& move) const;
  /// It is a TAKE of what nobody listens to: `apply` will report nothing.
  bool isUnheard(const Move& move) const;
  /// Does it, and returns what its actor reports of it; nothing, if nobody listens.
  std::optional<Said> apply(const Move& move);
  /// The number that the next message gets which is dispatched. Counts up by itself.
  std::uint32_t nextHandle = 1;

  unsigned renderers() const { return static_cast<unsigned>(renderers_.size()); }
  const Process& process(Actor actor) const {
    return actor == Actor::MAIN ? main_ : renderers_[rendererIndex(actor)];
  }
  const std::vector<Message>& messages() const { return messages_; }
  const std::deque<Parcel>& toMain(unsigned k) const { return toMain_[k]; }
  const std::deque<Parcel>& toRenderer(unsigned k) const { return toRenderer_[k]; }

 private:
  Process& process(Actor actor) {
    return actor == Actor::MAIN ? main_ : renderers_[rendererIndex(actor)];
  }
  std::deque<Parcel>::const_iterator answerTo(Actor renderer, const Step& call) const;
  std::optional<Said> take(const Move& move);
  std::optional<Said> takeCall(unsigned from);
  std::optional<Said> takeParcel(Actor renderer);
  Said goOn(Actor actor);
  Said perform(Actor actor, Task& task);
  Said performStep(Actor actor, const Step& step, std::uint32_t own);
  Said makeCall(Actor actor, const Step& step);
  Said returnCall(Actor actor);
  Said registered(Actor actor, const Step& step);
  Said deed(const Step& step, std::uint32_t own);
  Said nextListener(Actor actor);
  Said finish(Actor actor, const Step* ending);
  void answer(Message& message, Parcel parcel);
  Message& messageOf(std::uint32_t handle);
  Message* own(Actor actor);

  Process main_;
  std::vector<Process> renderers_;
  std::vector<std::deque<Parcel>> toMain_, toRenderer_;
  std::vector<Message> messages_;
};

}  // namespace triwire::conformance::model
