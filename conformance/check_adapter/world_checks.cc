#include "check_adapter/check.h"
#include "check_adapter/words.h"

namespace triwire::conformance {
namespace {

std::optional<Lie> lookForListeners(const History& history, const std::string&) {
  for (const Kind kind : {Kind::CALLED, Kind::DISPATCHED})
    for (const Event* event : eventsOf(history, kind))
      if (event->listener == "L")
        return Lie{"leaks-listeners",
                       "a listener was called that was registered in the world before"};
  return {};
}

std::optional<Lie> lookForMessages(const History& history, const std::string&) {
  for (const Event* event : eventsOf(history, Kind::CALLED))
    if (event->message == "S1")
      return Lie{"leaks-messages", "a message arrived that was sent in the world before"};
  return {};
}

}  // namespace

std::vector<AdapterCheck> worldChecks() {
  return {
      {.name = "fresh-listeners",
       .holds = "a world begins with nothing registered",
       .needs = {"send"},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]})",
            R"({"do":"run","actor":"r0","steps":[{"op":"send","call":"S2","channel":"c"}]})"},
       .look = lookForListeners},
      {.name = "fresh-messages",
       .holds = "what was sent in one world does not arrive in the next",
       .needs = {"send"},
       .worlds =
           {R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]},
                     {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})",
            R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"M"}]})"},
       .look = lookForMessages},
  };
}

}  // namespace triwire::conformance
