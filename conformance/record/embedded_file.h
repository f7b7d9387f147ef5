#pragma once

#include <span>
#include <string_view>

namespace triwire::conformance {

/// A file that became part of the program when it was built (cmake/embed.cmake).
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

}  // namespace triwire::conformance
