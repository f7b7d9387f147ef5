// TW-SYNC: how a sendSync is answered, and how it ends without an answer.

#include <array>
#include <string>

#include "judge/families.h"

namespace triwire::conformance::sync {
namespace {

constexpr std::string_view NEVER_SENT = R"({"error":"reply was never sent"})";
constexpr std::array<std::string_view, 6> FALSY{"null",
                                                "false",
                                                "0",
                                                R"("")",
                                                R"({"$":"number","value":"NaN"})",
                                                R"({"$":"number","value":"-0"})"};

bool isFalsy(std::string_view value) {
  return std::find(FALSY.begin(), FALSY.end(), value) != FALSY.end();
}

// Every sendSync that main dispatched to listeners.
template <typename Visit>
void forEach(const Account& account, Visit visit) {
  for (const Message& message : account.messages()) {
    const Call* call = account.callOf(message);
    if (call != nullptr && call->is(Op::SEND_SYNC) && call->calling != NOWHERE)
      visit(*call, message);
  }
}

// Every sendSync that was answered with a known value.
template <typename Visit>
void forEachAnswered(const Account& account, Visit visit) {
  forEach(account, [&](const Call& call, const Message& message) {
    if (message.answer.isValue()) visit(call, message, message.answer);
  });
}

// The assignments to one event, in order.
std::vector<const Deed*> assignments(const Account& account, const Message& message) {
  std::vector<const Deed*> found;
  for (const Position i : message.deeds)
    if (account.deeds()[i].op == Op::ASSIGN) found.push_back(&account.deeds()[i]);
  return found;
}

// The run that ended by throwing, or null.
const Run* thrower(const Account& account, const Message& message) {
  for (const Position i : message.runs)
    if (threw(account, account.runs()[i])) return &account.runs()[i];
  return nullptr;
}

// Every sendSync on a channel on which nothing listened.
template <typename Visit>
void forEachUnheard(const Account& account, Visit visit) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::SEND_SYNC) || call.calling == NOWHERE || hasUnclonableArgs(*call.step))
      continue;
    const Registered* registered = registeredFor(account, call);
    const bool linked = account.linkEnd(call.renderer) > call.calling;
    const bool unheard =
        registered == nullptr ? wentUnheard(account, call) : registered->listeners.empty();
    if (unheard && linked) visit(call);
  }
}

bool carries(const Event& end, std::string_view thrown) {
  if (end.error == nullptr) return false;
  const ErrorDetail& error = *end.error;
  const std::string_view text = thrown.substr(thrown.starts_with('"') ? 1 : 0);
  const std::string_view words = text.substr(0, text.find('"'));
  const auto has = [&](std::string_view field) {
    return !words.empty() && field.find(words) != std::string_view::npos;
  };
  return has(error.message) || has(error.value) || has(error.remoteMessage);
}

void lostWhileWaiting(const Account& account, Findings& findings, bool throws) {
  forEach(account, [&](const Call& call, const Message& message) {
    const Position lost = account.commandAfter(Command::Kind::KILL, account.began(message));
    if (lost == NOWHERE || call.end() < lost || message.answer.at < lost) return;
    if (account.history().commands()[account.event(lost).command].actor != Actor::MAIN) return;
    lostCall(account, findings, call, {call.calling, lost}, throws ? "DISCONNECTED" : "");
  });
}

}  // namespace

void assignmentAnswers(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message&, const Answer& answer) {
    if (answer.value == UNDEFINED || isFalsy(answer.value)) return;
    Expectation(account, findings, call, {call.calling, answer.at}).value(answer.value);
  });
}

void firstAssignmentWins(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message& message, const Answer& answer) {
    for (const Deed* later : assignments(account, message))
      if (later->at > answer.at && valueOr(later->step->value) != answer.value)
        Expectation(account, findings, call, {call.calling, answer.at, later->at})
            .value(answer.value);
  });
}

void laterAssignmentsDoNotThrow(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message& message, const Answer& answer) {
    for (const Deed* later : assignments(account, message)) {
      if (later->at <= answer.at) continue;
      if (later->failed)
        findings.fail({answer.at}, later->at,
                      "a later assignment for " + describe(call) + " threw: \"" +
                          std::string(account.event(later->at).error->message) + "\"");
      else if (call.end() != NOWHERE)
        findings.pass({call.calling, answer.at}, {later->at, call.end()});
    }
  });
}

