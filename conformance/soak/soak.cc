#include "soak/soak.h"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

#include <unistd.h>

#include "driver/perform.h"
#include "judge/check.h"
#include "report/catalogue.h"

namespace triwire::conformance::soak {
namespace {

std::vector<std::string> commandWith(const std::string& command,
                                     const std::vector<std::string>& more) {
  std::vector<std::string> out = splitCommand(command);
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

// One soak of this process at a time.
std::string address() { return "@triwire-soak-" + std::to_string(::getpid()); }

bool isTrouble(const Case& performed, const std::string& profile) {
  return performed.isLost() ||
         std::any_of(performed.findings.begin(), performed.findings.end(),
                     [&](const Finding& finding) {
                       const Requirement* requirement = bundledCatalogue().find(finding.requirement);
                       return finding.verdict == Verdict::FAIL && requirement != nullptr &&
                              requirement->isOf(profile) && !requirement->isAdvice();
                     });
}

}  // namespace

Soak::Soak(const Plan& plan)
    : plan_(plan), main_(commandWith(plan.command, {"--shared-main", address()})) {
  constexpr std::chrono::seconds STARTING{30};
  std::string line;
  if (main_.readLine(line, Clock::now() + STARTING) != Process::Read::LINE || line != "ready")
    throw std::runtime_error("the main process " + main_.fate() + "; expected the line `ready` of `" +
                             plan.command + " --shared-main`\n" + end().stderrTail);
  const unsigned subjects = (plan.renderers + plan.pool - 1) / plan.pool;
  for (unsigned i = 0; i < subjects; ++i) {
    subjects_.emplace_back(
        commandWith(plan.command, {"--main-at", address(), "--pool", std::to_string(plan.pool),
                                   "--seed", std::to_string(plan.seed + i)}),
        plan.patience);
    subjects_.back().handshake("unknown-" + std::to_string(plan.seed));
  }
}

Window Soak::perform(std::chrono::duration<double> time) {
  Window window{.seed = plan_.seed + windows_++};
  Generator generator(window.seed, plan_.size, plan_.profile, Deaths::SOME);
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
  std::atomic<std::size_t> working = subjects_.size();
  std::vector<std::thread> threads;
  for (Subject& subject : subjects_)
    threads.emplace_back([&] {
      performOn(subject, generator, until, window);
      --working;
    });
  while (working > 0 && attend()) continue;
  for (std::thread& thread : threads) thread.join();
  window.proposed = generator.count();
  return window;
}

bool Soak::attend() {
  constexpr std::chrono::milliseconds AT_A_TIME{20};
  std::string line;
  if (main_.readLine(line, Clock::now() + AT_A_TIME) != Process::Read::ENDED) return true;
  stops_ = true;
  return false;
}

void Soak::performOn(Subject& subject, Generator& generator, Clock::time_point until,
                     Window& window) {
  while (!stops_ && Clock::now() < until) {
    Case performed;
    const Scenario scenario = [&] {
      const std::lock_guard lock(mutex_);
      return generator.next();
    }();
    performed.scenario = scenario.name;
    performed.about = scenario.about;
    performed.stimulus = scenario.json;
    performed.history = conformance::perform(scenario, plan_.profile, subject);
    performed.findings = judge(performed.history);
    if (isTrouble(performed, plan_.profile)) stops_ = true;
    const std::lock_guard lock(mutex_);
    window.cases.push_back(std::move(performed));
  }
}

Vitals Soak::look(unsigned descriptors) {
  constexpr std::chrono::seconds PATIENCE{5};
  constexpr unsigned SAME = 10;  ///< Looks in a row.
  const auto until = Clock::now() + PATIENCE;
  Vitals now = vitalsOf(main_.pid());
  for (unsigned same = 0; same < SAME && Clock::now() < until;) {
    if (descriptors != 0 && now.descriptors == descriptors) break;
    if (!attend()) throw std::runtime_error("main has ended");
    const Vitals next = vitalsOf(main_.pid());
    same = descriptors == 0 && next.descriptors == now.descriptors ? same + 1 : 0;
    now = next;
  }
  return now;
}

Soak::End Soak::end() {
  End out{.fate = main_.fate(), .stderrTail = {}};
  main_.kill();
  out.stderrTail = main_.stderrTail();
  return out;
}

}  // namespace triwire::conformance::soak
