#include "cli/progress.h"

#include <cstdlib>
#include <iostream>

#include <unistd.h>

namespace triwire::conformance {

Progress::Progress(std::size_t scenarios)
    : scenarios_(scenarios), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(const std::string& subject, std::size_t done, const std::string& scenario) {
  if (!terminal_) return;
  std::cerr << "\r\033[K[" << done + 1 << '/' << scenarios_ << "] " << subject << "  " << scenario
            << std::flush;
}

void Progress::clear() {
  if (terminal_) std::cerr << "\r\033[K" << std::flush;
}

bool Progress::colours(int fd) { return ::isatty(fd) == 1 && std::getenv("NO_COLOR") == nullptr; }

}  // namespace triwire::conformance
