// triwire mutants: is every error in the reference caught by a check of the requirement it breaks?
#include <algorithm>
#include <cctype>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

#include <fnmatch.h>

#include "cli/commands.h"
#include "cli/examine.h"
#include "cli/mutant_table.h"
#include "cli/progress.h"
#include "judge/check.h"

namespace triwire::conformance {
namespace {

const Requirement& requirementOf(const std::string& id) {
  if (const Requirement* found = bundledCatalogue().find(id)) return *found;
  throw std::invalid_argument("mutants.txt names " + id + ", which is no requirement");
}

/// Scenarios whose family is that of one of the requirements; those of errors are among the calls.
std::vector<Scenario> scenariosFor(const Mutant& mutant) {
  static const std::vector<Scenario> ALL = bundledScenarios();
  std::set<std::string> families(mutant.families.begin(), mutant.families.end());
  for (const std::string& id : mutant.breaks) {
    std::string family = requirementOf(id).group();
    std::transform(family.begin(), family.end(), family.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    families.insert(family == "err" ? "sync" : family);
  }
  std::vector<Scenario> out;
  std::copy_if(ALL.begin(), ALL.end(), std::back_inserter(out), [&](const Scenario& scenario) {
    return families.contains(scenario.name.substr(0, scenario.name.find('/')));
  });
  return out;
}

/// The profiles in which the requirements can be seen to fail: strict if it has them all.
std::set<std::string> profilesFor(const Mutant& mutant) {
  std::set<std::string> profiles;
  for (const std::string& id : mutant.breaks)
    profiles.insert(requirementOf(id).isOf("strict") ? "strict" : "electron");
  return profiles;
}

struct Examination {
  std::set<std::string> failed;
  std::string trouble;  ///< Why the mutant could not be examined; empty if it could.
};

Examination examineMutant(const Mutant& mutant, std::chrono::milliseconds patience) {
  const ExamineListener nobody{.onSubject = [](const SubjectRun&) {},
                               .onCase = [](const SubjectRun&, const Scenario&) {},
                               .onCaseEnd = [](const SubjectRun&, const Case&) {}};
  Examination out;
  for (const std::string& profile : profilesFor(mutant)) {
    const SubjectSpec spec = subjectSpec("reference --fault " + mutant.fault, profile);
    SubjectRun run = examine(spec, scenariosFor(mutant), {.patience = patience, .seed = 1}, nobody);
    if (!run.rejected.empty()) out.trouble = run.rejected;
    score(bundledCatalogue(), checks(), {.wholeSuite = false, .requirements = {}}, run);
    for (const Result& result : run.results)
      if (result.verdict == Verdict::FAIL) out.failed.insert(result.requirement->id);
  }
  return out;
}

/// The columns of the matrix: the groups of requirements that scenarios show.
std::vector<std::string> groups() {
  std::vector<std::string> out;
  for (const Requirement& requirement : bundledCatalogue().requirements) {
    const bool isNew = std::find(out.begin(), out.end(), requirement.group()) == out.end();
    if (requirement.isForScenarios() && isNew) out.push_back(requirement.group());
  }
  return out;
}

void printRow(const Mutant& mutant, const Examination& verdicts, std::size_t width) {
  std::vector<std::string> survived;
  std::map<std::string, std::size_t> counts;
  for (const std::string& id : verdicts.failed) ++counts[requirementOf(id).group()];
  for (const std::string& id : mutant.breaks)
    if (!verdicts.failed.contains(id)) survived.push_back(id);

  std::cout << std::left << std::setw(static_cast<int>(width) + 2) << mutant.fault << std::right;
  for (const std::string& group : groups()) {
    const std::string cell = counts.contains(group) ? std::to_string(counts[group]) : "·";
    // The dot is two bytes and one column.
    std::cout << std::setw(static_cast<int>(group.size() + (cell == "·" ? 2 : 1))) << cell;
  }
  std::cout << (survived.empty() ? "  killed by" : "  SURVIVED");
  for (const std::string& id : survived.empty() ? mutant.breaks : survived) std::cout << ' ' << id;
  if (!verdicts.trouble.empty()) std::cout << " (" << verdicts.trouble << ')';
  std::cout << '\n' << std::flush;
}

}  // namespace

int mutantsCommand(const std::vector<std::string>& globs, double timeoutMultiplier) {
  const MutantTable& table = bundledMutants();
  std::vector<Mutant> selected;
  for (const Mutant& mutant : table.mutants)
    if (globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
          return ::fnmatch(glob.c_str(), mutant.fault.c_str(), 0) == 0;
        }))
      selected.push_back(mutant);
  if (selected.empty()) throw UsageError("--run matches no mutant; see conformance/mutants/mutants.txt");

  std::size_t width = 0;
  for (const Mutant& mutant : selected) width = std::max(width, mutant.fault.size());
  std::cout << std::string(width + 2, ' ');
  for (const std::string& group : groups()) std::cout << ' ' << group;
  std::cout << "   failed requirements of each group\n";

  const std::chrono::milliseconds patience(static_cast<long>(1000 * timeoutMultiplier));
  Progress progress(selected.size());
  std::vector<std::string> survivors;
  for (std::size_t i = 0; i < selected.size(); ++i) {
    progress.show("mutants", i, selected[i].fault);
    const Examination verdicts = examineMutant(selected[i], patience);
    progress.clear();
    printRow(selected[i], verdicts, width);
    const auto& breaks = selected[i].breaks;
    if (!std::all_of(breaks.begin(), breaks.end(), [&](const std::string& id) { return verdicts.failed.contains(id); }))
      survivors.push_back(selected[i].fault);
  }

  std::cout << '\n' << selected.size() << " mutants: " << selected.size() - survivors.size() << " killed, "
            << survivors.size() << " survived\n";
  for (const std::string& fault : survivors)
    std::cout << "  see it: triwire run --subject 'reference --fault " << fault << "'\n";
  const std::vector<std::string> open = gaps(table, bundledCatalogue());
  for (const std::string& gap : open) std::cout << gap << '\n';
  for (const Unbroken& entry : table.unbroken)
    std::cout << entry.requirement << " is broken by no mutant, because: " << entry.reason << '\n';
  return survivors.empty() && open.empty() ? 0 : 1;
}

}  // namespace triwire::conformance
