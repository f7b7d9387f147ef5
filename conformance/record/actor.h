#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace triwire::conformance {

/// Who did or saw something. Renderer r<k> is `renderer(k)`. The peers are the runner's own ends of
/// links that carry the wire protocol.
enum class Actor : std::uint16_t { RUNNER, MAIN, P0, P1, R0, R1, R2, R3 };

inline constexpr unsigned PEERS_MAX = 2;
constexpr Actor peer(unsigned k) {
  return static_cast<Actor>(static_cast<unsigned>(Actor::P0) + k);
}
constexpr bool isPeer(Actor actor) { return actor == Actor::P0 || actor == Actor::P1; }

constexpr Actor renderer(unsigned k) {
  return static_cast<Actor>(static_cast<unsigned>(Actor::R0) + k);
}
constexpr bool isRenderer(Actor actor) { return actor >= Actor::R0; }

/// Of one world: r0 to r3.
inline constexpr unsigned RENDERERS_MAX = 4;

/// The k of renderer r<k>.
constexpr unsigned rendererIndex(Actor actor) {
  return static_cast<unsigned>(actor) - static_cast<unsigned>(Actor::R0);
}

/// For tables by actor.
inline constexpr std::size_t ACTORS = static_cast<std::size_t>(Actor::R3) + 1;
constexpr std::size_t indexOf(Actor actor) { return static_cast<std::size_t>(actor); }

/// "runner", "main", "p0", "r0", "r1", …
std::string name(Actor actor);

/// The actor the contract calls `text`: "main" or "r<k>"; none beyond RENDERERS_MAX.
std::optional<Actor> actorNamed(std::string_view text);

/// "p0" or "p1": no actor of the contract.
std::optional<Actor> peerNamed(std::string_view text);

}  // namespace triwire::conformance
