#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "agree/mutate.h"
#include "agree/walk.h"
#include "model/acceptor.h"

namespace triwire::conformance::agree {

/// What the two judges say of one history.
struct Verdicts {
  model::Opinion model;
  std::string broken;  ///< The first requirement of the strict profile that fails; empty if none does.
  std::string reason;

  bool isDecided() const {
    return model.kind == model::Opinion::Kind::ACCEPTED || model.kind == model::Opinion::Kind::REJECTED;
  }
  bool agree() const {
    return !isDecided() || broken.empty() == (model.kind == model::Opinion::Kind::ACCEPTED);
  }
};

Verdicts verdictsOf(const History& history);

/// One history that the judges do not agree about, made as small as it gets.
struct Disagreement {
  std::string from;  ///< How it was made.
  std::string text;  ///< The history and what each says, in lines.
};

struct Tally {
  std::uint64_t legal = 0;        ///< Walked; both must accept them.
  std::uint64_t legalDiffer = 0;  ///< Of these those that one does not.
  struct Mutated {
    std::uint64_t accepted = 0, rejected = 0;  ///< By both.
    std::uint64_t missed = 0;  ///< Illegal to the model; no predicate fails.
    std::uint64_t alarms = 0;  ///< Legal to the model; a predicate fails.
  };
  std::array<Mutated, MUTATIONS> mutated{};
  std::uint64_t undecided = 0;
  std::vector<Disagreement> disagreements;  ///< The first few.

  std::uint64_t histories() const;
  std::uint64_t missed() const;
  /// Legal histories that a judge does not accept, and mutated ones of which only a predicate fails.
  std::uint64_t alarms() const;
};

/// Compares the judges on random histories until there are `count`, half of them mutated.
Tally compareRandom(std::uint64_t seed, std::uint64_t count, const Size& size);

/// … on every history of every stimulus of at most `steps` steps (agree/enumerate.h), and on all that
/// any one mutation can make of each. `progress` is told the stimuli that are done, and of how many.
Tally compareEvery(unsigned steps, const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace triwire::conformance::agree
