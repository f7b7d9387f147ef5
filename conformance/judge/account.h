#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "judge/registrations.h"
#include "judge/replay.h"
#include "record/history.h"

namespace triwire::conformance {

/// `undefined` as canonical JSON.
inline constexpr std::string_view UNDEFINED = R"({"$":"undefined"})";

/// A value as a step or event has it, where a missing one means `undefined`.
inline std::string_view valueOr(std::string_view value) {
  return value.empty() ? UNDEFINED : value;
}

/// Whether the canonical JSON holds something that cannot be cloned.
bool isUnclonable(std::string_view value);

/// A `send`, `sendSync` or `invoke` that a renderer was told to make.
struct Call {
  const Step* step = nullptr;  ///< Its `op` tells which of the three.
  Actor renderer = Actor::R0;
  Position sent = NOWHERE;    ///< The COMMAND entry that asked for it; NOWHERE in a listener.
  Position script = NOWHERE;  ///< Into scripts(), likewise.
  Position calling = NOWHERE;
  std::vector<Position> returns{};      ///< RETURNED and THREW
  std::vector<Position> settlements{};  ///< SETTLED
  std::vector<Position> messages{};     ///< Into messages(): what main dispatched of it.

  std::string_view name() const { return step->call; }
  bool is(Op op) const { return step->op == op; }
  /// Where the caller got its answer: a sendSync's or send's return, an invoke's settlement.
  const std::vector<Position>& ends() const { return is(Op::INVOKE) ? settlements : returns; }
  Position end() const { return ends().empty() ? NOWHERE : ends().front(); }
  Position returned() const { return returns.empty() ? NOWHERE : returns.front(); }
};

/// Something main did with an event, or to a renderer: `op` is ASSIGN, REPLY, SEND_TO, RESOLVE,
/// REJECT or RELEASE.
struct Deed {
  Op op = Op::ASSIGN;
  Position at = NOWHERE;
  std::uint32_t handle = 0;
  const Step* step = nullptr;  ///< Never null in an account.
  Position cause = NOWHERE;    ///< The COMMAND entry of its script; NOWHERE in a program.
  bool failed = false;         ///< It threw.
};

/// How main answered a sendSync or invoke: the first thing that ends it.
struct Answer {
  enum class Kind : std::uint8_t { NONE, VALUE, THROWN, RELEASED };

  Kind kind = Kind::NONE;
  std::string_view value{};  ///< VALUE, THROWN: canonical JSON. Empty: not known.
  Position at = NOWHERE;     ///< Main's event.
  Position cause = NOWHERE;  ///< The COMMAND entry that alone could cause it, if there is one.
  bool late = false;         ///< Not by the program that was called with the event.

  bool isValue() const { return kind == Kind::VALUE && !value.empty(); }
};

/// One dispatch at main: everything that was called with one event object.
struct Message {
  std::uint32_t handle = 0;
  Position call = NOWHERE;        ///< Into calls(), if its call is known.
  std::vector<Position> runs{};   ///< Into runs(), in order.
  std::vector<Position> deeds{};  ///< Into deeds(): those with this event.
  const Registered* registered = nullptr;  ///< On its channel when its dispatch began. Not null.
  Answer answer{};
  bool held = false;
};

/// An event that main sent to a renderer: without an error, and not what cannot be cloned.
struct Delivery {
  Position deed = NOWHERE;     ///< Into deeds().
  Position message = NOWHERE;  ///< Into messages(): what it replies to, if it does.
  Actor to = Actor::R0;
  Position dispatch = NOWHERE;  ///< Into dispatches(): where it arrived.
};

/// One dispatch of an event at a renderer: its listeners that were called, together.
struct Dispatch {
  Actor renderer = Actor::R0;
  std::vector<Position> runs{};  ///< Into runs(), in order.
  const Registered* registered = nullptr;  ///< On its channel when its dispatch began. Not null.
  Position delivery = NOWHERE;   ///< Into deliveries(): what it is the arrival of, if anything.
};

class Index;

/// A history told in calls, messages, answers and deliveries: the questions that all checks ask,
/// answered once. Lives no longer than its history.
///
/// Calls and messages are matched by name (args[0]; without one, by channel and order), events to
/// renderers by channel and args[0]. Of events that are alike, one that arrives is the first that was
/// sent after what arrived before it, if there is one, else the first.
class Account {
 public:
  explicit Account(const History& history);
  ~Account();
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  const History& history() const { return history_; }
  const Event& event(Position at) const { return history_.events()[at]; }
  Position size() const { return history_.events().size(); }

