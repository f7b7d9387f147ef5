#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/catalogue.h"

namespace triwire::conformance {

/// One error in the reference, and what it must be caught by.
struct Mutant {
  std::string fault;                ///< Of the subject's option --fault.
  std::vector<std::string> breaks;  ///< Ids of requirements.
  std::vector<std::string> families;  ///< Of scenarios, beside those of the requirements.
  std::string error;                ///< A sentence.
};

/// A requirement that no mutant breaks, and why.
struct Unbroken {
  std::string requirement;
  std::string reason;
};

struct MutantTable {
  std::vector<Mutant> mutants;
  std::vector<Unbroken> unbroken;
};

/// Reads the format of conformance/mutants/mutants.txt. Throws std::invalid_argument, which names
/// the line.
MutantTable readMutantTable(std::string_view text, const std::string& source);

/// What the table leaves open, a sentence each: requirements for scenarios that it neither breaks nor
/// explains, or does both.
std::vector<std::string> gaps(const MutantTable& table, const Catalogue& catalogue);

/// The one that is part of the program.
const MutantTable& bundledMutants();

}  // namespace triwire::conformance
