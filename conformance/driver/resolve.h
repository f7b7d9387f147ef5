#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/compat/json.capnp.h>
#include <conformance.capnp.h>

namespace triwire::conformance {

/// The number that the subject gave the event of a call; nothing if it is not known yet.
using HandleOf = std::function<std::optional<std::uint32_t>(std::string_view call)>;

/// The contract's steps for a scenario's: names of calls put in front of their args, handles by
/// number. Throws std::invalid_argument, also for a handle that is not known.
void resolveSteps(capnp::List<capnp::json::Value>::Reader steps, const HandleOf& handleOf,
                  contract::Command::Run::Builder out);

/// The calls whose handles the steps name.
std::vector<std::string> handlesNamed(capnp::List<capnp::json::Value>::Reader steps);

}  // namespace triwire::conformance
