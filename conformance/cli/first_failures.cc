#include "cli/first_failures.h"

#include <ostream>

#include "record/claim.h"
#include "report/catalogue.h"
#include "report/text.h"

namespace triwire::conformance {

std::vector<const Finding*> unexpectedFailures(const SubjectRun& run, const Case& performed,
                                               const KnownFailures& known) {
  std::vector<const Finding*> out;
  for (const Finding& finding : performed.findings) {
    const Requirement* requirement = bundledCatalogue().find(finding.requirement);
    if (finding.verdict == Verdict::FAIL && requirement != nullptr &&
        requirement->isOf(run.profile) && !requirement->isAdvice() &&
        !known.contains(finding.requirement))
      out.push_back(&finding);
  }
  return out;
}

void FirstFailures::show(const SubjectRun& run, const Case& performed,
                         const KnownFailures& known) {
  if (claimIn(performed.history)) return;  // It is about what the subject declares, not how it does it.
  for (const Finding* finding : unexpectedFailures(run, performed, known)) {
    if (!shown_.insert(run.label + " " + finding->requirement).second) continue;
    out_ << run.label << ": " << finding->requirement << " fails in " << performed.scenario << ": "
         << finding->reason << "\n  rerun: " << rerunLine(run, performed.scenario) << std::endl;
  }
}

}  // namespace triwire::conformance
