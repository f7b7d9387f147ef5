#include "report/score.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include <fnmatch.h>

#include <capnp/schema.h>
#include <conformance.capnp.h>

#include "record/claim.h"

namespace triwire::conformance {
namespace {

// A violated SHOULD is a warning.
Verdict verdictOf(const Finding& finding, const Requirement& requirement) {
  return finding.verdict == Verdict::FAIL && requirement.isAdvice() ? Verdict::WARN
                                                                    : finding.verdict;
}

bool isTroubleVerdict(Verdict verdict) {
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

bool isBad(const Finding& finding, const Catalogue& catalogue, const std::string& profile) {
  const Requirement* requirement = catalogue.find(finding.requirement);
  return finding.verdict != Verdict::PASS && requirement != nullptr && requirement->isOf(profile);
}

// What the first expired wait was for, if nothing that was found explains it. Looking for a capability
// that is not there is a wait in vain, and right.
std::string stalledIn(const Case& performed, const Catalogue& catalogue, const std::string& profile) {
  if (performed.history.ending != Ending::ENDED || capabilityOf(performed.scenario)) return {};
  const auto& events = performed.history.events();
  const auto expired = std::find_if(events.begin(), events.end(), [](const Event& event) {
    return event.kind == Kind::EXPIRED;
  });
  if (expired == events.end()) return {};
  const auto explains = [&](const Finding& finding) { return isBad(finding, catalogue, profile); };
  if (std::any_of(performed.findings.begin(), performed.findings.end(), explains)) return {};
  return std::string(expired->text);
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

  // People are shown the first: let it be a short one.
  const auto length = [&](const Evidence& at) { return run.cases[at.caseIndex].history.events().size(); };
  for (Result& result : run.results)
    std::stable_sort(result.evidence.begin(), result.evidence.end(),
                     [&](const Evidence& a, const Evidence& b) { return length(a) < length(b); });
}

/// Excuses what is listed, and says what is wrong with the list. Only the whole suite can tell that
/// an entry means nothing any more, or another failure than it did.
class KnownFailureMatcher {
 public:
  KnownFailureMatcher(const std::map<std::string_view, Result*>& byId, const Scope& scope,
                      SubjectRun& run)
      : byId_(byId), scope_(scope), run_(run) {}

  void match() {
    for (const auto& [id, entry] : run_.knownFailures) {
      if (!scope_.date.empty() && entry.until < scope_.date)
        complain(id, "that ended on " + entry.until + "; mend it, or say until when and why");
      else if (const auto found = byId_.find(id); found != byId_.end())
        matchResult(id, entry, *found->second);
      else
        matchCase(id);
    }
  }

 private:
  void matchResult(const std::string& id, const KnownFailure& entry, Result& result) {
    if (!isTroubleVerdict(result.verdict)) {
      stale(id, "its verdict is " + std::string(name(result.verdict)) + "; remove the line");
      return;
    }
    if (scope_.wholeSuite && !isAsListed(entry, result)) {
      complain(id, "it fails differently: " + reasonOf(result.evidence.front()) +
                       ", and not: " + entry.saw);
      return;
    }
    result.known = entry.reason;
    result.link = entry.link;
  }

  void matchCase(const std::string& id) {
    const auto listed = std::find_if(run_.cases.begin(), run_.cases.end(), [&](const Case& performed) {
      return performed.scenario == id;
    });
    if (listed == run_.cases.end())
      stale(id, "there is no such requirement or scenario; remove the line");
    else if (!listed->isIncomplete())
      stale(id, "the subject survives that scenario, and keeps nobody waiting; remove the line");
  }

  bool isAsListed(const KnownFailure& entry, const Result& result) const {
    return entry.saw.empty() || result.evidence.empty() ||
           std::any_of(result.evidence.begin(), result.evidence.end(), [&](const Evidence& at) {
             return reasonOf(at).find(entry.saw) != std::string::npos;
           });
  }

  const std::string& reasonOf(const Evidence& at) const {
    return run_.cases[at.caseIndex].findings[at.findingIndex].reason;
  }

  void stale(const std::string& id, const std::string& why) {
    if (scope_.wholeSuite) complain(id, why);
  }
  void complain(const std::string& id, const std::string& why) {
    run_.staleKnownFailures.push_back(id + " is listed as a known failure, but " + why);
  }

  const std::map<std::string_view, Result*>& byId_;
  const Scope& scope_;
  SubjectRun& run_;
};

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
  for (Case& performed : run.cases) performed.stalled = stalledIn(performed, catalogue, run.profile);
  for (const Requirement& requirement : catalogue.requirements)
    if (requirement.isForScenarios() && scope.includes(requirement))
      run.results.push_back({.requirement = &requirement,
                             .verdict = withoutFinding(requirement, checks, run),
                             .known = {},
                             .link = {},
                             .evidence = {}});

  std::map<std::string_view, Result*> byId;
  for (Result& result : run.results) byId[result.requirement->id] = &result;
  addFindings(byId, run);
  KnownFailureMatcher(byId, scope, run).match();

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

std::size_t countRan(const SubjectRun& run) {
  constexpr std::array RAN{Verdict::PASS, Verdict::FAIL, Verdict::WARN};
  return static_cast<std::size_t>(
      std::count_if(run.results.begin(), run.results.end(), [&](const Result& result) {
        return std::find(RAN.begin(), RAN.end(), result.verdict) != RAN.end();
      }));
}

std::size_t countScored(const SubjectRun& run) {
  return run.results.size() - count(run, Verdict::NOT_APPLICABLE);
}

std::vector<std::string> capabilitiesLacking(const SubjectRun& run) {
  std::vector<std::string> out;
  for (const auto known : capnp::Schema::from<contract::Capability>().getEnumerants()) {
    const std::string name = known.getProto().getName().cStr();
    if (std::find(run.capabilities.begin(), run.capabilities.end(), name) == run.capabilities.end())
      out.push_back(name);
  }
  return out;
}

std::vector<std::string> claimTroubles(const SubjectRun& run, bool broken) {
  std::vector<std::string> out;
  for (const Case& performed : run.cases)
    if (const auto claim = claimIn(performed.history);
        claim && performed.notOffered.empty() && claim->isBroken() == broken && !claim->trouble().empty())
      out.push_back(claim->trouble());
  return out;
}

bool isTrouble(const Result& result) { return isTroubleVerdict(result.verdict); }

std::string headline(const SubjectRun& run) {
  if (!run.rejected.empty()) return "not examined: " + run.rejected;

  std::string out = std::to_string(countRan(run)) + " of " + std::to_string(countScored(run)) +
                    " requirements ran: ";
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
  add(static_cast<std::size_t>(std::count_if(run.cases.begin(), run.cases.end(),
                                             [](const Case& one) { return !one.stalled.empty(); })),
      "scenarios that waited in vain");
  add(claimTroubles(run, true).size(), "capabilities declared in vain");
  add(run.staleKnownFailures.size(), "known failures in error");
  return out;
}

int exitCode(const std::vector<SubjectRun>& runs) {
  bool failed = false, incomplete = false;
  for (const SubjectRun& run : runs) {
    if (!run.rejected.empty()) return 4;
    for (const Case& performed : run.cases) {
      if (!performed.isIncomplete() || run.knownFailures.contains(performed.scenario)) continue;
      const Ending ending = performed.history.ending;
      if (ending == Ending::NONSENSE || ending == Ending::FAILED) return 4;
      incomplete = true;
    }
    if (!claimTroubles(run, true).empty()) return 4;
    failed = failed || count(run, Verdict::FAIL) > 0 || !run.staleKnownFailures.empty();
    incomplete = incomplete || count(run, Verdict::INCONCLUSIVE) > 0 ||
                 count(run, Verdict::COULD_NOT_RUN) > 0 || count(run, Verdict::PASS) == 0;
  }
  return failed ? 1 : incomplete ? 3 : 0;
}

}  // namespace triwire::conformance
