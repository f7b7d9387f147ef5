#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "judge/check.h"
#include "record/history.h"
#include "record/verdict.h"
#include "report/catalogue.h"
#include "report/known_failures.h"

namespace triwire::conformance {

/// One scenario as performed on one subject, and what the checks found in it.
struct Case {
  std::string scenario;
  std::string about;
  std::string stimulus;    ///< The scenario in JSON.
  std::string notOffered;  ///< Why it was not performed; empty if it was.
  History history;
  std::vector<Finding> findings;
  std::string stalled{};  ///< What was waited for in vain, and no finding says why; `score`.

  /// The subject, or its adapter, did not survive it.
  bool isLost() const { return notOffered.empty() && history.ending != Ending::ENDED; }
  /// It did not show all that it was made for, and no requirement says so.
  bool isIncomplete() const { return isLost() || !stalled.empty(); }
  /// Why it is incomplete, in one sentence.
  std::string trouble() const {
    return isLost() ? history.endingText
                    : "a wait ended in vain, and no requirement is violated by it: for " + stalled;
  }
};

/// A finding, and the case it is from.
struct Evidence {
  std::size_t caseIndex = 0;
  std::size_t findingIndex = 0;
};

/// What a run says about one requirement and one subject.
struct Result {
  const Requirement* requirement = nullptr;
  Verdict verdict = Verdict::COULD_NOT_RUN;
  std::string known;  ///< Why the failure was expected; empty if it was not, or is none.
  std::string link;   ///< … and where it is followed up.
  std::vector<Evidence> evidence;  ///< The findings with this verdict, shortest history first.

  bool isPass() const { return verdict == Verdict::PASS; }
};

/// Everything about one subject in one run.
struct SubjectRun {
  std::string program = "triwire";      ///< How the suite was called.
  std::string moreArguments;            ///< Of the command line, that a rerun needs: " --suite x".
  std::string label, command, profile;  ///< As the command line has it.
  std::string name, version, url;       ///< As the subject says.
  std::vector<std::string> capabilities;
  std::string rejected;  ///< Why it was not examined; empty if it was.
  std::string rejectedStderr;
  KnownFailures knownFailures;
  std::vector<Case> cases;
  std::vector<Result> results;                  ///< Of every requirement for scenarios; `score`.
  std::vector<std::string> staleKnownFailures;  ///< Sentences about entries in error; `score`.
};

/// Which requirements a run is about. Of a part of the suite nothing follows for what it left out.
struct Scope {
  bool wholeSuite = true;                      ///< Every scenario was performed.
  std::vector<std::string> requirements = {};  ///< Globs; empty: all.
  std::string date = {};  ///< Of the run, "2026-01-31"; empty: no known failure is too old.

  bool includes(const Requirement& requirement) const;
};

/// Sets `results` and `staleKnownFailures` from the cases, and each case's `stalled`.
void score(const Catalogue& catalogue, std::span<const Check> checks, const Scope& scope,
           SubjectRun& run);

/// How many requirements have the verdict; known failures apart.
std::size_t count(const SubjectRun& run, Verdict verdict);
std::size_t countKnown(const SubjectRun& run);

/// How many of how many ran, in the sense of the headline: requirements that were witnessed, of those
/// of the profile.
std::size_t countRan(const SubjectRun& run);
std::size_t countScored(const SubjectRun& run);

/// The capabilities of the contract that the subject does not declare.
std::vector<std::string> capabilitiesLacking(const SubjectRun& run);

/// What is wrong with what the subject declares of itself: "declares kill, and declined kill".
/// With `broken` what it declares and has not, else what it has, or does not decline, undeclared.
std::vector<std::string> claimTroubles(const SubjectRun& run, bool broken);

/// It neither passed, nor has it nothing to say: a known failure is trouble, too.
bool isTrouble(const Result& result);

/// "121 of 124 requirements ran: 119 pass, 2 fail; 3 could not run"
std::string headline(const SubjectRun& run);

/// 0 all scored passed, 1 a requirement failed, 3 incomplete, 4 the suite or an adapter failed.
int exitCode(const std::vector<SubjectRun>& runs);

}  // namespace triwire::conformance
