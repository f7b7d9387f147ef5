#include <iomanip>
#include <iostream>
#include <string>

#include "agree/compare.h"
#include "cli/commands.h"

namespace triwire::conformance {

int judgesCommand(const JudgesOptions& options) {
  const auto progress = [](std::size_t done, std::size_t of) {
    if (done % 100 == 0 || done == of) std::cerr << done << " of " << of << " stimuli\n";
  };
  const agree::Tally tally =
      options.enumerate > 0
          ? agree::compareEvery(options.enumerate, progress)
          : agree::compareRandom(options.seed, options.random,
                                 {.renderers = options.renderers, .commands = options.commands});
  for (const agree::Disagreement& each : tally.disagreements)
    std::cout << each.from << "\n" << each.text << "\n";
  const auto row = [](std::string_view name, auto accepted, auto rejected, auto missed, auto alarms) {
    std::cout << std::left << std::setw(18) << name << std::right;
    std::cout << std::setw(10) << accepted << std::setw(10) << rejected << std::setw(10) << missed
              << std::setw(14) << alarms << "\n";
  };
  row("history", "accepted", "rejected", "missed", "false alarms");
  row("legal", tally.legal - tally.legalDiffer, 0, 0, tally.legalDiffer);
  for (unsigned i = 0; i < agree::MUTATIONS; ++i) {
    const agree::Tally::Mutated& each = tally.mutated.at(i);
    row(name(static_cast<agree::Mutation>(i)), each.accepted, each.rejected, each.missed, each.alarms);
  }
  const std::string which = options.enumerate > 0
                                ? "of up to " + std::to_string(options.enumerate) + " steps"
                                : "from seed " + std::to_string(options.seed);
  std::cout << tally.histories() << " histories " << which << ": "
            << tally.alarms() << " false alarms of the predicates, " << tally.missed()
            << " illegal histories that they missed, " << tally.undecided
            << " that the model left undecided\n";
  if (tally.alarms() > 0) return 1;
  return tally.missed() + tally.undecided > 0 ? 3 : 0;
}

}  // namespace triwire::conformance
