// Triwire: every way to talk, with every setting.
#include <vector>

#include "bench/harness/program.h"
#include "bench/triwire/cases.h"
#include "bench/triwire/setup.h"

int main(int argc, char** argv) {
  using namespace triwire::bench;
  std::vector<Candidate> candidates;
  for (const Setup& setup : allSetups()) {
    candidates.push_back(sendSyncCandidate(setup));
    candidates.push_back(invokeCandidate(setup));
    candidates.push_back(replyCandidate(setup));
    candidates.push_back(sendCandidate(setup));
    candidates.push_back(sendInListenerCandidate(setup));
    candidates.push_back(eventCandidate(setup));
  }
  std::erase_if(candidates, [](const Candidate& candidate) { return candidate.measures.empty(); });
  return runProgram(argc, argv, candidates);
}
