#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <random>

#include <unistd.h>

#include "check_adapter/check_adapter.h"
#include "cli/bundled_subjects.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "driver/process.h"

namespace triwire::conformance {
namespace {

constexpr int NAME_WIDTH = 24;

void print(const Checked::Result& result) {
  const bool colours = Progress::colours(STDOUT_FILENO);
  const auto line = [&](const char* verdict, const char* colour, const std::string& text) {
    std::cout << "  " << (colours ? colour : "") << std::left << std::setw(5) << verdict
              << (colours ? "\033[0m" : "") << std::setw(NAME_WIDTH) << result.check.name << text
              << '\n'
              << std::flush;
  };
  if (!result.notApplicable.empty()) return line("-", "\033[2m", result.notApplicable);
  if (!result.finding) return line("ok", "\033[32m", result.check.holds);
  line("LIE", "\033[31m", result.finding->lie + ": " + result.finding->text);
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

int checkAdapterCommand(const CheckAdapterOptions& options) {
  if (!(options.timeoutMultiplier > 0) || options.timeoutMultiplier > 1000)
    throw UsageError("--timeout-multiplier is a number above 0, at most 1000");
  const SubjectSpec spec = subjectSpec(options.command);
  const CheckOptions checkOptions{
      .patience = std::chrono::milliseconds(std::lround(5000 * options.timeoutMultiplier)),
      .seed = options.seed.value_or(std::random_device{}()),
      .only = options.only};
  Checked checked;
  try {
    checked = checkAdapter(splitCommand(spec.command), checkOptions, print);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  for (const std::string& name : options.only)
    if (checked.identity &&
        std::none_of(checked.results.begin(), checked.results.end(),
                     [&](const auto& result) { return result.check.name == name; }))
      throw UsageError("--check " + name + ": there is no such check of this adapter");
  if (checked.identity)
    std::cout << checked.identity->name << ' ' << checked.identity->version << ", which offers "
              << joined(checked.identity->capabilities) << '\n';
  const std::size_t made = checked.held() + checked.lies();
  if (checked.lies() == 0)
    std::cout << "can be believed: all of " << made << " checks held\n";
  else
    std::cout << "not to be believed: " << checked.lies() << " of " << made << " checks failed\n";
  std::cout << "seed " << checkOptions.seed << '\n';
  return checked.lies() == 0 ? 0 : 1;
}

}  // namespace triwire::conformance
