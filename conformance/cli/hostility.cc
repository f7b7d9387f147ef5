#include "cli/hostility.h"

#include <chrono>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <random>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace triwire::conformance {
namespace {

constexpr unsigned BURNERS = 2;
// The subject is at the lowest priority there is, and the burners a little above it: it runs when they
// let it, a third of the time. At ours it would get a sixtieth, and what else runs on the machine hardly
// more.
constexpr int SUBJECT_NICE = 19;
constexpr int BURNER_NICE = 15;
constexpr unsigned STOPPED_MS_MAX = 8;

std::vector<pid_t> processesOf(pid_t group) {
  std::vector<pid_t> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), pid);
    const bool isNumber = failure == std::errc{} && end == name.data() + name.size();
    if (isNumber && ::getpgid(pid) == group) out.push_back(pid);
  }
  return out;
}

}  // namespace

Hostility::Hostility(std::uint64_t seed) {
  for (unsigned i = 0; i < BURNERS; ++i)
    threads_.emplace_back([this] {
      ::setpriority(PRIO_PROCESS, 0, BURNER_NICE);  // Of this thread only.
      for (volatile std::uint64_t burned = 0; !over_;) burned = burned + 1;
    });
  threads_.emplace_back([this, seed] { disturb(seed); });
}

Hostility::~Hostility() {
  over_ = true;
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Hostility::add(pid_t group) {
  ::setpriority(PRIO_PGRP, static_cast<id_t>(group), SUBJECT_NICE);
  const std::lock_guard lock(mutex_);
  groups_.push_back(group);
}

void Hostility::disturb(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::unique_lock lock(mutex_);
  const auto pause = [&] {
    const std::chrono::milliseconds most(1 + random() % STOPPED_MS_MAX);
    wake_.wait_for(lock, most, [&] { return over_.load(); });
  };
  while (!over_) {
    for (const pid_t group : groups_)
      for (const pid_t pid : processesOf(group)) {
        if (random() % 2 == 0 || ::getpgid(pid) != group) continue;
        ::kill(pid, SIGSTOP);
        pause();
        if (::getpgid(pid) == group) ::kill(pid, SIGCONT);
      }
    pause();
  }
  for (const pid_t group : groups_) ::kill(-group, SIGCONT);
}

}  // namespace triwire::conformance
