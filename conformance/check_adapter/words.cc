#include "check_adapter/words.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

std::string word(const Event& event) {
  std::string out(name(event.kind));
  for (const std::string_view part :
       {event.op, event.call, event.listener, event.channel, event.mark, event.peer})
    if (!part.empty() && !(event.kind == Kind::CALLED && part == event.peer))
      out += " " + std::string(part);
  if (event.kind == Kind::CALLED && event.callKind == CallKind::INVOKE) out += " by invoke";
  return out;
}

std::vector<std::string> lacking(std::vector<std::string> whole, std::vector<std::string> part) {
  std::sort(whole.begin(), whole.end());
  std::sort(part.begin(), part.end());
  std::vector<std::string> out;
  std::set_difference(whole.begin(), whole.end(), part.begin(), part.end(),
                      std::back_inserter(out));
  return out;
}

}  // namespace

bool isOfRunner(const Event& event) {
  return event.actor == Actor::RUNNER || event.kind == Kind::DONE ||
         event.kind == Kind::UNSUPPORTED || event.kind == Kind::FAILED ||
         event.channel.starts_with(RESERVED) || event.mark.starts_with(RESERVED) ||
         event.listener.starts_with(RESERVED) || event.call.starts_with("fence ");
}

std::vector<std::string> words(const History& history, Actor actor) {
  std::vector<std::string> out;
  for (const Event& event : history.events())
    if (event.actor == actor && !isOfRunner(event) && event.kind != Kind::CLOSED)
      out.push_back(word(event));
  return out;
}

std::vector<const Event*> eventsOf(const History& history, Kind kind) {
  std::vector<const Event*> out;
  for (const Event& event : history.events())
    if (event.kind == kind && !isOfRunner(event)) out.push_back(&event);
  return out;
}

std::optional<Lie> compare(const std::string& who, const std::vector<std::string>& expected,
                               const std::vector<std::string>& said) {
  if (const auto lost = lacking(expected, said); !lost.empty())
    return Lie{"swallows-events", who + " did not report `" + lost.front() + "`"};
  if (const auto more = lacking(said, expected); !more.empty())
    return Lie{"invents-events",
                   who + " reported `" + more.front() + "`, which did not happen"};
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (said[i] != expected[i])
      return Lie{"reorders-events",
                     who + " reported `" + said[i] + "` where `" + expected[i] + "` came first"};
  return {};
}

}  // namespace triwire::conformance
