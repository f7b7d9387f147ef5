#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/findings.h"
#include "judge/query.h"

namespace triwire::conformance {

/// Judges how one call ended, given what the premise demands. Says nothing of a call whose link
/// ended, or whose own deadline passed, before it was answered.
class Expectation {
 public:
  Expectation(const Account& account, Findings& findings, const Call& call,
              std::vector<Position> premise)
      : account_(account), findings_(findings), call_(call), premise_(std::move(premise)) {}

  /// Returned, or fulfilled with, exactly this canonical JSON.
  void value(std::string_view expected) const;
  /// Threw or rejected; with that outcome, unless it is empty.
  void failure(std::string_view outcome) const;
  /// Rejected with exactly that text.
  void message(const std::string& expected) const;

 private:
  // The end of the call; NOWHERE if it says nothing here.
  Position end() const;
  void judge(bool holds, const std::string& expected) const;

  const Account& account_;
  Findings& findings_;
  const Call& call_;
  std::vector<Position> premise_;
};

/// `Error invoking remote method '<channel>': <text>`
std::string invokeError(const Call& call, std::string_view text);

}  // namespace triwire::conformance
