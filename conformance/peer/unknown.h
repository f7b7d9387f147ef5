#pragma once

#include <cstdint>
#include <vector>

#include <triwire.capnp.h>

namespace triwire::conformance {

/// Makes the frame one of a kind that this version of the schema does not have.
void makeUnknown(schema::Frame::Builder frame, schema::IfUnknown ifUnknown);

/// The words of one segment with its root struct, and the struct that is the root's first pointer,
/// grown by a word of data and a pointer: as a later version of the schema would send them.
std::vector<std::uint64_t> grown(std::vector<std::uint64_t> segment);

}  // namespace triwire::conformance