void undefinedAnswers(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message&, const Answer& answer) {
    if (answer.value == UNDEFINED)
      Expectation(account, findings, call, {call.calling, answer.at}).value(UNDEFINED);
  });
}

void falsyValuesAnswer(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message&, const Answer& answer) {
    if (isFalsy(answer.value))
      Expectation(account, findings, call, {call.calling, answer.at}).value(answer.value);
  });
}

void heldIsUnanswered(const Account& account, Findings& findings) {
  for (const Wait& wait : waits(account)) {
    const Position end = wait.call->end();
    const Position moved = progress(account, wait.call->renderer, wait.called, wait.until);
    if (end != NOWHERE && end < wait.until)
      findings.fail({wait.call->calling, wait.called}, end,
                    describe(*wait.call) + " " + describe(account.event(end)) +
                        " while main held its event unanswered");
    else if (end != NOWHERE && moved != NOWHERE && wait.message->answer.at != NOWHERE)
      findings.pass({wait.call->calling, wait.called, moved}, {wait.message->answer.at, end});
  }
}

void lateAssignmentAnswers(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message& message, const Answer& answer) {
    const Position finished = account.runs()[message.runs.back()].end;
    if (answer.late && finished < answer.at)
      Expectation(account, findings, call, {call.calling, finished, answer.at}).value(answer.value);
  });
}

void releasedThrows(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call, const Message& message) {
    const Answer& answer = message.answer;
    if (answer.kind != Answer::Kind::RELEASED) return;
    if (thrower(account, message) != nullptr && !message.held) return;  // That is throwIsNoReply.
    Expectation(account, findings, call, {call.calling, answer.at}).failure("NO_REPLY");
  });
}

void collectedReturnsError(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call, const Message& message) {
    const Answer& answer = message.answer;
    if (answer.kind != Answer::Kind::RELEASED) return;
    const Position collected = account.commandAfter(Command::Kind::COLLECT, answer.at);
    if (collected != NOWHERE)
      Expectation(account, findings, call, {call.calling, answer.at, collected}).value(NEVER_SENT);
  });
}

void noListenerThrows(const Account& account, Findings& findings) {
  forEachUnheard(account, [&](const Call& call) {
    Expectation(account, findings, call, {call.calling}).failure("NO_LISTENER");
  });
}

void noListenerReturnsError(const Account& account, Findings& findings) {
  forEachUnheard(account, [&](const Call& call) {
    const Position collected = account.commandAfter(Command::Kind::COLLECT, call.calling);
    if (collected != NOWHERE)
      Expectation(account, findings, call, {call.calling, collected}).value(NEVER_SENT);
  });
}

void handlerIsNotCalled(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    const Registered* registered = registeredFor(account, call);
    if (!call.is(Op::SEND_SYNC) || registered == nullptr || registered->handler.empty()) continue;
    const Registration& handler = registered->handler.front();
    for (const Position m : call.messages)
      for (const Position i : account.messages()[m].runs)
        if (account.runs()[i].listener == handler.listener &&
            !isRegistered(registered->listeners, handler.listener))
          findings.fail(
              {handler.at, call.calling}, account.runs()[i].begin,
              "the handler " + std::string(handler.listener) + " was called for " + describe(call));
    // Nothing was called: shown by what the renderer sent later.
    if (call.messages.empty()) findings.pass({handler.at, call.calling}, {fence(account, call)});
  }
}

void returnDoesNotAnswer(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call, const Message& message) {
    for (const Position i : message.runs) {
      const Step* returned = account.runs()[i].returned;
      if (returned == nullptr || call.end() == NOWHERE || !message.answer.isValue()) continue;
      const Event& end = account.event(call.end());
      if (message.answer.value == valueOr(returned->value)) continue;
      if (end.error == nullptr && valueOr(end.value) == valueOr(returned->value))
        findings.fail({call.calling, account.runs()[i].end}, call.end(),
                      describe(call) + " " + describe(end) + ", which its listener returned");
      else
        findings.pass({call.calling, account.runs()[i].end}, {message.answer.at, call.end()});
    }
  });
}

