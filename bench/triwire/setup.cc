#include "bench/triwire/setup.h"

#include <chrono>
#include <utility>

namespace triwire::bench {
namespace {

Setup setup(const char* suffix, const char* about, std::vector<Measure> measures,
            const Settings& settings) {
  Setup made{suffix, about, std::move(measures)};
  made.main.settings = settings;
  // Main does not ask, it grants.
  if (settings.sharedMemory == SharedMemory::REQUEST)
    made.main.settings.sharedMemory = SharedMemory::GRANT;
  made.renderer.settings = settings;
  return made;
}

}  // namespace

std::vector<Setup> allSetups() {
  using enum Measure;
  Settings gathering;
  gathering.gather = Gather::LOOP;
  Settings sleeping;
  sleeping.pollMax = std::chrono::nanoseconds(0);
  Settings shared;
  shared.sharedMemory = SharedMemory::REQUEST;
  Settings sharedSleeping = shared;
  sharedSleeping.pollMax = std::chrono::nanoseconds(0);
  Setup oneProcess = setup(".oneProcess", "AF_UNIX, two threads of one process", {ROUND_TRIP}, {});
  oneProcess.isOneProcess = true;
  return {
      setup("", "AF_UNIX, default settings", {ROUND_TRIP, IN_FLIGHT, ONE_WAY, CONNECT, QUIET}, {}),
      setup(".noPolling", "AF_UNIX, polling off", {ROUND_TRIP}, sleeping),
      setup(".gathering", "AF_UNIX, what is sent is written by the next dispatch()",
            {IN_FLIGHT, ONE_WAY}, gathering),
      setup(".shared", "shared memory", {ROUND_TRIP, IN_FLIGHT, ONE_WAY, CONNECT, QUIET}, shared),
      setup(".shared.noPolling", "shared memory, polling off", {ROUND_TRIP}, sharedSleeping),
      oneProcess};
}

}  // namespace triwire::bench
