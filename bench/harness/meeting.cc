#include "bench/harness/meeting.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace triwire::bench {

Meeting::Meeting()
    : folder_(std::filesystem::temp_directory_path() / "triwire-bench-XXXXXX"), owner_(getpid()) {
  if (mkdtemp(folder_.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "a folder for the two ends " + folder_);
  }
}

Meeting::~Meeting() {
  if (owner_ != getpid()) return;
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace triwire::bench
