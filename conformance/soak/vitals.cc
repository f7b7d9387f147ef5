#include "soak/vitals.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace triwire::conformance::soak {

Vitals vitalsOf(pid_t pid) {
  const std::filesystem::path proc = "/proc/" + std::to_string(pid);
  // Not status or statm, which are told of some pages later.
  std::ifstream sizes(proc / "smaps_rollup");
  std::string word;
  std::uint64_t kibibytes = 0;
  while (sizes >> word && word != "Rss:") continue;
  if (!(sizes >> kibibytes))
    throw std::runtime_error("the process " + std::to_string(pid) + " is gone, or " +
                             proc.string() + "/smaps_rollup cannot be read");
  std::error_code error;
  const std::filesystem::directory_iterator descriptors(proc / "fd", error);
  if (error) throw std::runtime_error(proc.string() + "/fd: " + error.message());
  return {kibibytes * 1024,
          static_cast<unsigned>(std::distance(begin(descriptors), end(descriptors)))};
}

}  // namespace triwire::conformance::soak
