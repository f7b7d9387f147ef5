#include "record/actor.h"

#include <charconv>

namespace triwire::conformance {

std::string name(Actor actor) {
  if (actor == Actor::RUNNER) return "runner";
  if (actor == Actor::MAIN) return "main";
  return "r" + std::to_string(rendererIndex(actor));
}

std::optional<Actor> actorNamed(std::string_view text) {
  constexpr unsigned INDEX_MAX = 999;
  if (text == "main") return Actor::MAIN;
  if (text.size() < 2 || text[0] != 'r' || (text[1] == '0' && text.size() > 2)) return {};

  unsigned index = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + 1, end, index);
  if (error != std::errc{} || rest != end || index > INDEX_MAX) return {};
  return renderer(index);
}

}  // namespace triwire::conformance
