#pragma once

#include <string>

#include "model/world.h"
#include "record/history.h"

namespace triwire::conformance::model {

struct Opinion {
  enum class Kind : std::uint8_t {
    ACCEPTED,      ///< There is an execution in which every actor sees what it reported.
    REJECTED,      ///< There is none.
    NOT_MODELLED,  ///< The stimulus uses what the model does not describe; `text` says what.
    UNDECIDED,     ///< Too many executions to look at.
  };
  Kind kind = Kind::ACCEPTED;
  std::string text{};  ///< REJECTED: the first event that no execution reached came to.
};

/// Whether the strict profile allows the history, up to the command `end`: a search for an
/// execution of the model. Of the arrival of events it uses only that what arrived before a command
/// happened before it.
Opinion judgedByModel(const History& history);

/// Whether `event` is what the model says.
bool matches(const Event& event, const Said& said);

}  // namespace triwire::conformance::model