void throwIsNoReply(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call, const Message& message) {
    const Run* run = thrower(account, message);
    if (run == nullptr || message.held || message.answer.kind != Answer::Kind::RELEASED) return;
    const Position end = call.end();
    if (end != NOWHERE && run->threw != nullptr && carries(account.event(end), run->threw->value))
      return findings.fail({call.calling, run->end}, end,
                           describe(call) + " " + describe(account.event(end)) +
                               ", which shows what the listener threw");
    Expectation(account, findings, call, {call.calling, run->end}).failure("NO_REPLY");
  });
}

void answerStandsAfterThrow(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message& message, const Answer& answer) {
    const Run* run = thrower(account, message);
    if (run != nullptr && run->begin < answer.at && answer.at < run->end)
      Expectation(account, findings, call, {call.calling, answer.at, run->end}).value(answer.value);
  });
}

void unclonableAssignmentThrows(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call, const Message& message) {
    for (const Deed* deed : assignments(account, message)) {
      if (deed->step == nullptr || !isUnclonable(deed->step->value)) continue;
      const bool open = deed->at <= message.answer.at && account.linkEnd(call.renderer) > deed->at;
      if (open && !deed->failed)
        findings.fail({call.calling}, deed->at,
                      "an assignment of " + std::string(deed->step->value) + " for " +
                          describe(call) + " did not throw");
      else if (open)
        findings.pass({call.calling, account.began(message)}, {deed->at});
    }
  });
}

void failedAssignmentLeavesItOpen(const Account& account, Findings& findings) {
  forEachAnswered(account, [&](const Call& call, const Message& message, const Answer& answer) {
    for (const Deed* deed : assignments(account, message))
      if (deed->failed && deed->at < answer.at)
        Expectation(account, findings, call, {call.calling, deed->at, answer.at})
            .value(answer.value);
  });
}

void unclonableArgsThrow(const Account& account, Findings& findings) {
  unclonableArgs(account, findings, Op::SEND_SYNC);
}

void onceAnswersOnce(const Account& account, Findings& findings) {
  onceIsUsedUp(account, findings, Op::SEND_SYNC);
}

void deadlineThrows(const Account& account, Findings& findings) {
  deadlineEnds(account, findings, Op::SEND_SYNC);
}

void lateAnswerSettlesNothing(const Account& account, Findings& findings) {
  lateAnswer(account, findings, Op::SEND_SYNC);
}

void lossThrows(const Account& account, Findings& findings) {
  lostWhileWaiting(account, findings, true);
}

void lossReturnsNull(const Account& account, Findings& findings) {
  lostWhileWaiting(account, findings, false);
}

void disconnectedThrows(const Account& account, Findings& findings) {
  disconnectedCall(account, findings, Op::SEND_SYNC);
}

void assigningToTheGone(const Account& account, Findings& findings) {
  forEach(account, [&](const Call& call, const Message& message) {
    for (const Deed* deed : assignments(account, message)) {
      const Position gone = account.linkEnd(call.renderer);
      if (deed->cause == NOWHERE || gone == NOWHERE || gone > deed->cause) continue;
      if (deed->failed)
        findings.fail({account.began(message), gone}, deed->at,
                      "assigning for " + describe(call) + " threw, its renderer being gone");
      else
        findings.pass({account.began(message), gone}, {deed->at});
    }
  });
}

void endsOnce(const Account& account, Findings& findings) {
  for (const Call& call : account.calls()) {
    if (!call.is(Op::SEND_SYNC) || call.calling == NOWHERE) continue;
    const Message* message = account.messageOf(call);
    if (call.returns.size() > 1)
      findings.fail(
          {call.calling, call.returns[0]}, call.returns[1],
          describe(call) + " ended a second time: it " + describe(account.event(call.returns[1])));
    else if (const Position later = fence(account, call);
             later != NOWHERE && !call.returns.empty() && message != nullptr)
      findings.pass({call.calling, account.began(*message)}, {call.end(), later});
  }
}

}  // namespace triwire::conformance::sync
