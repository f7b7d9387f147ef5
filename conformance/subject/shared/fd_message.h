// A descriptor that goes to another process, with a line that says what it is for.
#pragma once

#include <optional>
#include <string>

#include "subject/fd.h"

namespace triwire::conformance {

struct FdMessage {
  Fd fd;
  std::string text;
};

/// Through a Unix stream socket; `text` is short, and not empty. Throws std::system_error.
void sendFd(const Fd& socket, const Fd& fd, const std::string& text);

/// Waits for one; nothing at the end of the stream. One may be on its way at a time. Throws
/// std::system_error.
std::optional<FdMessage> receiveFd(const Fd& socket);

}  // namespace triwire::conformance
