#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/account.h"

namespace triwire::conformance::order {

/// Something that was sent and arrived, and shows in no event where it arrived.
struct Unheard {
  const Call* call = nullptr;          ///< One of the two.
  const Delivery* delivery = nullptr;
};

/// Why not all that went unheard can have arrived where nobody was there for it.
struct Misfit {
  Unheard unheard{};                ///< Nothing, if it takes several of them.
  bool isTooEarly = false;          ///< Heard, but before it was sent.
  std::vector<Position> premise{};
  Position violation = NOWHERE;
};

/// Looks for a time at which nobody was there for each call and event that went unheard: between
/// what certainly came before and behind it, outside of scripts and dispatches, and so that what
/// main did towards a renderer arrives there in that order. Narrows these times until nothing
/// changes. Nothing, if all of them have one. What was heard must not have arrived before it was sent
/// either, as far as the order of everything that was heard tells.
///
/// Asks only of what the strict profile fixes: not of links that end, deadlines, waits that expired,
/// declined commands, calls in listeners, or events that are alike; nor of histories with more than
/// UNHEARD_EVENTS_MAX entries.
std::optional<Misfit> misfit(const Account& account);
inline constexpr Position UNHEARD_EVENTS_MAX = 4096;

}  // namespace triwire::conformance::order
