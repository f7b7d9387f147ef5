#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace triwire::conformance {

/// One sentence of the specification, as its catalogue has it (schema/report.capnp).
struct Requirement {
  std::string id, keyword, role, reason, versions, section, sectionTitle, text, digest;
  std::vector<std::string> verify, profiles;
  bool liveness = false;

  bool isOf(std::string_view profile) const;
  /// Shown by scenarios, rather than by tests or inspection.
  bool isForScenarios() const;
  /// A violation is a warning: SHOULD, not MUST.
  bool isAdvice() const;
  /// "ORDER" of TW-ORDER-1: what the report groups by.
  std::string group() const;
};

struct Catalogue {
  std::string version;
  std::vector<Requirement> requirements;

  const Requirement* find(std::string_view id) const;
};

/// Throws std::invalid_argument with one sentence.
Catalogue readCatalogue(std::string_view json);

/// The one that is part of the program.
const Catalogue& bundledCatalogue();

/// SHA-256 of its file: two programs with the same judge the same sentences.
std::string bundledCatalogueDigest();

}  // namespace triwire::conformance
