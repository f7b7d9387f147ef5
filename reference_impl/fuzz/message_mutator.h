// Changes of Cap'n Proto messages that know their schema.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

#include <capnp/dynamic.h>

namespace triwire::fuzz {

/// Changes one thing somewhere below `root`: a number, a text, the arm of a union, an element of a
/// list, or a part that is replaced by another of its kind from `donor`. What results keeps the
/// schema, and seldom the protocol.
void mutate(capnp::DynamicStruct::Builder root, capnp::DynamicStruct::Reader donor,
            std::minstd_rand& random);

}  // namespace triwire::fuzz
