#pragma once

#include "model/world.h"
#include "record/history.h"

namespace triwire::conformance::agree {

/// The event by which an actor reports what the model says. Its texts are the history's.
Event eventOf(const model::Said& said, History& history);

}  // namespace triwire::conformance::agree
