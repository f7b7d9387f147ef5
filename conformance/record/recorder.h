#pragma once

#include <optional>

#include <conformance.capnp.h>
#include <scenario.capnp.h>

#include "record/history.h"

namespace triwire::conformance {

/// Appends what a subject reported to a history: the contract's events and answers, one to one. An
/// answer's `command` is the caller's to say (`hello` never comes here).
/// Throws std::invalid_argument if an actor is none.
std::size_t record(contract::Event::Reader event, std::uint32_t command, History& history);

/// Appends what the runner's end of a link did or saw. Throws std::invalid_argument if the peer is
/// none.
std::size_t record(file::PeerEvent::Reader event, History& history);

/// The contract's steps as the history keeps them.
std::vector<Step> recordSteps(capnp::List<contract::Step>::Reader steps, History& history);

}  // namespace triwire::conformance
