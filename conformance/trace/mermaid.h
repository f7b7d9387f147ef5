#pragma once

#include <filesystem>
#include <fstream>

#include "trace/sight.h"

namespace triwire::conformance::trace {

/// A sequence diagram in Mermaid's language, which is whole after every frame.
class MermaidFile {
 public:
  /// Throws std::runtime_error if the file cannot be written.
  explicit MermaidFile(const std::filesystem::path& path);
  void add(const Sight& sight);
  void addEnd(std::uint32_t renderer);

 private:
  std::ofstream out_;
};

}  // namespace triwire::conformance::trace
