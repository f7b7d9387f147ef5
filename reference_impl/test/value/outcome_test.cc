#include "triwire/outcome.h"

#include <gmock/gmock.h>

#include <limits>

namespace triwire {
namespace {

using testing::StrEq;

// TW-INVOKE-10 TW-INVOKE-11
TEST(OutcomeTest, AThrownErrorKeepsItsDetailBesideElectronsText) {
  const JsError error("TypeError", "no such file", "ENOENT");
  const CallError failed("invoke", "c", Outcome::threw(error.thrown()));
  EXPECT_THAT(failed.what(), StrEq("Error invoking remote method 'c': TypeError: no such file"));
  EXPECT_EQ(failed.kind(), OutcomeKind::THROWN);
  EXPECT_EQ(failed.outcome().thrown.name, "TypeError");
  EXPECT_EQ(failed.outcome().thrown.message, "no such file");
  EXPECT_EQ(failed.outcome().thrown.code, Value("ENOENT"));
}

// TW-INVOKE-7
TEST(OutcomeTest, NoHandlerIsElectronsText) {
  const CallError failed("invoke", "c", Outcome::of(OutcomeKind::NO_HANDLER));
  EXPECT_THAT(failed.what(),
              StrEq("Error invoking remote method 'c': Error: No handler registered for 'c'"));
}

TEST(OutcomeTest, EachKindSaysWhatHappened) {
  const auto text = [](OutcomeKind kind) { return describe(Outcome::of(kind), "c"); };
  EXPECT_EQ(describe(Outcome::answered(1), "c"), "answered");
  EXPECT_EQ(describe(Outcome::threw(JsError("E", "m").thrown()), "c"), "E: m");
  EXPECT_EQ(text(OutcomeKind::NO_REPLY), "reply was never sent");
  EXPECT_EQ(text(OutcomeKind::NO_LISTENER), "Error: No listener registered for 'c'");
  EXPECT_EQ(text(OutcomeKind::NO_HANDLER), "Error: No handler registered for 'c'");
  EXPECT_EQ(text(OutcomeKind::UNCLONABLE), "Error: An object could not be cloned.");
  EXPECT_EQ(text(OutcomeKind::CANCELLED), "the call was cancelled");
  EXPECT_EQ(text(OutcomeKind::REFUSED), "main refuses this renderer the channel 'c'");
  EXPECT_EQ(text(OutcomeKind::TOO_LARGE), "the arguments or the answer are too large");
  EXPECT_EQ(text(OutcomeKind::OVERLOADED), "too many calls are in flight");
  EXPECT_EQ(text(OutcomeKind::DISCONNECTED), "the link to main has ended");
  EXPECT_EQ(text(OutcomeKind::DEADLINE_EXCEEDED), "the deadline has passed");
  Outcome unclonable = Outcome::of(OutcomeKind::UNCLONABLE);
  unclonable.path = "args[0]";
  EXPECT_EQ(describe(unclonable, "c"), "Error: An object could not be cloned. (args[0])");
}

// The texts of `String(thrown)`, as JavaScript engines give them.
TEST(OutcomeTest, TextOfWhatIsThrown) {
  const auto text = [](const Value& thrown) { return ThrownError::from(thrown).text; };
  EXPECT_EQ(text("str"), "str");
  EXPECT_EQ(text(""), "");
  EXPECT_EQ(text(0), "0");
  EXPECT_EQ(text(-0.0), "0");
  EXPECT_EQ(text(100000), "100000");
  EXPECT_EQ(text(1e21), "1e+21");
  EXPECT_EQ(text(1.5e-7), "1.5e-7");
  EXPECT_EQ(text(0.000001), "0.000001");
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(text(5e-324), "5e-324");
  EXPECT_EQ(text(-1e20), "-100000000000000000000");
  EXPECT_EQ(text(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(text(false), "false");
  EXPECT_EQ(text(nullptr), "null");
  EXPECT_EQ(text(Value()), "undefined");
  EXPECT_EQ(text(BigInt(10)), "10");
  EXPECT_EQ(text(Value::object()), "[object Object]");
  EXPECT_EQ(text(Value::array({1, Value::array({2, nullptr}), 3})), "1,2,,3");
  Value holes = Value::array();
  holes.set(2, 1);
  holes.setLength(5);
  EXPECT_EQ(text(holes), ",,1,,");
  EXPECT_EQ(text(Value::error(ErrorType::RANGE_ERROR, "m")), "RangeError: m");
  EXPECT_EQ(text(Value::error(ErrorType::ERROR, "")), "Error");
  EXPECT_EQ(text(Value::boxed("s")), "s");
  EXPECT_EQ(text(Value::map()), "[object Map]");
  EXPECT_EQ(text(Value::set()), "[object Set]");
  EXPECT_EQ(text(Value::arrayBuffer({})), "[object ArrayBuffer]");
  EXPECT_EQ(text(Value::uint8Array({})), "[object Uint8Array]");
  EXPECT_EQ(text(Value::date(86400000)), "86400000");
  EXPECT_EQ(text(Value::regexp("a+", "gi")), "/a+/gi");
  EXPECT_EQ(text(Value::unclonable("function")), "[function]");
  EXPECT_EQ(text(true), "true");
  EXPECT_EQ(text(std::nan("")), "NaN");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(text(Value::error(ErrorType::ERROR, std::nullopt)), "Error");
  EXPECT_EQ(text(Value::array({Value(), Value::error(ErrorType::ERROR, "m"), Value::array()})), ",Error: m,");
  EXPECT_EQ(text(Value::array()), "");
  Value cycle = Value::array({1});
  cycle.push(cycle);
  EXPECT_EQ(text(cycle), "1,");
}

TEST(OutcomeTest, TextOfAnArrayEndsSomewhere) {
  Value deep = Value::array({"too deep"});
  for (int i = 0; i < 99; ++i) deep = Value::array({deep});
  EXPECT_EQ(ThrownError::from(deep).text, "too deep");
  EXPECT_EQ(ThrownError::from(Value::array({deep})).text, "") << "more than 100 levels";

  Value holes = Value::array();
  holes.set(4'000'000'000U, "too far");
  EXPECT_EQ(ThrownError::from(holes).text, std::string(999'999, ',')) << "no more than a million";
}

TEST(OutcomeTest, TextOfAnErrorLeavesOutWhatItLacks) {
  EXPECT_EQ(ThrownError::error("", "message").text, "message");
  EXPECT_EQ(ThrownError::error("Name", "").text, "Name");
  EXPECT_EQ(ThrownError::error("Name", "message").text, "Name: message");
  EXPECT_EQ(ThrownError::error("Name", "", "CODE").code, Value("CODE"));
  EXPECT_EQ(ThrownError::error("Name", "", 7).code, Value(7));
  EXPECT_EQ(ThrownError::error("Name", "", true).code, Value()) << "neither a string nor a number";
}

TEST(OutcomeTest, AThrownErrorValueKeepsItsCauses) {
  const Value root = Value::error(ErrorType::ERROR, "root", "stack");
  const ThrownError thrown =
      ThrownError::from(Value::error(ErrorType::TYPE_ERROR, "top", std::nullopt, root));
  EXPECT_TRUE(thrown.isError);
  ASSERT_NE(thrown.cause, nullptr);
  EXPECT_EQ(thrown.cause->message, "root");
  EXPECT_EQ(thrown.cause->stack, "stack");
}

TEST(OutcomeTest, AThrownValueIsKept) {
  const ThrownError thrown = ThrownError::from(Value::object({{"a", 1}}));
  EXPECT_FALSE(thrown.isError);
  ASSERT_TRUE(thrown.value.has_value());
  EXPECT_EQ((*thrown.value)["a"], Value(1));
  EXPECT_FALSE(ThrownError::from(Value::unclonable("symbol")).value.has_value());
}

TEST(OutcomeTest, AMessageHasWhatTheChannelHas) {
  using namespace std::string_literals;
  const CallError error("invoke", "a\0b"s, Outcome::of(OutcomeKind::NO_HANDLER));
  EXPECT_EQ(error.message(),
            "Error invoking remote method 'a\0b': Error: No handler registered for 'a\0b'"s);
  EXPECT_THAT(error.what(), StrEq("Error invoking remote method 'a"));
}

TEST(OutcomeTest, UnclonableNamesThePath) {
  const UnclonableError error("args[1].a.b", "function");
  EXPECT_THAT(error.what(), StrEq("An object could not be cloned. (args[1].a.b: function)"));
}

}  // namespace
}  // namespace triwire
