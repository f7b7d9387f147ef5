#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "judge/account.h"

namespace triwire::conformance {

/// What certainly happened before what, in a history and between its events: a graph of its entries
/// and of things that no event reports, each of which happened at one actor.
class Before {
 public:
  /// An entry of the history by its position; what is not reported is numbered behind them.
  using Node = std::uint32_t;

  /// The first `size` entries of the history: each actor's events one after the other, and all that
  /// arrived before a command before the script that the command asked for.
  Before(const Account& account, Position size);

  /// Something at `actor` that it does not report.
  Node add(Actor actor);
  void order(Node first, Node second) { edges_.emplace_back(first, second); }

  /// Follows all that was ordered. False if something then came before itself.
  bool follow();
  /// After `follow`: how many events of the actor came before …
  std::uint32_t passed(Node node, Actor actor) const { return passed_[node][indexOf(actor)]; }
  /// … and the number of the first that came behind.
  std::uint32_t ahead(Node node, Actor actor) const { return ahead_[node][indexOf(actor)]; }
  /// If `follow` failed: the last entry of a circle. NOWHERE if it did not.
  Position circle() const { return circle_; }

  /// The entry that is the event of that number of the actor.
  Node event(Actor actor, std::uint32_t number) const {
    return static_cast<Node>(account_.eventsOf(actor)[number]);
  }
  std::uint32_t number(Position at) const { return numbers_[at]; }
  std::uint32_t events(Actor actor) const { return counts_[indexOf(actor)]; }

 private:
  using Clock = std::array<std::uint32_t, ACTORS>;
  static constexpr std::uint32_t NO_NUMBER = static_cast<std::uint32_t>(-1);

  std::vector<Node> sorted();

  const Account& account_;
  Position size_;
  std::vector<std::uint32_t> numbers_;  // By entry: which of its actor's events.
  std::vector<Actor> actors_;           // By node.
  Clock counts_{};
  std::vector<std::pair<Node, Node>> edges_{};
  std::vector<Clock> passed_{}, ahead_{};
  Position circle_ = NOWHERE;
};

}  // namespace triwire::conformance
