// System calls that are begun again when a signal interrupts them, and failures as
// std::system_error.
#pragma once

#include <cerrno>
#include <system_error>

namespace triwire::transport {

/// Repeats `call` while it fails with EINTR. -1 and errno as the call left them.
template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// As `retried`; throws std::system_error, with `what` for people, if the call fails.
template <class Call>
auto required(const char* what, Call call) {
  const auto result = retried(call);
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace triwire::transport
