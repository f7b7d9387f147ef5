#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/history.h"

namespace triwire::conformance {

/// What a history shows of the capability that its scenario is about: "claim/hold" is about `hold`,
/// and is performed whether the subject declares it or not.
struct Claim {
  enum class Shown : std::uint8_t { AT_WORK, DECLINED, NEITHER };

  std::string capability;  ///< As the contract spells it.
  bool isDeclared = false;
  Shown shown = Shown::NEITHER;
  bool isHalf = false;   ///< Of a script that was declined a part was performed.
  bool hasExpired = false;  ///< What was not reported could still have come.
  std::string declined;  ///< What the subject said that it does not offer.

  /// It is declared and not there: nothing that the subject says it can do is to be believed.
  bool isBroken() const;
  /// It is not declared, and works.
  bool isHidden() const { return !isDeclared && shown == Shown::AT_WORK; }
  /// It is not declared, and not declined either, where only an answer can decline it.
  bool isIgnored() const;

  /// "declares kill, and declined kill"; empty if all is as it is declared.
  std::string trouble() const;
};

/// The capability that a scenario of this name is about, if it is about one.
std::optional<std::string> capabilityOf(std::string_view scenario);

/// Nothing if the history is of another scenario, or its world did not come to its end.
std::optional<Claim> claimIn(const History& history);

}  // namespace triwire::conformance
