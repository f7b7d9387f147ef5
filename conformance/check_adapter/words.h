#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check_adapter/check.h"
#include "record/history.h"

namespace triwire::conformance {

/// An actor's events in words, in the order in which it numbered them, without the runner's own
/// (fences) and without the ends of links: "marked m", "registered on L c", "calling S1",
/// "called L c by invoke", …
std::vector<std::string> words(const History& history, Actor actor);

/// Swallowed, invented or reordered events: how `said` differs from what was to be expected.
std::optional<Lie> compare(const std::string& who, const std::vector<std::string>& expected,
                               const std::vector<std::string>& said);

/// Whether an event is the runner's own traffic.
bool isOfRunner(const Event& event);

/// The events of one kind, in the order of arrival, without the runner's own.
std::vector<const Event*> eventsOf(const History& history, Kind kind);

}  // namespace triwire::conformance
