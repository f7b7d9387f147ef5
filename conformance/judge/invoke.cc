// TW-INVOKE: handlers, and how the promise of an invoke settles.

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "judge/families.h"

namespace triwire::conformance::invoke {
namespace {

constexpr std::array<std::string_view, 4> FALSY{"null", "false", "0", R"("")"};

bool isFalsy(std::string_view value) {
  return std::find(FALSY.begin(), FALSY.end(), value) != FALSY.end();
}

bool isNullish(std::string_view value) { return value == "null" || value == UNDEFINED; }

// Every invoke that main dispatched to a handler which settled it so, link and deadline permitting.
template <typename Visit>
void forEachSettled(const Account& account, Answer::Kind kind, Visit visit) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call != nullptr && call->is(Op::INVOKE) && message.answer.kind == kind &&
        call->calling != NOWHERE)
      visit(*call, message, message.answer);
  }
}

template <typename Accept>
void fulfilsWith(const Account& account, Findings& findings, Accept accept) {
  forEachSettled(
      account, Answer::Kind::VALUE, [&](const Call& call, const Message&, const Answer& answer) {
        if (!answer.value.empty() && !isUnclonable(answer.value) && accept(answer))
          Expectation(account, findings, call, {call.calling, answer.at}).value(answer.value);
      });
}

// Every invoke on a channel that had no handler.
template <typename Visit>
void forEachUnhandled(const Account& account, Visit visit) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::INVOKE) || call.calling == NOWHERE || hasUnclonableArgs(*call.step)) continue;
    const Registered* registered = registeredFor(account, call);
    const bool linked = account.linkEnd(call.renderer) > call.calling;
    const bool unhandled = registered == nullptr ? wentUnheard(account, call) : registered->handler.empty();
    if (unhandled && linked) visit(call);
  }
}

std::string noHandlerError(const Call& call) {
  return invokeError(call,
                     "Error: No handler registered for '" + std::string(call.step->channel) + "'");
}

// A text of canonical JSON, up to its closing quotation mark: \", \\ and \u00xx are all it escapes.
std::string plainText(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] != '\\') {
      out += json[at];
    } else if (json.substr(at, 4) == "\\u00") {
      out += static_cast<char>(std::stoi(std::string(json.substr(at + 4, 2)), nullptr, 16));
      at += 5;
    } else {
      out += json[++at];
    }
  }
  return out;
}

// The text of a member of a canonical JSON object, if it is a string.
std::optional<std::string> textMember(std::string_view json, std::string_view member) {
  const std::string key = "\"" + std::string(member) + "\":\"";
  const std::size_t begin = json.find(key);
  if (begin == std::string_view::npos) return std::nullopt;
  return plainText(json.substr(begin + key.size()));
}

bool isError(std::string_view value) { return value.starts_with(R"({"$":"error")"); }

// An error's members without its cause, which has members of the same names. Sorted, so that it comes
// before those that are looked for.
std::string_view withoutCause(std::string_view error) {
  constexpr std::string_view KEY = R"("cause":)";
  std::size_t at = error.find(KEY);
  if (at == std::string_view::npos) return error;
  bool inText = false;
  int depth = 0;
  for (at += KEY.size(); at < error.size(); ++at) {
    const char c = error[at];
    if (inText && c == '\\')
      ++at;
    else if (c == '"')
      inText = !inText;
    else if (!inText && (c == '{' || c == '['))
      ++depth;
    else if (!inText && depth == 0 && (c == ',' || c == '}'))
      break;
    else if (!inText && (c == '}' || c == ']'))
      --depth;
  }
  return error.substr(std::min(at, error.size()));
}

// String(thrown), where that is plain to see.
std::optional<std::string> asText(std::string_view thrown) {
  if (thrown == "true" || thrown == "false") return std::string(thrown);
  if (thrown.size() > 2 && thrown.front() == '"') return plainText(thrown.substr(1));
  if (!thrown.empty() && thrown.find_first_not_of("0123456789-") == std::string_view::npos)
    return std::string(thrown);
  if (thrown == "{}") return "[object Object]";
  if (!isError(thrown)) return std::nullopt;
  thrown = withoutCause(thrown);
  const std::string name = textMember(thrown, "name").value_or("Error");
  const std::string message = textMember(thrown, "message").value_or("");
  if (name.empty()) return message;
  return message.empty() ? name : name + ": " + message;
}

