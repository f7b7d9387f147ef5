// Where the two ends of a candidate find each other.
#pragma once

#include <string>

namespace triwire::bench {

/// A folder of their own, for sockets and files. Made before the processes part; the one that made
/// it removes it.
class Meeting {
 public:
  Meeting();
  ~Meeting();
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;

  /// Of a file in the folder; short enough for an AF_UNIX address.
  std::string path(const std::string& file) const { return folder_ + "/" + file; }
  /// A name that nobody else on this machine uses, without slashes.
  std::string uniqueName() const { return folder_.substr(folder_.rfind('/') + 1); }

 private:
  std::string folder_;
  int owner_;
};

}  // namespace triwire::bench
