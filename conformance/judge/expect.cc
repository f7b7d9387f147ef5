#include "judge/expect.h"

#include <algorithm>

namespace triwire::conformance {

Position Expectation::end() const {
  const Position end = call_.end();
  const Position linkEnd = account_.linkEnd(call_.renderer);
  if (linkEnd != NOWHERE && (end == NOWHERE || linkEnd < end)) return NOWHERE;
  if (end == NOWHERE) {
    findings_.missing(premise_, describe(call_) + " did not end");
    return NOWHERE;
  }
  const bool expired = outcomeOf(account_.event(end)) == "DEADLINE_EXCEEDED";
  return expired && call_.step->deadlineMs > 0 ? NOWHERE : end;
}

void Expectation::judge(bool holds, const std::string& expected) const {
  const Position end = call_.end();
  if (holds) return findings_.pass(premise_, {end});
  findings_.fail(premise_, end,
                 describe(call_) + " " + describe(account_.event(end)) + "; expected: " + expected);
}

void Expectation::value(std::string_view expected) const {
  const Position at = end();
  if (at == NOWHERE) return;
  const Event& event = account_.event(at);
  judge(event.error == nullptr && event.kind != Kind::THREW && valueOr(event.value) == expected,
        std::string(expected));
}

void Expectation::failure(std::string_view outcome) const {
  const Position at = end();
  if (at == NOWHERE) return;
  const Event& event = account_.event(at);
  const bool failed = event.kind == Kind::THREW || event.error != nullptr;
  judge(failed && (outcome.empty() || outcomeOf(event) == outcome),
        outcome.empty() ? "a failure" : std::string(outcome));
}

void Expectation::message(const std::string& expected) const {
  const Position at = end();
  if (at == NOWHERE) return;
  const Event& event = account_.event(at);
  judge(event.error != nullptr && event.error->message == expected, "\"" + expected + "\"");
}

std::string invokeError(const Call& call, std::string_view text) {
  return "Error invoking remote method '" + std::string(call.step->channel) +
         "': " + std::string(text);
}

}  // namespace triwire::conformance
