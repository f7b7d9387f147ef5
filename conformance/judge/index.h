#pragma once

#include <utility>
#include <vector>

#include "judge/account.h"

namespace triwire::conformance {

/// A sendSync that main holds unanswered, or an invoke whose handler's promise is held, until a
/// command that is not its renderer's doing.
struct Wait {
  const Call* call = nullptr;
  const Message* message = nullptr;
  Position called = NOWHERE;  ///< Main holds it from here …
  Position until = NOWHERE;   ///< … to at least here: the COMMAND entry that alone can end it.
};

/// One dispatch to listeners, at main or at a renderer.
struct Round {
  Op op = Op::SEND;         ///< SEND, SEND_SYNC; SEND_TO for any event to a renderer.
  Position made = NOWHERE;  ///< CALLING, or main's REPLIED or SENT.
  Position began = NOWHERE;
  Position fence = NOWHERE;  ///< Something later on the same path was dispatched.
  const Registered* registered = nullptr;
  const std::vector<Position>* runs = nullptr;
  const Message* message = nullptr;    ///< At main.
  const Delivery* delivery = nullptr;  ///< At a renderer.
};

/// What several checks ask of an account, worked out once for all calls in one pass each. Questions
/// go through query.h.
class Index {
 public:
  explicit Index(const Account& account);

  Position fence(const Call& call) const;
  Position fence(const Delivery& delivery) const;
  /// Where main dispatched the last call that the same renderer made before `call`, or 0.
  Position dispatchedBefore(const Call& call) const;
  /// The latest call of the renderer that main dispatched before it did what is at `at`: there the
  /// renderer was by then. 0 if there is none.
  Position calledBefore(Actor renderer, Position at) const;
  /// Indexes of the calls with a COMMAND that asked for them, by where that is.
  const std::vector<Position>& callsSent() const { return callsSent_; }
  /// Indexes of a renderer's invokes that main settled, by where it did.
  const std::vector<Position>& invokesSettled(Actor renderer) const;
  /// Where `renderer` had lost its link, as far as it could know: main's end, or its own notice.
  Position linkLost(Actor renderer) const;
  bool runnerIsMain() const { return runnerIsMain_; }

  const std::vector<Wait>& waits() const { return waits_; }
  const std::vector<Wait>& pendingInvokes() const { return pendingInvokes_; }
  /// At main first, each place in the order in which they began.
  const std::vector<Round>& rounds() const { return rounds_; }

 private:
  void readCalls();
  void readDeliveries();
  void readLinks();
  void readWaits();
  void readRounds();

  const Account& account_;
  std::vector<Position> fences_{}, dispatchedBefore_{}, callsSent_{};  // By call.
  std::vector<Position> deliveryFences_{};                             // By delivery.
  std::vector<std::vector<std::pair<Position, Position>>> called_;  // By actor: at main, and made.
  std::vector<std::vector<Position>> invokesSettled_;                  // By actor.
  std::vector<Position> linkLost_;
  std::vector<Wait> waits_{}, pendingInvokes_{};
  std::vector<Round> rounds_{};
  bool runnerIsMain_ = false;
};

}  // namespace triwire::conformance
