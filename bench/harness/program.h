// The command line that every program of candidates has: `--list`, or one sample of one candidate.
#pragma once

#include <vector>

#include "bench/harness/candidate.h"

namespace triwire::bench {

/// The body of `main`. Exit codes: 0, 1 the sample failed (standard error says why), 2 usage.
int runProgram(int argc, char** argv, const std::vector<Candidate>& candidates);

}  // namespace triwire::bench
