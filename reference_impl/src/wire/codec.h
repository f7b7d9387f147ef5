// Values and outcomes, to payloads and back.
#pragma once

#include <cstdint>
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

/// Encoded arguments, as long as nobody moves them: a payload, or the plain words of a message that is
/// still where it was read.
class EncodedArgs {
 public:
  EncodedArgs(const protocol::Payload& payload) : payload_(&payload) {}
  explicit EncodedArgs(std::span<const std::uint64_t> plain) : plain_(plain) {}

 private:
  friend void decodeArgs(const EncodedArgs& args, Args& into);

  const protocol::Payload* payload_ = nullptr;
  std::span<const std::uint64_t> plain_;
};

/// Total: every payload that was encoded here or that a FrameReader yielded is well-formed.
Args decodeArgs(const EncodedArgs& args);
/// The same, in place of what is in `into`; strings use the memory of those that are there.
void decodeArgs(const EncodedArgs& args, Args& into);

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
