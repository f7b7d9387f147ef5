#pragma once

#include <functional>
#include <vector>

#include "judge/account.h"

namespace triwire::conformance::order {

/// An invoke that main settled while its link lived.
struct Settled {
  const Call* call;
  const Answer* answer;
};

/// Those of one renderer that settled there, in the order in which main settled them.
std::vector<Settled> settledInvokes(const Account& account, Actor renderer);

/// What main did towards one renderer: it sent an event that arrived, or settled an invoke.
struct Done {
  Position at;       ///< At main.
  Position arrived;  ///< At the renderer; NOWHERE if an invoke did not settle.
  const Delivery* delivery;
  const Call* invoke;
};

/// In the order in which main did it.
std::vector<Done> doneTowards(const Account& account, Actor renderer);

/// When main rejects an invoke for want of a handler shows in no event of its own; it is known only
/// between which. Calls `visit` with each such invoke that settled in the wrong order with something
/// that main certainly did before (`before`), or behind that.
void forEachMisplaced(
    const Account& account, Actor renderer,
    const std::function<void(const Call& rejected, const Done& other, bool before)>& visit);

}  // namespace triwire::conformance::order
