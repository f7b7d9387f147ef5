#include <algorithm>
#include <string>

#include "check_adapter/check.h"
#include "check_adapter/words.h"

namespace triwire::conformance {
namespace {

// What shows a capability at work. Most need others to be shown at all.
struct Probe {
  const char* capability;
  std::vector<std::string> needs;
  const char* steps;
};

constexpr const char* SEND_MAP =
    R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]},
       {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c","args":[{"$":"map","entries":[[1,2]]}]}]})";

std::vector<Probe> probes() {
  return {
      {"send",
       {},
       R"({"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})"},
      {"sendSync",
       {},
       R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"y","listener":"L","program":[{"op":"assign","value":"TOKEN"}]}]},
          {"do":"run","actor":"r0","steps":[{"op":"sendSync","call":"Y1","channel":"y"}]})"},
      {"invoke",
       {},
       R"({"do":"run","actor":"main","steps":[{"op":"handle","channel":"i","listener":"H"}]},
          {"do":"run","actor":"r0","steps":[{"op":"invoke","call":"I1","channel":"i"}]})"},
      {"reply",
       {"send"},
       R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L","program":[{"op":"reply","channel":"e"}]}]},
          {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]})"},
      {"sendTo",
       {},
       R"({"do":"run","actor":"main","steps":[{"op":"sendTo","to":"r0","channel":"e","args":["E1"]}]})"},
      {"hold",
       {"send"},
       R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L","program":[{"op":"hold"}]}]},
          {"do":"run","actor":"r0","steps":[{"op":"send","call":"S1","channel":"c"}]},
          {"do":"run","actor":"main","steps":[{"op":"release","handle":"S1"}]})"},
      {"collect", {}, R"({"do":"collect"})"},
      {"deadline",
       {"invoke"},
       R"({"do":"run","actor":"main","steps":[{"op":"handle","channel":"i","listener":"H"}]},
          {"do":"run","actor":"r0","steps":[{"op":"invoke","call":"I1","channel":"i","deadlineMs":60000}]})"},
      {"kill", {}, R"({"do":"kill","actor":"r0"})"},
      {"close", {}, R"({"do":"close","actor":"r0"})"},
      {"sender", {"send"}, SEND_MAP},
      {"structuredClone", {"send"}, SEND_MAP},
      {"outcome",
       {"invoke"},
       R"({"do":"run","actor":"r0","steps":[{"op":"invoke","call":"I1","channel":"TOKEN"}]},
          {"do":"await","event":"settled","call":"I1"})"},
  };
}

// Those that no step asks for, and that only what is reported can show.
bool isDeclinedByNothing(const std::string& capability) {
  return capability == "sender" || capability == "structuredClone" || capability == "outcome";
}

std::string declined(const History& history) {
  for (const Event& event : history.events())
    if (event.kind == Kind::UNSUPPORTED) return std::string(event.text);
  return "";
}

bool isDeclined(const History& history) {
  return std::any_of(history.events().begin(), history.events().end(),
                     [](const Event& event) { return event.kind == Kind::UNSUPPORTED; });
}

std::optional<Lie> lookAtClaim(const std::string& capability, const History& history) {
  const auto lie = [&](const std::string& what) {
    return Lie{"claims-what-it-lacks", "it offers " + capability + ", and " + what};
  };
  if (isDeclined(history)) return lie("declined " + declined(history) + " as unsupported");
  for (const Event* event : eventsOf(history, Kind::CALLED)) {
    if (capability == "sender" && event->peer.empty())
      return lie("did not say whom a message is from");
    if (capability == "structuredClone" &&
        (event->args.size() != 2 || event->args[1] != R"({"$":"map","entries":[[1,2]]})"))
      return lie("a Map did not arrive as a Map");
  }
  for (const Event* event : eventsOf(history, Kind::SETTLED))
    if (capability == "outcome" && event->error != nullptr && event->error->outcome.empty())
      return lie("the error of an invoke that nobody handles has no outcome");
  return {};
}

std::optional<Lie> lookAtDenial(const std::string& capability, const History& history) {
  if (!isDeclined(history))
    return Lie{"denies-what-it-has", "it does not offer " + capability +
                                             ", and did as if: expected the answer " +
                                             "unsupported"};
  if (!eventsOf(history, Kind::MARKED).empty())
    return Lie{"performs-half",
                   "it declined a script as unsupported and performed a part of it"};
  return {};
}

// The same with a mark before the last script's steps: of a script that is declined nothing is
// performed.
std::string withMark(std::string steps) {
  const std::string script = R"("steps":[)";
  const std::size_t at = steps.rfind(R"("actor":)");
  const std::size_t begin = at == std::string::npos ? at : steps.find(script, at);
  if (begin != std::string::npos)
    steps.insert(begin + script.size(), R"({"op":"mark","mark":"TOKEN"},)");
  return steps;
}

}  // namespace

std::vector<AdapterCheck> claimChecks(const Identity& identity) {
  std::vector<AdapterCheck> out;
  for (const Probe& probe : probes()) {
    const std::string capability = probe.capability;
    const bool offered = identity.offers(capability);
    if (!offered && isDeclinedByNothing(capability)) continue;
    AdapterCheck check{.name = (offered ? "offers-" : "declines-") + capability,
                .holds = offered ? "what it offers is there" : "what it does not offer it declines",
                .needs = probe.needs,
                .worlds = {offered ? probe.steps : withMark(probe.steps)},
                .look = [capability, offered](const History& history, const std::string&) {
                  return offered ? lookAtClaim(capability, history)
                                 : lookAtDenial(capability, history);
                }};
    if (capability == "hold" && !offered)
      check.worlds = {withMark(
          R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L","program":[{"op":"hold"}]}]})")};
    if (capability == "reply" && !offered)
      check.worlds = {withMark(
          R"({"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L","program":[{"op":"reply","channel":"e"}]}]})")};
    out.push_back(std::move(check));
  }
  return out;
}

}  // namespace triwire::conformance
