#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/history.h"
#include "record/verdict.h"

namespace triwire::conformance {

class Account;
class Findings;

/// What one check found in one history.
struct Finding {
  std::string requirement{};               ///< "TW-ORDER-1"
  Verdict verdict = Verdict::PASS;         ///< PASS, FAIL or INCONCLUSIVE.
  std::vector<std::size_t> premise{};      ///< Positions of the events that make the premise true.
  std::vector<std::size_t> conclusion{};   ///< … that show the conclusion. Of a PASS never empty.
  std::optional<std::size_t> violation{};  ///< The first event that is illegal, if it is an event.
  std::string reason{};                    ///< Unless PASS: one sentence, with the names in it.
};

/// One requirement as a predicate over histories. Pure: the same history, the same findings.
struct Check {
  std::string_view requirement;
  std::string_view digest;  ///< Of the requirement's text, as in the catalogue.
  /// The requirement says that something happens: if a watchdog expires instead, it is violated.
  /// Of any other requirement nothing is then known.
  bool liveness = false;
  /// Says what it finds where its premise occurs, and nothing where it does not.
  void (*evaluate)(const Account& account, Findings& findings) = nullptr;
  /// Capabilities without which the premise cannot occur, separated by spaces: "sendSync hold".
  /// Of "a|b" one is enough.
  /// A subject that lacks one is `unsupported` rather than `could-not-run`.
  std::string_view needs = {};
};

/// Every check of the suite, in the order of the specification's families.
std::span<const Check> checks();

/// What every check says about the history, whatever its profile: at most one finding for each
/// requirement. A violation outweighs a missing conclusion, and that a pass.
std::vector<Finding> judge(const History& history);

}  // namespace triwire::conformance