// Whether the error that the renderer saw is the one thrown: name, message and code.
bool keepsDetail(const ErrorDetail& seen, std::string_view thrown) {
  if (seen.outcome != "THROWN") return false;
  if (!isError(thrown)) return true;
  thrown = withoutCause(thrown);
  const std::size_t code = thrown.find(R"("code":)");
  const bool codeKept = code == std::string_view::npos ||
                        (!seen.code.empty() && thrown.substr(code + 7).starts_with(seen.code));
  return seen.remoteName == textMember(thrown, "name").value_or("Error") &&
         seen.remoteMessage == textMember(thrown, "message").value_or("") && codeKept;
}

// Invokes whose handler's event and promise main let go of because it was told to.
template <typename Visit>
void forEachReleased(const Account& account, Visit visit) {
  forEachSettled(account, Answer::Kind::RELEASED,
                 [&](const Call& call, const Message&, const Answer& answer) {
                   if (answer.cause != NOWHERE) visit(call, answer);
                 });
}

template <typename Visit>
void forEachThrown(const Account& account, Visit visit) {
  forEachSettled(account, Answer::Kind::THROWN,
                 [&](const Call& call, const Message&, const Answer& answer) {
                   if (!answer.value.empty()) visit(call, answer);
                 });
}

}  // namespace

void fulfilsWithReturned(const Account& account, Findings& findings) {
  fulfilsWith(account, findings, [](const Answer& answer) {
    return !answer.late && answer.value != UNDEFINED && !isFalsy(answer.value);
  });
}

void awaitsPromise(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account)) {
    const Position end = wait.call->end();
    if (end != NOWHERE && end < wait.until)
      findings.fail({wait.call->calling, wait.called}, end,
                    describe(*wait.call) + " " + describe(account.event(end)) +
                        " before its handler's promise had settled");
  }
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    if (answer.late && !isNullish(answer.value) && answer.value != R"("")")
      Expectation(account, findings, call, {call.calling, answer.at}).failure("");
  });
  fulfilsWith(account, findings, [](const Answer& answer) { return answer.late; });
}

void undefinedFulfils(const Account& account, Findings& findings) {
  fulfilsWith(account, findings, [](const Answer& answer) { return answer.value == UNDEFINED; });
}

void falsyValuesFulfil(const Account& account, Findings& findings) {
  fulfilsWith(account, findings, [](const Answer& answer) { return isFalsy(answer.value); });
}

void noHandlerRejects(const Account& account, Findings& findings) {
  forEachUnhandled(account, [&](const Call& call) {
    Expectation(account, findings, call, {call.calling}).failure("");
  });
}

void noHandlerOutcome(const Account& account, Findings& findings) {
  forEachUnhandled(account, [&](const Call& call) {
    Expectation(account, findings, call, {call.calling}).failure("NO_HANDLER");
  });
}

void noHandlerMessage(const Account& account, Findings& findings) {
  forEachUnhandled(account, [&](const Call& call) {
    Expectation(account, findings, call, {call.calling}).message(noHandlerError(call));
  });
}

void listenersAreNotCalled(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    const Registered* registered = registeredFor(account, call);
    if (!call.is(Op::INVOKE) || registered == nullptr || registered->listeners.empty()) continue;
    const Position since = registered->listeners.front().at;
    for (const Position m : call.messages)
      for (const Position i : account.messages()[m].runs)
        if (const Run& run = account.runs()[i]; isRegistered(registered->listeners, run.listener) &&
                                                !isRegistered(registered->handler, run.listener))
          findings.fail(
              {since, call.calling}, run.begin,
              "the listener " + std::string(run.listener) + " was called for " + describe(call));
    if (const Position later = fence(account, call); later != NOWHERE)
      findings.pass({since, call.calling}, {call.end(), later});
  }
}

void throwRejects(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    if (!isNullish(answer.value) && answer.value != R"("")")
      Expectation(account, findings, call, {call.calling, answer.at}).failure("");
  });
}

