#pragma once

#include <cstdint>
#include <string>

#include <trace.capnp.h>
#include <triwire.capnp.h>

namespace triwire::conformance::trace {

/// A traced frame, decoded, as text for people: nothing in it can act on a terminal.
struct Sight {
  std::uint32_t renderer = 0;
  bool fromMain = false;
  std::string kind;     ///< "invoke"; empty if the frame is of a kind that is not known.
  std::string label;    ///< "invoke #1 \"add\"".
  std::string payload;  ///< What it carries, if that came with it (trace/payload_text.h): "(1, {a: 2})".
  std::uint64_t payloadBytes = 0;
};

/// What is wrong with a frame becomes its label.
Sight sightOf(schema::TracedFrame::Reader traced);

/// One line: "r1 -> main  invoke #1 \"add\"  24 bytes".
std::string lineOf(const Sight& sight);
/// One line for a link and its counters.
std::string lineOf(schema::TracedLink::Reader link);

}  // namespace triwire::conformance::trace
