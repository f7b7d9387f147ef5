#include "record/actor.h"

#include <charconv>

namespace triwire::conformance {

std::string name(Actor actor) {
  if (actor == Actor::RUNNER) return "runner";
  if (actor == Actor::MAIN) return "main";
  if (isPeer(actor)) return actor == Actor::P0 ? "p0" : "p1";
  return "r" + std::to_string(rendererIndex(actor));
}

std::optional<Actor> peerNamed(std::string_view text) {
  if (text == "p0") return Actor::P0;
  if (text == "p1") return Actor::P1;
  return {};
}

std::optional<Actor> actorNamed(std::string_view text) {
  if (text == "main") return Actor::MAIN;
  if (text.size() < 2 || text[0] != 'r' || (text[1] == '0' && text.size() > 2)) return {};

  unsigned index = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + 1, end, index);
  if (error != std::errc{} || rest != end || index >= RENDERERS_MAX) return {};
  return renderer(index);
}

}  // namespace triwire::conformance
