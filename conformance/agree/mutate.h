#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generate/random.h"
#include "record/history.h"

namespace triwire::conformance::agree {

using Events = std::vector<Event>;

/// What can be done to the events of a history, and leaves each actor's own account in one piece: it
/// performs the steps it was asked for, in their order, and only what it saw of others changes.
enum class Mutation : std::uint8_t {
  SWAP_RUNS,      ///< Two of its runs or settlements, one behind the other, change places.
  LOSE_RUN,       ///< A run without effects, or a settlement, is missing.
  REPEAT_RUN,     ///< … is there twice.
  OTHER_VALUE,    ///< A call ends with a value that nobody gave.
  OTHER_OUTCOME,  ///< … with another outcome, or fails in place of a value.
  SWAP_ENDS,      ///< Two calls end as the other one did.
  EARLY_END,      ///< The end of a call comes one event of its actor earlier.
  LATE_END,       ///< … or later.
  END_TWICE,      ///< A call ends twice.
  OTHER_READER,   ///< An event is dispatched by another renderer.
};
inline constexpr unsigned MUTATIONS = 10;
std::string_view name(Mutation mutation);

/// All that the mutation can make of the history, one change each. The new texts are kept there.
std::vector<Events> mutants(History& history, Mutation mutation);

/// The history with these events in place of its own; its texts must live on.
History with(const History& history, const Events& events);

}  // namespace triwire::conformance::agree
