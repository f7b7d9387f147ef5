#include "record/claim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triwire::conformance {
namespace {

using Shown = Claim::Shown;

History historyOf(const std::string& capability, bool declared) {
  History history;
  history.scenario = "claim/" + capability;
  if (declared) history.capabilities = {capability};
  history.ending = Ending::ENDED;
  return history;
}

void answer(History& history, Command command, Kind kind, std::string_view text = "") {
  Event event;
  event.command = history.add(std::move(command));
  event.kind = Kind::COMMAND;
  history.append(event);
  event.kind = kind;
  event.text = history.intern(text);
  history.append(event);
}

Command scriptWith(std::string_view mark) {
  Step step;
  step.mark = mark;
  return {.steps = {step}};
}

std::string troubleOf(const History& history) { return claimIn(history).value().trouble(); }

TEST(Claim, IsOfTheFamilyOfThatNameAndOfAWholeWorld) {
  History history = historyOf("kill", true);
  EXPECT_TRUE(claimIn(history).has_value());
  history.ending = Ending::CRASHED;
  EXPECT_FALSE(claimIn(history).has_value());
  history = historyOf("kill", true);
  history.scenario = "life/kill";
  EXPECT_FALSE(claimIn(history).has_value());
}

TEST(Claim, DeclaredAndDeclinedIsBroken) {
  History history = historyOf("kill", true);
  answer(history, {.kind = Command::Kind::KILL}, Kind::UNSUPPORTED, "kill");
  EXPECT_TRUE(claimIn(history)->isBroken());
  EXPECT_EQ(troubleOf(history), "declares kill, and declined kill");
}

TEST(Claim, DeclaredAndShownByNothingIsBrokenUnlessAWaitExpired) {
  History history = historyOf("sender", true);
  EXPECT_TRUE(claimIn(history)->isBroken());
  EXPECT_EQ(troubleOf(history), "declares sender, and nothing that was reported shows it");
  Event expired;
  expired.kind = Kind::EXPIRED;
  history.append(expired);
  EXPECT_FALSE(claimIn(history)->isBroken());
  EXPECT_EQ(troubleOf(history), "");
}

TEST(Claim, UndeclaredAndDeclinedIsHonest) {
  History history = historyOf("kill", false);
  answer(history, {.kind = Command::Kind::KILL}, Kind::UNSUPPORTED, "kill");
  EXPECT_EQ(claimIn(history)->shown, Shown::DECLINED);
  EXPECT_EQ(troubleOf(history), "");
}

TEST(Claim, UndeclaredAndAtWorkIsNamed) {
  History history = historyOf("kill", false);
  answer(history, {.kind = Command::Kind::KILL}, Kind::DONE);
  EXPECT_TRUE(claimIn(history)->isHidden());
  EXPECT_EQ(troubleOf(history), "has kill, and does not declare it");
}

TEST(Claim, UndeclaredIsDeclinedByAnAnswerUnlessNoStepAsksForIt) {
  EXPECT_EQ(troubleOf(historyOf("invoke", false)),
            "does not declare invoke, and did as if: expected the answer unsupported");
  EXPECT_EQ(troubleOf(historyOf("outcome", false)), "");
}

TEST(Claim, OfAScriptThatIsDeclinedNothingIsPerformed) {
  History history = historyOf("send", false);
  Event marked;
  marked.kind = Kind::MARKED;
  marked.mark = "begun";
  history.append(marked);
  answer(history, scriptWith("another"), Kind::UNSUPPORTED, "send");
  EXPECT_EQ(troubleOf(history), "") << "that mark is of another script";
  answer(history, scriptWith("begun"), Kind::UNSUPPORTED, "send");
  EXPECT_EQ(troubleOf(history), "declined send, and performed a part of the same script");
}

}  // namespace
}  // namespace triwire::conformance
