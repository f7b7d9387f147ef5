#include "report/verify.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "judge/check.h"
#include "report/describe.h"

namespace triwire::conformance {
namespace {

auto contentOf(const Finding& finding) {
  return std::tie(finding.verdict, finding.premise, finding.conclusion, finding.violation,
                  finding.reason);
}

std::string quantity(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

class Verification {
 public:
  Verification(Report report, const Catalogue& catalogue)
      : report_(std::move(report)), catalogue_(catalogue) {}

  std::vector<std::string> verify(const std::string& catalogueDigest) {
    checkLines();
    if (report_.catalogue != catalogueDigest)
      complain("it was judged by a catalogue of requirements with the digest " +
               report_.catalogue + "; this program's has " + catalogueDigest);
    std::vector<SubjectRun> runs;
    for (SubjectRun& recorded : report_.runs) runs.push_back(judged(recorded));
    for (const SubjectRun& run : runs) checkResults(run);
    if (report_.finished) checkEnd(runs);
    return std::move(out_);
  }

 private:
  void complain(std::string sentence) { out_.push_back(std::move(sentence)); }

  void checkLines() {
    if (!report_.brokenLines.empty())
      complain("the chain breaks at line " + std::to_string(report_.brokenLines.front()) +
               ": it was edited, or a line before it is missing" +
               (report_.brokenLines.size() > 1
                    ? " (and at " + quantity(report_.brokenLines.size() - 1, "other line") + ")"
                    : ""));
    if (!report_.finished)
      complain("it has no end: its last record is not `finished`, so that the run was interrupted, "
               "or lines are missing");
  }

  // The same subject, with what the checks find in its histories now.
  SubjectRun judged(SubjectRun& recorded) {
    SubjectRun out;
    out.label = recorded.label;
    out.profile = recorded.profile;
    out.capabilities = recorded.capabilities;
    out.rejected = recorded.rejected;
    out.knownFailures = recorded.knownFailures;
    for (Case& performed : recorded.cases) {
      Case again;
      again.scenario = performed.scenario;
      again.notOffered = performed.notOffered;
      if (again.notOffered.empty()) again.findings = judge(performed.history);
      compare(recorded.label, performed, again.findings);
      again.history = std::move(performed.history);
      out.cases.push_back(std::move(again));
    }
    score(catalogue_, checks(), report_.provenance.scope, out);
    return out;
  }

  void compare(const std::string& subject, const Case& recorded, const std::vector<Finding>& now) {
    std::map<std::string, const Finding*> before, after;
    for (const Finding& finding : recorded.findings) before[finding.requirement] = &finding;
    for (const Finding& finding : now) after[finding.requirement] = &finding;
    std::set<std::string> ids;
    for (const auto& [id, finding] : before) ids.insert(id);
    for (const auto& [id, finding] : after) ids.insert(id);
    const auto verdictIn = [](const auto& findings, const std::string& id) {
      const auto found = findings.find(id);
      return found == findings.end() ? std::string("nothing")
                                     : std::string(name(found->second->verdict));
    };
    for (const std::string& id : ids) {
      const std::string was = verdictIn(before, id), is = verdictIn(after, id);
      if (was != is)
        complain(subject + ", " + recorded.scenario + ": the report finds " + was + " for " + id +
                 ", and its history shows " + is);
      else if (contentOf(*before[id]) != contentOf(*after[id]))
        complain(subject + ", " + recorded.scenario + ": the report finds " + was + " for " + id +
                 ", but not with this evidence");
    }
  }

  void checkResults(const SubjectRun& run) {
    std::map<std::string, const RecordedResult*> recorded;
    for (const RecordedResult& result : report_.results)
      if (result.subject == run.label) recorded[result.requirement] = &result;
    if (recorded.empty() && !report_.finished) return;
    for (const Result& result : run.results) {
      const std::string& id = result.requirement->id;
      const auto found = recorded.find(id);
      if (found == recorded.end()) {
        complain(run.label + ": there is no result for " + id + "; its histories give " +
                 std::string(name(result.verdict)));
        continue;
      }
      const RecordedResult& was = *found->second;
      if (was.verdict != name(result.verdict) || was.known != result.known)
        complain(run.label + ": the result for " + id + " is " + spelled(was.verdict, was.known) +
                 "; from its histories follows " +
                 spelled(std::string(name(result.verdict)), result.known));
      if (was.digest != result.requirement->digest)
        complain(run.label + ": " + id + " had the digest " + was.digest + "; this program's is " +
                 result.requirement->digest);
      recorded.erase(found);
    }
    for (const auto& [id, result] : recorded)
      complain(run.label + ": there is a result for " + id + ", which the run is not about");
  }

  static std::string spelled(const std::string& verdict, const std::string& known) {
    return verdict + (known.empty() ? "" : " (known: " + known + ")");
  }

  void checkEnd(const std::vector<SubjectRun>& runs) {
    std::vector<std::string> headlines;
    for (const SubjectRun& run : runs) headlines.push_back(run.label + ": " + headline(run));
    if (headlines != report_.headlines) complain("the headlines do not follow from its histories");
    if (exitCode(runs) != report_.exitCode)
      complain("the exit code is " + std::to_string(report_.exitCode) +
               "; from its histories follows " + std::to_string(exitCode(runs)));
  }

  Report report_;
  const Catalogue& catalogue_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> verify(Report report, const Catalogue& catalogue,
                                const std::string& catalogueDigest) {
  return Verification(std::move(report), catalogue).verify(catalogueDigest);
}

}  // namespace triwire::conformance
