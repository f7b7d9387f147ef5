#include "bench/harness/counters.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>
#include <string>

namespace triwire::bench {
namespace {

constexpr const char* TRACEPOINT = "events/raw_syscalls/sys_enter/id";

/// The kernel's tracing files, mounted nowhere in the tree of files; -1 if this user may not.
int mountTracing() {
  const int context = fsopen("tracefs", FSOPEN_CLOEXEC);
  if (context < 0) return -1;
  int folder = -1;
  if (fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0) {
    folder = fsmount(context, FSMOUNT_CLOEXEC, 0);
  }
  close(context);
  return folder;
}

std::optional<std::uint64_t> tracepointId() {
  const int mounted = open("/sys/kernel/tracing", O_PATH | O_CLOEXEC);
  int file = openat(mounted, TRACEPOINT, O_RDONLY | O_CLOEXEC);
  if (mounted >= 0) close(mounted);
  if (file < 0) {
    const int folder = mountTracing();
    file = openat(folder, TRACEPOINT, O_RDONLY | O_CLOEXEC);
    if (folder >= 0) close(folder);
  }
  if (file < 0) return std::nullopt;
  char digits[21] = {};
  const bool isRead = read(file, digits, sizeof digits - 1) > 0;
  close(file);
  return isRead ? std::optional<std::uint64_t>(std::strtoull(digits, nullptr, 10)) : std::nullopt;
}

/// Counts the system calls in `numbers`, all if there are none. -1 if this is not possible.
int openCounter(std::initializer_list<long> numbers) {
  const std::optional<std::uint64_t> id = tracepointId();
  if (!id) return -1;
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_TRACEPOINT;
  attributes.config = *id;
  attributes.inherit = 1;
  const int fd = static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 8UL));
  std::string filter;
  for (const long number : numbers) {
    filter += (filter.empty() ? "id == " : " || id == ") + std::to_string(number);
  }
  if (fd >= 0 && !filter.empty() && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, filter.c_str()) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

std::optional<std::int64_t> valueOf(int fd) {
  std::int64_t value = 0;
  if (fd < 0 || read(fd, &value, sizeof value) != sizeof value) return std::nullopt;
  return value;
}

/// Where the preloaded library counts, for this process and its children; null without it.
const std::int64_t* allocationCount() {
  using Address = const std::int64_t* (*)();
  // NOLINTNEXTLINE: dlsym gives functions as void*.
  const auto address = reinterpret_cast<Address>(dlsym(RTLD_DEFAULT, "triwireBenchAllocations"));
  return address == nullptr ? nullptr : address();
}

}  // namespace

Counters::Counters()
    : all_(openCounter({})),
      writes_(openCounter({SYS_write, SYS_writev, SYS_sendto, SYS_sendmsg})),
      reads_(openCounter({SYS_read, SYS_readv, SYS_recvfrom, SYS_recvmsg})),
      allocations_(allocationCount()) {}

Counters::~Counters() {
  for (const int fd : {all_, writes_, reads_}) {
    if (fd >= 0) close(fd);
  }
}

Counts Counters::read() const {
  Counts counts;
  // Last first: what reading costs itself stays out of the numbers read before.
  if (allocations_ != nullptr) counts.allocations = __atomic_load_n(allocations_, __ATOMIC_RELAXED);
  counts.systemCalls = valueOf(all_);
  counts.writes = valueOf(writes_);
  counts.reads = valueOf(reads_);
  return counts;
}

}  // namespace triwire::bench
