// What must hold of the repository's files. Each rule is a pure function of the tree.
#pragma once

#include "tidy/tree.h"

namespace triwire::tidy {

/// Includes that the architecture does not allow: which component may include what is one table.
Complaints forbiddenIncludes(const Tree& tree);

/// Code files of more than 500 lines.
Complaints longFiles(const Tree& tree);

/// Adapters, files of conformance/adapter named adapter or …_adapter, of more than 100 lines that are not
/// blank: what somebody writes to have an implementation tested.
Complaints longAdapters(const Tree& tree);

/// C++ functions of more than 60 lines.
Complaints longFunctions(const Tree& tree);

/// Requirement ids that are cited but stand nowhere in spec/requirements.json.
Complaints unknownRequirements(const Tree& tree);

/// C++ sources that no CMakeLists.txt names.
Complaints unbuiltSources(const Tree& tree);

/// Paths of one machine and addresses of package registries.
Complaints localNames(const Tree& tree);

/// Work that was left for later without saying when it is due.
Complaints unfinishedWork(const Tree& tree);

/// Code that lets time pass instead of waiting for an event.
Complaints sleeps(const Tree& tree);

/// Links of Markdown files to files that are not there.
Complaints brokenLinks(const Tree& tree);

/// Packages that `tw` installs and README.md does not explain.
Complaints unexplainedPackages(const Tree& tree);

}  // namespace triwire::tidy