void throwMessage(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    if (const auto text = asText(answer.value))
      Expectation(account, findings, call, {call.calling, answer.at})
          .message(invokeError(call, *text));
  });
}

void throwDetail(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    const Position end = call.end();
    if (end == NOWHERE || account.linkEnd(call.renderer) < end) return;
    const Event& event = account.event(end);
    if (outcomeOf(event) == "DEADLINE_EXCEEDED") return;
    if (event.error != nullptr && keepsDetail(*event.error, answer.value))
      findings.pass({call.calling, answer.at}, {end});
    else
      findings.fail({call.calling, answer.at}, end,
                    describe(call) + " " + describe(event) +
                        "; expected: THROWN with the detail of " + std::string(answer.value));
  });
}

void emptyThrowRejects(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    if (answer.value == R"("")")
      Expectation(account, findings, call, {call.calling, answer.at}).failure("THROWN");
  });
}

void emptyThrowFulfils(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    if (answer.value == R"("")")
      Expectation(account, findings, call, {call.calling, answer.at}).value(UNDEFINED);
  });
}

void nullThrowRejects(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    if (isNullish(answer.value))
      Expectation(account, findings, call, {call.calling, answer.at}).failure("THROWN");
  });
}

void nullThrowIsNeverSent(const Account& account, Findings& findings) {
  forEachThrown(account, [&](const Call& call, const Answer& answer) {
    const Position collected = account.commandAfter(Command::Kind::COLLECT, answer.at);
    if (isNullish(answer.value) && collected != NOWHERE)
      Expectation(account, findings, call, {call.calling, answer.at, collected})
          .message(invokeError(call, "reply was never sent"));
  });
}

void releasedRejects(const Account& account, Findings& findings) {
  forEachReleased(account, [&](const Call& call, const Answer& answer) {
    Expectation(account, findings, call, {call.calling, answer.at}).failure("NO_REPLY");
  });
}

void collectedRejects(const Account& account, Findings& findings) {
  forEachReleased(account, [&](const Call& call, const Answer& answer) {
    const Position collected = account.commandAfter(Command::Kind::COLLECT, answer.at);
    if (collected != NOWHERE)
      Expectation(account, findings, call, {call.calling, answer.at, collected})
          .message(invokeError(call, "reply was never sent"));
  });
}

void heldStaysPending(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account)) {
    const Position end = wait.call->end();
    const Position moved = progress(account, Actor::RUNNER, wait.called, wait.until);
    if (end != NOWHERE && end < wait.until)
      findings.fail({wait.call->calling, wait.called}, end,
                    describe(*wait.call) + " " + describe(account.event(end)) +
                        " while its handler's promise was held");
    else if (end != NOWHERE && moved != NOWHERE && wait.message->answer.at != NOWHERE)
      findings.pass({wait.call->calling, wait.called, moved}, {wait.message->answer.at, end});
  }
}

void unclonableArgsReject(const Account& account, Findings& findings) {
  unclonableArgs(account, findings, Op::INVOKE);
}

void unclonableResultRejects(const Account& account, Findings& findings) {
  forEachSettled(account, Answer::Kind::VALUE,
                 [&](const Call& call, const Message&, const Answer& answer) {
                   if (!isUnclonable(answer.value)) return;
                   const bool strict = account.history().profile == "strict";
                   Expectation(account, findings, call, {call.calling, answer.at})
                       .failure(strict ? "UNCLONABLE" : "");
                 });
}

void pendingStartsOthers(const Account& account, Findings& findings) {
  for (const Wait& wait : pendingInvokes(account)) {
    const auto isOther = [&](const Call& call) {
      return call.is(Op::INVOKE) && &call != wait.call && call.calling != NOWHERE &&
             (call.renderer != wait.call->renderer || call.calling > wait.call->calling);
    };
    for (const Message& message : messagesSince(account, wait.called)) {
      if (account.began(message) >= wait.message->answer.at || findings.isKnown()) break;
      const Call* call = account.callOf(message);
      if (call != nullptr && isOther(*call) && account.messageOf(*call) == &message)
        findings.pass({wait.called, call->calling}, {account.began(message)});
    }
    if (account.expiredAfter(wait.called) > wait.until) continue;  // Nobody waited in vain.
    for (const Call& call : account.calls()) {
      if (!isOther(call) || call.calling > wait.until) continue;
      const Message* message = account.messageOf(call);
      if (message != nullptr && account.began(*message) < wait.message->answer.at) continue;
      const Registered* registered = registeredFor(account, call);
      if (registered != nullptr && !registered->handler.empty())
        findings.missing({wait.called, call.calling},
                         "the handler of " + describe(call) + " did not start while that of " +
                             describe(*wait.call) + " was pending",
                         wait.until);
    }
  }
}

