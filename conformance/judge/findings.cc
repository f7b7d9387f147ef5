#include "judge/findings.h"

#include <algorithm>
#include <utility>

namespace triwire::conformance {
namespace {

std::vector<Position> known(std::vector<Position> positions) {
  std::erase(positions, NOWHERE);
  return positions;
}

}  // namespace

void Findings::pass(std::initializer_list<Position> premise,
                    std::initializer_list<Position> conclusion) {
  if (!isKnown()) pass(std::vector(premise), std::vector(conclusion));
}

void Findings::pass(std::vector<Position> premise, std::vector<Position> conclusion) {
  if (isKnown()) return;
  conclusion = known(std::move(conclusion));
  premise = known(std::move(premise));
  if (conclusion.empty() || premise.empty()) return;
  offer({.verdict = Verdict::PASS,
         .premise = std::move(premise),
         .conclusion = std::move(conclusion)});
}

void Findings::fail(std::vector<Position> premise, Position violation, std::string reason) {
  offer({.verdict = Verdict::FAIL,
         .premise = known(std::move(premise)),
         .violation = violation == NOWHERE ? std::nullopt : std::optional(violation),
         .reason = std::move(reason)});
}

void Findings::missing(std::vector<Position> premise, std::string reason, Position until) {
  premise = known(std::move(premise));
  if (premise.empty()) return;
  const Position expired = account_.expiredAfter(*std::max_element(premise.begin(), premise.end()));
  if (expired == NOWHERE || expired > until) return;
  offer({.verdict = check_.liveness ? Verdict::FAIL : Verdict::INCONCLUSIVE,
         .premise = std::move(premise),
         .violation = expired,
         .reason = std::move(reason)});
}

void Findings::offer(Finding finding) {
  finding.requirement = check_.requirement;
  if (found_.empty()) {
    found_.push_back(std::move(finding));
    return;
  }
  const Finding& kept = found_.front();
  const bool worse = finding.verdict != kept.verdict
                         ? merge(finding.verdict, kept.verdict) == finding.verdict
                         : finding.violation.value_or(0) < kept.violation.value_or(0);
  if (worse) found_.front() = std::move(finding);
}

}  // namespace triwire::conformance
