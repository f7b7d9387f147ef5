// How much time of a processor judging takes, check by check: `triwire-judge-speed [EVENTS]` (default 1 000 000).
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <utility>
#include <vector>

#include "judge/account.h"
#include "judge/check.h"
#include "judge/findings.h"
#include "judge/long_history.h"

namespace {

// Of this process: what others do on the machine does not count.
double secondsOfCpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double peakMegabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace triwire::conformance;

  const std::size_t events = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
  if (events == 0) {
    std::fprintf(stderr, "usage: triwire-judge-speed [EVENTS]\n");
    return 2;
  }
  const History history = longHistory(events);
  const double before = peakMegabytes();

  const double start = secondsOfCpu();
  const Account account(history);
  const double accounting = secondsOfCpu() - start;
  std::vector<std::pair<double, std::string_view>> each;
  for (const Check& check : checks()) {
    const double begun = secondsOfCpu();
    Findings findings(check, account);
    check.evaluate(account, findings);
    each.emplace_back(secondsOfCpu() - begun, check.requirement);
    for (const Finding& finding : findings.take())
      if (finding.verdict != Verdict::PASS)
        std::printf("%s: %s\n", finding.requirement.c_str(), finding.reason.c_str());
  }
  const double all = secondsOfCpu() - start;

  std::sort(each.rbegin(), each.rend());
  std::printf("%zu events judged in %.2f s: %.2f s to account, %.2f s for %zu checks; "
              "%.0f MB for the history, %.0f MB at the peak\n",
              history.events().size(), all, accounting, all - accounting, each.size(), before,
              peakMegabytes());
  each.resize(std::min<std::size_t>(each.size(), 25));
  for (const auto& [seconds, requirement] : each)
    std::printf("%8.4f s  %.*s\n", seconds, static_cast<int>(requirement.size()),
                requirement.data());
  return 0;
}