void deadlineRejects(const Account& account, Findings& findings) {
  deadlineEnds(account, findings, Op::INVOKE);
}

void lateResultSettlesNothing(const Account& account, Findings& findings) {
  lateAnswer(account, findings, Op::INVOKE);
}

void settlesOnce(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::INVOKE) || call.settlements.empty()) continue;
    if (call.settlements.size() > 1)
      findings.fail({call.calling, call.settlements[0]}, call.settlements[1],
                    describe(call) + " settled a second time: it " +
                        describe(account.event(call.settlements[1])));
    // A second settlement could have come before what the renderer did later.
    else if (const Position later = fence(account, call);
             later != NOWHERE && !call.messages.empty())
      findings.pass({call.calling, account.began(*account.messageOf(call))}, {call.end(), later});
  }
}

void settles(const Account& account, Findings& findings) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    const Answer& answer = message.answer;
    if (call == nullptr || !call->is(Op::INVOKE) || answer.at == NOWHERE) continue;
    // The electron profile has more to wait for there: TW-INVOKE-15, 17 and 20.
    if (answer.kind == Answer::Kind::RELEASED || isUnclonable(answer.value)) continue;
    if (answer.kind == Answer::Kind::THROWN && isNullish(answer.value)) continue;
    const Position end = call->end();
    if (end != NOWHERE)
      findings.pass({call->calling, answer.at}, {end});
    else if (account.linkEnd(call->renderer) == NOWHERE)
      findings.missing({call->calling, answer.at}, describe(*call) + " did not settle");
  }
}

void failureIsRejection(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::INVOKE) || call.calling == NOWHERE || call.returned() == NOWHERE) continue;
    const Event& returned = account.event(call.returned());
    if (returned.kind == Kind::THREW)
      findings.fail({call.calling}, call.returned(), describe(call) + " " + describe(returned));
    else if (call.end() != NOWHERE && account.event(call.end()).error != nullptr)
      findings.pass({call.calling}, {call.returned(), call.end()});
  }
}

void lossRejects(const Account& account, Findings& findings) {
  const Position lost = account.commandAfter(Command::Kind::KILL, 0);
  if (lost == NOWHERE) return;
  if (account.history().commands()[account.event(lost).command].actor != Actor::MAIN) return;
  for (const Wait& wait : pendingInvokes(account))
    if (wait.until == lost)
      lostCall(account, findings, *wait.call, {wait.call->calling, wait.called, lost},
               "DISCONNECTED");
}

void lossRejectsInOrder(const Account& account, Findings& findings) {
  const Call* last = nullptr;
  for (const Call& call : account.calls()) {
    const Position lost = account.linkEnd(call.renderer);
    const bool byLoss = call.is(Op::INVOKE) && call.end() != NOWHERE && call.calling < lost &&
                        lost != NOWHERE && outcomeOf(account.event(call.end())) == "DISCONNECTED";
    if (!byLoss) continue;
    if (last != nullptr && last->renderer == call.renderer) {
      if ((last->calling < call.calling) == (last->end() < call.end()))
        findings.pass({last->calling, call.calling}, {last->end(), call.end()});
      else
        findings.fail({last->calling, call.calling}, std::min(last->end(), call.end()),
                      describe(call) + " and " + describe(*last) +
                          " rejected in another order than they were made");
    }
    last = &call;
  }
}

void disconnectedRejects(const Account& account, Findings& findings) {
  disconnectedCall(account, findings, Op::INVOKE);
}

}  // namespace triwire::conformance::invoke
