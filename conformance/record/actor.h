#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace triwire::conformance {

/// Who did or saw something. Renderer r<k> is `renderer(k)`.
enum class Actor : std::uint16_t { RUNNER, MAIN, R0, R1, R2, R3 };

constexpr Actor renderer(unsigned k) {
  return static_cast<Actor>(static_cast<unsigned>(Actor::R0) + k);
}
constexpr bool isRenderer(Actor actor) { return actor >= Actor::R0; }

/// The k of renderer r<k>.
constexpr unsigned rendererIndex(Actor actor) {
  return static_cast<unsigned>(actor) - static_cast<unsigned>(Actor::R0);
}

/// "runner", "main", "r0", "r1", …
std::string name(Actor actor);

/// The actor the contract calls `text`: "main" or "r<k>".
std::optional<Actor> actorNamed(std::string_view text);

}  // namespace triwire::conformance
