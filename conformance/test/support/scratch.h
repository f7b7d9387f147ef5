#pragma once

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace triwire::conformance {

/// A folder of this process alone, gone when it exits: tests of one name may run at the same time.
inline const std::filesystem::path& scratch() {
  struct Folder {
    std::filesystem::path path;

    Folder() {
      std::string name = (std::filesystem::temp_directory_path() / "triwire-test-XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder like " + name);
      path = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder folder;
  return folder.path;
}

}  // namespace triwire::conformance
