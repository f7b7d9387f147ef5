#include "report/score.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include <fnmatch.h>

namespace triwire::conformance {
namespace {

// A violated SHOULD is a warning.
Verdict verdictOf(const Finding& finding, const Requirement& requirement) {
  return finding.verdict == Verdict::FAIL && requirement.isAdvice() ? Verdict::WARN
                                                                    : finding.verdict;
}

bool isTrouble(Verdict verdict) {
  return verdict == Verdict::FAIL || verdict == Verdict::WARN || verdict == Verdict::INCONCLUSIVE ||
         verdict == Verdict::COULD_NOT_RUN;
}

bool offersAll(const SubjectRun& run, std::string_view needs) {
  const auto offers = [&](const std::string& need) {
    return std::find(run.capabilities.begin(), run.capabilities.end(), need) !=
           run.capabilities.end();
  };
  std::istringstream words{std::string(needs)};
  for (std::string word; words >> word;) {
    bool offered = false;
    std::istringstream alternatives{word};
    for (std::string need; std::getline(alternatives, need, '|');) offered |= offers(need);
    if (!offered) return false;
  }
  return true;
}

// The verdict where no history has the premise.
Verdict withoutFinding(const Requirement& requirement, std::span<const Check> checks,
                       const SubjectRun& run) {
  if (!requirement.isOf(run.profile)) return Verdict::NOT_APPLICABLE;
  const auto check = std::find_if(checks.begin(), checks.end(), [&](const Check& known) {
    return known.requirement == requirement.id;
  });
  if (check != checks.end() && !offersAll(run, check->needs)) return Verdict::UNSUPPORTED;
  return Verdict::COULD_NOT_RUN;
}

void addFindings(std::map<std::string_view, Result*>& byId, SubjectRun& run) {
  for (std::size_t i = 0; i < run.cases.size(); ++i)
    for (std::size_t k = 0; k < run.cases[i].findings.size(); ++k) {
      const Finding& finding = run.cases[i].findings[k];
      const auto known = byId.find(finding.requirement);
      if (known == byId.end()) continue;
      Result& result = *known->second;
      if (result.verdict == Verdict::NOT_APPLICABLE) continue;
      const Verdict verdict = verdictOf(finding, *result.requirement);
      if (merge(result.verdict, verdict) != result.verdict) result.evidence.clear();
      result.verdict = merge(result.verdict, verdict);
      if (result.verdict == verdict) result.evidence.push_back({i, k});
    }
}

// Only the whole suite can tell that an entry means nothing any more.
void applyKnownFailures(const std::map<std::string_view, Result*>& byId, const Scope& scope,
                        SubjectRun& run) {
  const auto stale = [&](const std::string& id, const std::string& why) {
    if (scope.wholeSuite)
      run.staleKnownFailures.push_back(id + " is listed as a known failure, but " + why);
  };
  for (const auto& [id, reason] : run.knownFailures) {
    if (const auto found = byId.find(id); found != byId.end()) {
      Result& result = *found->second;
      if (isTrouble(result.verdict))
        result.known = reason;
      else
        stale(id, "its verdict is " + std::string(name(result.verdict)));
      continue;
    }
    const auto lost = std::find_if(
        run.cases.begin(), run.cases.end(),
        [&scenario = id](const Case& performed) { return performed.scenario == scenario; });
    if (lost == run.cases.end())
      stale(id, "there is no such requirement or scenario");
    else if (!lost->isLost())
      stale(id, "the subject survives that scenario");
  }
}

}  // namespace

bool Scope::includes(const Requirement& requirement) const {
  return requirements.empty() ||
         std::any_of(requirements.begin(), requirements.end(), [&](const std::string& glob) {
           return ::fnmatch(glob.c_str(), requirement.id.c_str(), 0) == 0;
         });
}

void score(const Catalogue& catalogue, std::span<const Check> checks, const Scope& scope,
           SubjectRun& run) {
  run.results.clear();
  run.staleKnownFailures.clear();
  if (!run.rejected.empty()) return;
  for (const Requirement& requirement : catalogue.requirements)
    if (requirement.isForScenarios() && scope.includes(requirement))
      run.results.push_back({.requirement = &requirement,
                             .verdict = withoutFinding(requirement, checks, run),
                             .known = {},
                             .evidence = {}});

  std::map<std::string_view, Result*> byId;
  for (Result& result : run.results) byId[result.requirement->id] = &result;
  addFindings(byId, run);
  applyKnownFailures(byId, scope, run);

  // What a part of the suite did not touch was not asked for.
  if (!scope.wholeSuite)
    std::erase_if(run.results, [](const Result& result) { return result.evidence.empty(); });
}

std::size_t count(const SubjectRun& run, Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(
      run.results.begin(), run.results.end(),
      [&](const Result& result) { return result.verdict == verdict && result.known.empty(); }));
}

std::size_t countKnown(const SubjectRun& run) {
  return static_cast<std::size_t>(
      std::count_if(run.results.begin(), run.results.end(),
                    [](const Result& result) { return !result.known.empty(); }));
}

std::string headline(const SubjectRun& run) {
  if (!run.rejected.empty()) return "not examined: " + run.rejected;

  constexpr std::array RAN{Verdict::PASS, Verdict::FAIL, Verdict::WARN};
  const auto ran = std::count_if(run.results.begin(), run.results.end(), [&](const Result& result) {
    return std::find(RAN.begin(), RAN.end(), result.verdict) != RAN.end();
  });
  const std::size_t scored = run.results.size() - count(run, Verdict::NOT_APPLICABLE);
  std::string out = std::to_string(ran) + " of " + std::to_string(scored) + " requirements ran: ";
  out += std::to_string(count(run, Verdict::PASS)) + " pass";
  const auto add = [&](std::size_t number, const std::string& what) {
    if (number > 0) out += ", " + std::to_string(number) + " " + what;
  };
  add(count(run, Verdict::FAIL), "fail");
  add(count(run, Verdict::WARN), "warn");
  add(countKnown(run), "known failures");
  add(count(run, Verdict::INCONCLUSIVE), "inconclusive");
  add(count(run, Verdict::COULD_NOT_RUN), "could not run");
  add(count(run, Verdict::UNSUPPORTED), "unsupported");
  add(static_cast<std::size_t>(std::count_if(run.cases.begin(), run.cases.end(),
                                             [](const Case& one) { return one.isLost(); })),
      "scenarios lost");
  return out;
}

int exitCode(const std::vector<SubjectRun>& runs) {
  bool failed = false, incomplete = false;
  for (const SubjectRun& run : runs) {
    if (!run.rejected.empty()) return 4;
    for (const Case& performed : run.cases) {
      if (!performed.isLost() || run.knownFailures.contains(performed.scenario)) continue;
      const Ending ending = performed.history.ending;
      if (ending == Ending::NONSENSE || ending == Ending::FAILED) return 4;
      incomplete = true;
    }
    failed = failed || count(run, Verdict::FAIL) > 0 || !run.staleKnownFailures.empty();
    incomplete = incomplete || count(run, Verdict::INCONCLUSIVE) > 0 ||
                 count(run, Verdict::COULD_NOT_RUN) > 0 || count(run, Verdict::PASS) == 0;
  }
  return failed ? 1 : incomplete ? 3 : 0;
}

}  // namespace triwire::conformance
