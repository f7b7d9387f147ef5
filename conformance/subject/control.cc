#include "subject/control.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace triwire::conformance {

void Control::print(const std::string& line) { writeAll(fd_.get(), line + "\n"); }

void Control::serve(int other, const std::function<void()>& dispatch,
                    const std::function<bool(const std::string&)>& take) {
  while (true) {
    std::array<pollfd, 2> ready = {{{fd_.get(), POLLIN, 0}, {other, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (ready[1].revents != 0) dispatch();
    if (ready[0].revents != 0 && !read(take)) return;
  }
}

bool Control::read(const std::function<bool(const std::string&)>& take) {
  if (!lines_.readFrom(fd_.get())) return false;
  std::string line;
  while (lines_.next(line))
    if (!take(line)) return false;
  return true;
}

}  // namespace triwire::conformance
