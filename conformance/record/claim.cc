#include "record/claim.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

template <typename Fits>
bool has(const History& history, const Fits& fits) {
  return std::any_of(history.events().begin(), history.events().end(), fits);
}

bool isDone(const History& history, Command::Kind kind) {
  return has(history, [&](const Event& event) {
    return event.kind == Kind::DONE && history.commands()[event.command].kind == kind;
  });
}

bool isCalledFrom(const History& history, std::string_view message, std::string_view renderer) {
  return has(history, [&](const Event& event) {
    return event.kind == Kind::CALLED && event.message == message && event.peer == renderer;
  });
}

// Whether a mark of the script was reported.
bool isBegun(const History& history, const Command& script) {
  return std::any_of(script.steps.begin(), script.steps.end(), [&](const Step& step) {
    return step.op == Op::MARK && has(history, [&](const Event& event) {
             return event.kind == Kind::MARKED && event.mark == step.mark;
           });
  });
}

// No step asks for these: only what is reported can show them.
bool isOnlyReported(const std::string& capability) {
  return capability == "sender" || capability == "structuredClone" || capability == "outcome";
}

bool isAtWork(const std::string& capability, const History& history) {
  const auto reported = [&](Kind kind, std::string_view call) {
    return has(history, [&](const Event& event) {
      return event.kind == kind && (event.call == call || event.message == call);
    });
  };
  const auto read = [&](std::string_view frame) {
    return has(history, [&](const Event& event) {
      return event.kind == Kind::READ && event.wire->frame == frame;
    });
  };
  if (capability == "send") return reported(Kind::CALLED, "S1");
  if (capability == "sendSync") return reported(Kind::RETURNED, "Y1");
  if (capability == "reply" || capability == "sendTo") return reported(Kind::DISPATCHED, "E1");
  if (capability == "hold")
    return has(history, [](const Event& event) { return event.kind == Kind::RELEASED; });
  if (capability == "collect") return isDone(history, Command::Kind::COLLECT);
  if (capability == "kill") return isDone(history, Command::Kind::KILL);
  if (capability == "close") return isDone(history, Command::Kind::CLOSE);
  if (capability == "sender")
    return isCalledFrom(history, "S1", "r0") && isCalledFrom(history, "S2", "r1");
  if (capability == "structuredClone")
    return has(history, [](const Event& event) {
      return event.kind == Kind::CALLED && event.args.size() == 2 &&
             event.args[1] == R"({"$":"map","entries":[[1,2]]})";
    });
  if (capability == "outcome")
    return has(history, [](const Event& event) {
      return event.kind == Kind::SETTLED && event.error && !event.error->outcome.empty();
    });
  if (capability == "wireMain") return read("welcome");
  if (capability == "wireRenderer") return read("hello");
  return reported(Kind::SETTLED, "I1");  // invoke, release, deadline
}

}  // namespace

bool Claim::isBroken() const {
  return isDeclared && (shown == Shown::DECLINED || (shown == Shown::NEITHER && !hasExpired));
}

bool Claim::isIgnored() const {
  return !isDeclared && shown == Shown::NEITHER && !isOnlyReported(capability);
}

std::string Claim::trouble() const {
  if (isBroken() && !declined.empty()) return "declares " + capability + ", and declined " + declined;
  if (isBroken()) return "declares " + capability + ", and nothing that was reported shows it";
  if (isHidden()) return "has " + capability + ", and does not declare it";
  if (isIgnored())
    return "does not declare " + capability + ", and did as if: expected the answer unsupported";
  if (isHalf) return "declined " + declined + ", and performed a part of the same script";
  return "";
}

std::optional<std::string> capabilityOf(std::string_view scenario) {
  constexpr std::string_view FAMILY = "claim/";
  if (!scenario.starts_with(FAMILY)) return {};
  return std::string(scenario.substr(FAMILY.size()));
}

std::optional<Claim> claimIn(const History& history) {
  const auto capability = capabilityOf(history.scenario);
  if (!capability || history.ending != Ending::ENDED) return {};
  Claim out;
  out.capability = *capability;
  const auto& declared = history.capabilities;
  out.isDeclared = std::find(declared.begin(), declared.end(), out.capability) != declared.end();
  for (const Event& event : history.events()) {
    out.hasExpired = out.hasExpired || event.kind == Kind::EXPIRED;
    if (event.kind != Kind::UNSUPPORTED) continue;
    out.shown = Claim::Shown::DECLINED;
    out.declined = event.text.empty() ? "it" : event.text;
    out.isHalf = out.isHalf || isBegun(history, history.commands()[event.command]);
  }
  if (out.shown != Claim::Shown::DECLINED && isAtWork(out.capability, history))
    out.shown = Claim::Shown::AT_WORK;
  return out;
}

}  // namespace triwire::conformance
