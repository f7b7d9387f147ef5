// What both actors do with what may throw.
#pragma once

#include <exception>

namespace triwire::conformance {

/// What `body` throws, null if nothing.
template <class Body>
std::exception_ptr attempt(const Body& body) {
  try {
    body();
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace triwire::conformance
