// Which behaviour an application sees where Electron leaves a gap or behaves by accident.
#pragma once

#include <cstdint>

namespace triwire {

/// Chosen on each side by itself; the frames on the link are the same.
enum class Profile : std::uint8_t {
  /// Never hangs, never loses an error, never guesses.
  STRICT,
  /// What Electron does, its accidents included: `sendSync` without an answer gives the value
  /// `{error: 'reply was never sent'}`, `throw ''` fulfils, a lost link leaves invokes pending, …
  ELECTRON,
};

}  // namespace triwire
