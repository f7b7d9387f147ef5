#pragma once

#include <string>

#include "report/score.h"

namespace triwire::conformance {

/// The command line that performs one scenario on one subject again.
std::string rerunLine(const SubjectRun& run, const std::string& scenario);

/// What happened, in one sentence, of the first evidence of a result; empty if there is none.
std::string reasonOf(const SubjectRun& run, const Result& result);

/// What shows one failure, without its sentence: the scenario, what happened, the events with the
/// first illegal one marked, what would have been legal there, the stimulus, the end of the
/// subject's standard error, and the line that runs it again. Plain, not indented; empty without
/// evidence.
std::string failureText(const SubjectRun& run, const Result& result);

/// What a person reads at the end of a run: for each subject its headline, each failure with the
/// sentence and where it stands, `failureText`, and what was lost or left open.
/// `colours`: with ANSI colours. `specification`: where its page is, for links; may be empty.
std::string textReport(const SubjectRun& run, bool colours, const std::string& specification = {});

/// Where the sentence of a requirement stands: "page#id", or "section "Title"" without a page.
std::string placeOf(const Requirement& requirement, const std::string& specification);

}  // namespace triwire::conformance
