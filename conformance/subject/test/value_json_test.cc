#include "subject/value_json.h"

#include <capnp/message.h>
#include <gmock/gmock.h>

#include "record/json_text.h"
#include "subject/error_json.h"

namespace triwire::conformance {
namespace {

using ::testing::StartsWith;

/// A JSON text, parsed.
struct Json {
  explicit Json(const std::string& text) { parseJson(text, message.initRoot<JsonValue>()); }
  JsonValue::Reader reader() { return message.getRoot<JsonValue>().asReader(); }
  capnp::MallocMessageBuilder message;
};

Value valueOf(const std::string& text) { return readValue(Json(text).reader()); }

std::string textOf(const Value& value) {
  capnp::MallocMessageBuilder message;
  const auto out = message.initRoot<JsonValue>();
  writeValue(value, out);
  return canonicalJson(out.asReader());
}

std::string canonical(const std::string& text) { return canonicalJson(Json(text).reader()); }

class TagTest : public ::testing::TestWithParam<const char*> {};

TEST_P(TagTest, WhatIsReadIsWrittenAgain) {
  EXPECT_EQ(textOf(valueOf(GetParam())), canonical(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Every, TagTest,
    ::testing::Values(
        "null", "true", "0", "1.5", "\"\"", "\"text\"", "[]", "[1,[2]]", "{}", R"({"a":{"b":1}})",
        R"({"$":"undefined"})", R"([1,{"$":"hole"},3])", R"([{"$":"hole"}])",
        R"({"$":"number","value":"NaN"})", R"({"$":"number","value":"Infinity"})",
        R"({"$":"number","value":"-Infinity"})", R"({"$":"number","value":"-0"})",
        R"({"$":"bigint","value":"-12345678901234567890"})",
        R"({"$":"string16","units":[55296,65]})", R"({"$":"date","value":0})",
        R"({"$":"date","value":null})", R"({"$":"regexp","source":"a+","flags":"gi"})",
        R"({"$":"boxed","value":1})", R"({"$":"boxed","value":{"$":"bigint","value":"1"}})",
        R"({"$":"map","entries":[[{"k":1},{"$":"undefined"}]]})",
        R"({"$":"set","values":[1,"a"]})",
        R"({"$":"array","elements":[1],"properties":{"name":2}})",
        R"({"$":"object","entries":[["$",1],["a",2]]})", R"({"$":"buffer","bytes":"AQID"})",
        R"({"$":"view","type":"Uint16Array","buffer":{"$":"buffer","bytes":"AQIDBA=="},"byteOffset":2,"length":1})",
        R"({"$":"view","type":"DataView","buffer":{"$":"buffer","bytes":"AQIDBA=="},"byteOffset":1,"length":2})",
        R"({"$":"error","name":"TypeError","message":"m","cause":{"$":"error","name":"Error","message":""}})",
        R"({"$":"shared","id":1,"value":{"self":{"$":"ref","id":1}}})",
        R"([{"$":"shared","id":1,"value":[1]},{"$":"ref","id":1}])", R"({"$":"function"})",
        R"({"$":"symbol"})", R"({"$":"promise"})"));

TEST(ValueJsonTest, ArgumentsShareWhatIsInThem) {
  Json json(R"([{"$":"shared","id":7,"value":{"a":1}},[{"$":"ref","id":7}]])");

  const Args args = readArgs(json.reader().getArray());

  ASSERT_EQ(args.size(), 2U);
  EXPECT_TRUE(args[0].isSame(args[1][0]));
}

TEST(ValueJsonTest, AnUnknownTagIsRefused) {
  EXPECT_THROW(valueOf(R"({"$":"nonsense"})"), std::invalid_argument);
}

TEST(ErrorJsonTest, AThrownErrorKeepsItsNameMessageAndCode) {
  Json json(R"({"$":"error","name":"Mine","message":"m","code":"E"})");

  const JsError error = readThrown(json.reader());

  EXPECT_TRUE(error.thrown().isError);
  EXPECT_EQ(error.thrown().name, "Mine");
  EXPECT_EQ(error.thrown().message, "m");
  EXPECT_EQ(error.thrown().code, Value("E"));
}

TEST(ErrorJsonTest, AThrownValueIsNoError) {
  Json json(R"("")");

  EXPECT_FALSE(readThrown(json.reader()).thrown().isError);
}

TEST(ErrorJsonTest, AFailedCallIsWrittenWithItsOutcomeAndTheRemoteError) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<contract::Error>();
  const CallError error("invoke", "c", Outcome::threw(ThrownError::error("TypeError", "m", "E")));

  writeError(std::make_exception_ptr(error), out);

  EXPECT_EQ(out.getOutcome().asReader(), "THROWN");
  EXPECT_THAT(out.getMessage().cStr(), StartsWith("Error invoking remote method 'c': TypeError: m"));
  EXPECT_EQ(out.getRemoteName().asReader(), "TypeError");
  EXPECT_EQ(out.getRemoteMessage().asReader(), "m");
  EXPECT_EQ(out.getCode().getString().asReader(), "E");
}

}  // namespace
}  // namespace triwire::conformance
