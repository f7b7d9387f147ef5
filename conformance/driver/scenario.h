#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/message.h>
#include <conformance.capnp.h>
#include <scenario.capnp.h>

#include "driver/expand.h"

namespace triwire::conformance {

/// A stimulus, as schema/scenario.capnp has it, expanded and checked.
struct Scenario {
  std::string name;
  std::string about;
  unsigned renderers = 1;
  std::vector<std::string> needs;     ///< Capabilities, as the contract spells them.
  std::vector<std::string> profiles;  ///< Empty: all.
  std::string json;                   ///< The whole of it, for people and reports.

  file::Scenario::Reader content() const;
  std::shared_ptr<capnp::MallocMessageBuilder> message;
};

/// For `Wanted`.
bool all(const std::string& name);

/// Reads a scenario file. Throws std::invalid_argument with one sentence that begins with `source`
/// and says what was expected. What is not wanted is not checked either.
std::vector<Scenario> readScenarios(std::string_view json, const std::string& source,
                                    const Wanted& wanted = all);

/// The scenarios that are part of the program, in the order of the specification's chapters.
std::vector<Scenario> bundledScenarios(const Wanted& wanted = all);

/// Those of a file, or of every *.json in a folder. Throws as `readScenarios`.
std::vector<Scenario> loadScenarios(const std::filesystem::path& path);

}  // namespace triwire::conformance
