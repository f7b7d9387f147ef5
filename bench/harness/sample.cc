#include "bench/harness/sample.h"

#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace triwire::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Nanoseconds = std::chrono::nanoseconds;

constexpr std::size_t ITERATIONS_MAX = 4'000'000;
constexpr std::size_t WARM_UP_ITEMS = 10;
constexpr double WARM_UP_SHARE = 0.1;  // Of the time of the sample.
constexpr std::int64_t QUIET_NS = 10'000'000;

/// Nothing happens for `QUIET_NS`. Waits for a timer, and looks at nothing else.
class Quiet {
 public:
  Quiet() : fd_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "timerfd_create");
  }
  ~Quiet() { close(fd_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

  void pass() const {
    itimerspec once{{0, 0}, {0, QUIET_NS}};
    std::uint64_t expirations = 0;
    if (timerfd_settime(fd_, 0, &once, nullptr) != 0 ||
        read(fd_, &expirations, sizeof expirations) != sizeof expirations) {
      throw std::system_error(errno, std::generic_category(), "timerfd");
    }
  }

 private:
  int fd_;
};

void requireRightAnswer(const NearEnd& near) {
  if (!near.isAnswerRight()) throw std::runtime_error("the answer is not what was sent");
}

/// What is done over and over, and how many items that is.
struct Iteration {
  std::function<void()> run;
  std::size_t items = 1;
};

Iteration iterationOf(const Candidate& candidate, const Meeting& meeting, const Task& task,
                      NearEnd* near) {
  switch (task.measure) {
    case Measure::ROUND_TRIP:
      return {[near] { near->roundTrip(); }};
    case Measure::IN_FLIGHT:
      return {[near] { near->requests(REQUESTS_IN_FLIGHT); }, REQUESTS_IN_FLIGHT};
    case Measure::ONE_WAY: {
      const std::size_t count = messagesPerBatch(task.load);
      return {[near, count] { near->messages(count); }, count};
    }
    case Measure::CONNECT:
      return {[&] {
        const std::unique_ptr<NearEnd> fresh = candidate.connect(meeting, task);
        fresh->roundTrip();
        requireRightAnswer(*fresh);
      }};
    case Measure::QUIET:
      return {[near, quiet = std::make_shared<Quiet>()] {
        near->roundTrip();
        quiet->pass();
      }};
  }
  throw std::logic_error("no such measure");
}

/// Iterates until `seconds` have passed, at least `leastIterations` times.
void repeat(const std::function<void()>& run, double seconds, std::size_t leastIterations,
            std::vector<std::uint32_t>& iterationNs) {
  const Clock::time_point begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(seconds));
  for (Clock::time_point before = begin; iterationNs.size() < iterationNs.capacity();) {
    run();
    const Clock::time_point now = Clock::now();
    const auto took = std::chrono::duration_cast<Nanoseconds>(now - before).count();
    iterationNs.push_back(static_cast<std::uint32_t>(
        std::min<std::int64_t>(took, std::numeric_limits<std::uint32_t>::max())));
    before = now;
    if (now >= end && iterationNs.size() >= leastIterations) return;
  }
}

std::optional<std::int64_t> difference(const std::optional<std::int64_t>& after,
                                       const std::optional<std::int64_t>& before) {
  if (!after || !before) return std::nullopt;
  return *after - *before;
}

Counts operator-(const Counts& after, const Counts& before) {
  return {difference(after.systemCalls, before.systemCalls),
          difference(after.writes, before.writes), difference(after.reads, before.reads),
          difference(after.allocations, before.allocations)};
}

/// Times `iteration` into a sample whose memory is touched beforehand.
Sample timeIterations(const Iteration& iteration, const SampleOptions& options, const Process& far,
                      const Counters* counters) {
  std::vector<std::uint32_t> warmUp;
  warmUp.reserve(ITERATIONS_MAX);
  repeat(iteration.run, options.seconds * WARM_UP_SHARE,
         (WARM_UP_ITEMS + iteration.items - 1) / iteration.items, warmUp);

  Sample sample;
  sample.itemsPerIteration = iteration.items;
  sample.iterationNs = std::move(warmUp);
  sample.iterationNs.clear();
  const Counts counts = counters == nullptr ? Counts() : counters->read();
  const std::int64_t nearCpu = ownCpuNs();
  const std::int64_t farCpu = far.cpuNs();
  const Clock::time_point begin = Clock::now();
  repeat(iteration.run, options.seconds, 1, sample.iterationNs);
  sample.wallNs = std::chrono::duration_cast<Nanoseconds>(Clock::now() - begin).count();
  sample.nearCpuNs = ownCpuNs() - nearCpu;
  sample.farCpuNs = far.cpuNs() - farCpu;
  if (counters != nullptr) sample.counts = counters->read() - counts;
  return sample;
}

std::optional<std::size_t> coreOf(Pin pin, std::size_t end) {
  if (pin == Pin::FREE) return std::nullopt;
  return pin == Pin::APART ? end : 0;
}

}  // namespace

Sample takeSample(const Candidate& candidate, const SampleOptions& options) {
  const Meeting meeting;
  const std::unique_ptr<Counters> counters =
      options.isCounted ? std::make_unique<Counters>() : nullptr;
  const Process far(coreOf(options.pin, 1),
                    [&](const Ready& ready) { candidate.serve(meeting, options.task, ready); });
  if (options.pin != Pin::FREE) pinTo(*coreOf(options.pin, 0));

  std::unique_ptr<NearEnd> near;
  if (options.task.measure != Measure::CONNECT) near = candidate.connect(meeting, options.task);
  const Iteration iteration = iterationOf(candidate, meeting, options.task, near.get());
  iteration.run();
  const std::int64_t before = far.privateBytes();
  std::unique_ptr<Process> idle;
  if (options.idlers != 0) {
    idle = std::make_unique<Process>(coreOf(options.pin, 0), [&](const Ready& ready) {
      candidate.idle(meeting, options.idlers, ready);
    });
    iteration.run();
  }
  const std::int64_t idleBytes = far.privateBytes() - before;
  if (near) requireRightAnswer(*near);
  Sample sample = timeIterations(iteration, options, far, counters.get());
  if (near) requireRightAnswer(*near);
  sample.idleBytes = idleBytes;
  return sample;
}

}  // namespace triwire::bench