  const std::vector<Script>& scripts() const { return replay_.scripts(); }
  const std::vector<Run>& runs() const { return replay_.runs(); }
  const Origin& origin(Position at) const { return replay_.origin(at); }
  const std::vector<Call>& calls() const { return calls_; }
  const std::vector<Message>& messages() const { return messages_; }
  const std::vector<Deed>& deeds() const { return deeds_; }
  const std::vector<Delivery>& deliveries() const { return deliveries_; }
  const std::vector<Dispatch>& dispatches() const { return dispatches_; }
  const Registrations& registrations(Actor actor) const;

  /// What several checks look up.
  const Index& index() const { return *index_; }

  /// The call of that name, or null.
  const Call* call(std::string_view name) const;
  /// The calls that `renderer` began (CALLING), in that order.
  const std::vector<Position>& callsOf(Actor renderer) const;
  /// The positions of the events of `actor`, in order.
  const std::vector<Position>& eventsOf(Actor actor) const;
  /// The first message of a call, or null.
  const Message* messageOf(const Call& call) const;
  const Call* callOf(const Message& message) const;
  /// Where the dispatch of a message or event began.
  Position began(const Message& message) const { return runs()[message.runs.front()].begin; }
  Position began(const Dispatch& dispatch) const { return runs()[dispatch.runs.front()].begin; }
  Position arrived(const Delivery& delivery) const {
    return delivery.dispatch == NOWHERE ? NOWHERE : began(dispatches_[delivery.dispatch]);
  }

  /// The COMMAND entry that ended the actor's link (kill, close), or where the actor itself noticed
  /// (CLOSED), whichever is first.
  Position linkEnd(Actor actor) const;
  /// The first COMMAND entry of that kind, at or after `from`.
  Position commandAfter(Command::Kind kind, Position from) const;
  /// The first expired wait after `at`.
  Position expiredAfter(Position at) const;

 private:
  static constexpr std::size_t COMMAND_KINDS = static_cast<std::size_t>(Command::Kind::WIRE) + 1;

  void learnCalls(const std::vector<Step>& steps, Actor renderer, Position script);
  void readMain();
  void readRenderer(Actor renderer);
  void onCalled(const Event& event, Position at);
  void onDeed(const Event& event, Position at);
  void onDispatched(const Event& event, Position at);
  Position callFor(const Event& called) const;
  void answerMessages();
  Answer syncAnswer(const Message& message) const;
  Answer invokeAnswer(const Message& message) const;
  // The dispatch of an event at a renderer, or the settlement of an invoke that main answered.
  struct Arrival {
    Position at;
    Position dispatch;
    const Call* call;
  };
  std::vector<Arrival> arrivals() const;
  void matchDeliveries();
  Position findLinkEnd(Actor actor) const;

  const History& history_;
  Replay replay_;
  std::vector<Call> calls_;
  std::unordered_map<std::string_view, Position> callsByName_;
  std::vector<Message> messages_;
  std::unordered_map<std::uint32_t, Position> messagesByHandle_;
  std::vector<Deed> deeds_;
  std::vector<Delivery> deliveries_;
  std::vector<Dispatch> dispatches_;
  std::vector<std::vector<Position>> eventsOf_;
  std::vector<std::vector<Position>> callsOf_;
  std::vector<Registrations> registrations_;
  std::vector<Position> linkEnds_{};
  std::vector<Position> commands_{};
  std::array<std::vector<Position>, COMMAND_KINDS> commandsOf_{};
  std::unordered_map<std::string_view, std::vector<Position>> bareCalls_{};  // Not dispatched, by channel.
  std::vector<Position> expired_{};
  std::unique_ptr<const Index> index_{};
};

}  // namespace triwire::conformance
