#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/scenario.h"
#include "driver/subject.h"
#include "record/history.h"

namespace triwire::conformance {

/// A lie or an accident of an adapter.
struct Lie {
  std::string lie;   ///< Its name; those of liars are in `conformance/fake/liar.py`.
  std::string text;  ///< One sentence: what the adapter said, and what was expected.
};

/// What holds of an honest adapter, whatever is wrong with the implementation behind it: a
/// stimulus, and a look at what was reported of it.
struct AdapterCheck {
  std::string name;
  std::string holds;               ///< A clause.
  std::vector<std::string> needs;  ///< Capabilities, as the contract spells them.
  unsigned renderers = 1;
  /// Steps of a scenario (schema/scenario.capnp). "TOKEN" in it is replaced by a text that nobody
  /// can foresee. Several: several worlds, one after the other; the last one is looked at.
  std::vector<std::string> worlds;
  std::optional<Scenario> scenario = {};  ///< Instead of `worlds`.
  std::function<std::optional<Lie>(const History& history, const std::string& token)> look;
};

/// Whether what is reported is what happened: completely, in order, with its values.
std::vector<AdapterCheck> reportChecks();

/// Whether one world is apart from the next.
std::vector<AdapterCheck> worldChecks();

/// Whether what is offered is there, and what is not offered is declined.
std::vector<AdapterCheck> claimChecks(const Identity& identity);

}  // namespace triwire::conformance
