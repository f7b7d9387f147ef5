#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "trace/sight.h"

namespace triwire::conformance::trace {

/// A sequence diagram as SVG: a column for main and one for each renderer as it comes, a row for each frame. Like
/// the diagram in Mermaid's language it is whole after every frame, however many there are.
class Drawing {
 public:
  /// Throws std::runtime_error if the file cannot be written.
  explicit Drawing(const std::filesystem::path& path);
  void add(const Sight& sight);
  void addEnd(std::uint32_t renderer);

 private:
  struct Column {
    std::uint32_t renderer = 0;
    bool lives = false;
  };

  /// Begins a row, with all lifelines. Returns the renderer's column: that of one that has ended, or a new one, with
  /// its name in this row, if it has none yet.
  std::size_t beginRow(std::uint32_t renderer);
  void line(const std::string& svg);
  void endRow();
  void closeFile();

  std::fstream out_;
  std::vector<Column> columns_{};
  std::streamoff tail_ = 0;  ///< Where the next row goes.
  long rows_ = 0;
};

}  // namespace triwire::conformance::trace
