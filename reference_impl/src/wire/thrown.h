// What was thrown, to the wire and back.
#pragma once

#include <triwire.capnp.h>

#include "protocol/payload.h"
#include "triwire/outcome.h"

namespace triwire::wire {

/// A value that cannot be cloned is left out: the text remains.
protocol::Payload encodeThrown(const ThrownError& thrown);

ThrownError readThrown(schema::Thrown::Reader thrown);

}  // namespace triwire::wire
