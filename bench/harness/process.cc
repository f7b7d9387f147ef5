#include "bench/harness/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace triwire::bench {
namespace {

constexpr int PATIENCE_MS = 30'000;

void awaitByte(int fd) {
  pollfd waited{fd, POLLIN, 0};
  char byte = 0;
  const bool isReady = poll(&waited, 1, PATIENCE_MS) == 1 && read(fd, &byte, 1) == 1;
  close(fd);
  if (!isReady) throw std::runtime_error("the far end ended, or was not ready within 30 seconds");
}

[[noreturn]] void workAndExit(const std::function<void(const Ready&)>& work, int readyFd) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    work([readyFd] {
      if (write(readyFd, "!", 1) == 1) close(readyFd);
    });
  } catch (const std::exception& error) {
    std::fprintf(stderr, "the far end: %s\n", error.what());
    _exit(EXIT_FAILURE);
  }
  _exit(EXIT_SUCCESS);
}

std::int64_t readClock(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) {
    throw std::system_error(errno, std::generic_category(), "the CPU time of the far end");
  }
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

void pinTo(std::size_t core) {
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof usable, &usable) != 0) {
    throw std::system_error(errno, std::generic_category(), "sched_getaffinity");
  }
  for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &usable) || core-- != 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) == 0) return;
    throw std::system_error(errno, std::generic_category(), "sched_setaffinity");
  }
  throw std::runtime_error("one core each needs two cores");
}

Process::Process(std::optional<std::size_t> core, const std::function<void(const Ready&)>& work) {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    close(ready[0]);
    if (core) pinTo(*core);
    workAndExit(work, ready[1]);
  }
  close(ready[1]);
  try {
    awaitByte(ready[0]);
  } catch (...) {
    end();
    throw;
  }
}

Process::~Process() { end(); }

void Process::end() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::int64_t Process::cpuNs() const {
  clockid_t clock{};
  if (const int error = clock_getcpuclockid(pid_, &clock); error != 0) {
    throw std::system_error(error, std::generic_category(), "the CPU clock of the far end");
  }
  return readClock(clock);
}

std::int64_t Process::privateBytes() const {
  std::ifstream rollup("/proc/" + std::to_string(pid_) + "/smaps_rollup");
  std::int64_t kibibytes = 0;
  for (std::string word; rollup >> word;) {
    std::int64_t amount = 0;
    if ((word == "Private_Clean:" || word == "Private_Dirty:") && rollup >> amount)
      kibibytes += amount;
  }
  return kibibytes * 1024;
}

std::int64_t ownCpuNs() { return readClock(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace triwire::bench
