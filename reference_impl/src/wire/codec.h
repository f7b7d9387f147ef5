// Values and outcomes, to payloads and back.
#pragma once

#include <span>

#include "protocol/outcome.h"
#include "protocol/payload.h"
#include "triwire/outcome.h"
#include "triwire/value.h"

namespace triwire::wire {

/// The arguments of a message or a call, cloned. Throws UnclonableError naming the value, as in
/// "args[1].a.b".
protocol::Payload encodeValues(detail::ValueRefs args);
inline protocol::Payload encodeArgs(const Args& args) {
  return encodeValues(detail::ArgRefs(args));
}

/// Total: every payload that was encoded here or that a FrameReader yielded is well-formed.
Args decodeArgs(const protocol::Payload& payload);
/// The same, in place of what is in `into`; strings use the memory of those that are there.
void decodeArgs(const protocol::Payload& payload, Args& into);

/// One value: what was assigned to `event.returnValue`, or what a handler returned. Throws
/// UnclonableError, as in "result.a".
protocol::Outcome encodeValue(const Value& value);

/// Any outcome. A value that cannot be cloned makes it UNCLONABLE, with the path; so this does not
/// throw. Within what was thrown, such a value is left out.
protocol::Outcome encodeOutcome(const Outcome& outcome);

/// The value of an outcome VALUE.
Value decodeValue(const protocol::Outcome& outcome);

Outcome decodeOutcome(const protocol::Outcome& outcome);

}  // namespace triwire::wire
