// What a fuzzer, or a simulation, expects to hold.
#pragma once

#include <stdexcept>

namespace triwire::fuzz {

/// Nobody below a fuzzer catches it, so that the fuzzer keeps the input.
inline void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

}  // namespace triwire::fuzz
