#pragma once

#include <cstddef>
#include <string>

namespace triwire::conformance {

/// One line on the terminal (standard error) that says what is going on; nothing if it is none.
class Progress {
 public:
  explicit Progress(std::size_t scenarios);
  ~Progress() { clear(); }

  void show(const std::string& subject, std::size_t done, const std::string& scenario);
  void clear();

  /// Whether colours belong on `fd`: a terminal, and NO_COLOR is not set.
  static bool colours(int fd);

 private:
  std::size_t scenarios_;
  bool terminal_;
};

}  // namespace triwire::conformance
