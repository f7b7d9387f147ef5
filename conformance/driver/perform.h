#pragma once

#include <string>

#include "driver/scenario.h"
#include "driver/subject.h"
#include "record/history.h"

namespace triwire::conformance {

/// Proposes a scenario to a subject that has shaken hands, and records what happens, to the end of
/// that world. Never throws for what the subject does: `ending` and `endingText` say it. Unless the
/// ending is ENDED the subject is stopped, and of no use any more.
History perform(const Scenario& scenario, const std::string& profile, Subject& subject);

/// Whether the subject offers what the scenario needs; else a clause that says what is missing.
std::optional<std::string> missingFor(const Scenario& scenario, const Identity& identity);

}  // namespace triwire::conformance
