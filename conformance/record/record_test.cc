#include <array>
#include <stdexcept>
#include <set>
#include <string>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <conformance.capnp.h>
#include <scenario.capnp.h>

#include "record/json_text.h"
#include "record/recorder.h"
#include "record/shape.h"
#include "record/verdict.h"
#include "record/wire_frames.h"

namespace triwire::conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string canonical(std::string_view json) {
  capnp::MallocMessageBuilder message;
  auto value = message.initRoot<capnp::json::Value>();
  parseJson(json, value);
  return canonicalJson(value.asReader());
}

// What readJson says about a line that should be an event; empty if nothing.
std::string complaint(std::string_view line) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  try {
    readJson(line, capnp::toDynamic(event));
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Verdict, MergeIsATotalOrderWithTheWorstOnTop) {
  constexpr std::array ASCENDING{Verdict::NOT_APPLICABLE, Verdict::UNSUPPORTED,
                                 Verdict::COULD_NOT_RUN,  Verdict::PASS,
                                 Verdict::INCONCLUSIVE,   Verdict::WARN,
                                 Verdict::FAIL,           Verdict::HARNESS_ERROR};
  for (std::size_t a = 0; a < ASCENDING.size(); ++a)
    for (std::size_t b = 0; b < ASCENDING.size(); ++b)
      EXPECT_EQ(merge(ASCENDING[a], ASCENDING[b]), ASCENDING[std::max(a, b)])
          << name(ASCENDING[a]) << " and " << name(ASCENDING[b]);
}

TEST(JsonText, EqualValuesHaveEqualTexts) {
  EXPECT_EQ(canonical(R"({"b": 1.0, "a": [true, null]})"), R"({"a":[true,null],"b":1})");
  EXPECT_EQ(canonical("-0.0"), "-0");
  EXPECT_EQ(canonical("1e2"), "100");
  EXPECT_EQ(canonical("0.1"), "0.1");
}

TEST(JsonText, EscapesAreTheCharactersThemselves) {
  EXPECT_EQ(canonical(R"("\u00e9\u00AF\u2192")"), "\"é¯→\"");
  EXPECT_EQ(canonical(R"("\ud83d\ude00")"), "\"😀\"");
  EXPECT_EQ(canonical(R"("\u0022\u005c\\u0041")"), R"("\"\\\\u0041")");
  EXPECT_EQ(canonical(R"("\u001f")"), R"("\u001f")");
}

TEST(JsonText, IdsOfSharedValuesAreRenumberedInOrder) {
  EXPECT_EQ(canonical(R"([{"$":"shared","id":7,"value":[]},{"$":"ref","id":7}])"),
            R"([{"$":"shared","id":1,"value":[]},{"$":"ref","id":1}])");
}

TEST(JsonText, RefusesWhatIsNoText) {
  EXPECT_EQ(complaint("{\"event\":\"marked\",\"mark\":\"\xff\"}"), "is no UTF-8");
  EXPECT_THAT(complaint(R"({"event":"marked","mark":"\ud800"})"), HasSubstr("unpaired surrogate"));
  EXPECT_EQ(complaint("{\"event\":\"marked\",\"mark\":\"\x01\"}"), "holds a control character");
  EXPECT_EQ(complaint("hello"), "is no JSON");
}

TEST(Shape, SaysWhereAndWhatWasExpected) {
  EXPECT_THAT(complaint(R"({"event":"retuned"})"),
              HasSubstr(R"("event" is "retuned"; expected hello, done)"));
  EXPECT_THAT(complaint(R"({"id":1})"), HasSubstr(R"(there is no "event")"));
  EXPECT_EQ(complaint(R"({"event":"done","id":1,"call":"x"})"),
            R"(unknown member "call" of "done"; expected id, actor or seq)");
  EXPECT_EQ(complaint(R"({"event":"done","done":1})"),
            R"(unknown member "done" of "done"; expected id, actor or seq)");
  EXPECT_EQ(complaint(R"({"event":"threw","error":{"zork":1}})"),
            "error: unknown member \"zork\"; expected outcome, name, message, code, remoteName, "
            "remoteMessage or value");
  EXPECT_EQ(complaint(R"({"event":"called","kind":"sned"})"),
            R"(kind: "sned" is unknown; expected unknown, send, sendSync or invoke)");
  EXPECT_EQ(complaint(R"({"event":"done","id":-1})"),
            "id: -1 is no whole number from 0 on that fits");
  EXPECT_EQ(complaint(R"({"event":"done","id":"1"})"),
            "id: \"1\" is no whole number from 0 on that fits");
  EXPECT_EQ(complaint(R"({"event":"done","id":1,"id":2})"), "member \"id\" is there twice");
  EXPECT_EQ(complaint(R"({"event":"done","event":[]})"), "member \"event\" is there twice");
  EXPECT_EQ(complaint("[1]"), "[1] is no object");
}

TEST(Shape, NumbersFitTheirField) {
  const auto complaintAbout = [](const std::string& member) -> std::string {
    capnp::MallocMessageBuilder message;
    auto event = message.initRoot<file::PeerEvent>();
    try {
      readJson(R"({"peer":"p0","event":"read",)" + member + "}", capnp::toDynamic(event));
      return {};
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
  };
  EXPECT_EQ(complaintAbout(R"("versionMin":65535)"), "");
  EXPECT_EQ(complaintAbout(R"("id":"18446744073709551615")"), "");
  EXPECT_EQ(complaintAbout(R"("id":9007199254740991)"), "");
  for (const std::string member :
       {R"("versionMin":65536)", R"("versionMin":1.5)", R"("versionMin":-1)", R"("versionMin":"1")", R"("id":0.5)",
        R"("id":"1e3")", R"("id":"")", R"("id":"-1")", R"("id":"18446744073709551616")", R"("id":1e300)"}) {
    const std::string field = member.substr(1, member.find(':') - 2);
    EXPECT_THAT(complaintAbout(member), testing::StartsWith(field + ": ")) << member;
  }
}

TEST(Recorder, KeepsAnEventFieldForField) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  readJson(R"({"event":"called","actor":"main","seq":3,"listener":"L","channel":"c",)"
           R"("args":["S1",null],"from":"r0","kind":"sendSync","handle":7})",
           capnp::toDynamic(event));
  History history;
  record(event.asReader(), 0, history);

  const Event& kept = history.events().front();
  EXPECT_EQ(kept.kind, Kind::CALLED);
  EXPECT_EQ(kept.actor, Actor::MAIN);
  EXPECT_EQ(kept.seq, 3U);
  EXPECT_EQ(kept.listener, "L");
  EXPECT_EQ(kept.message, "S1");
  EXPECT_THAT(kept.args, ElementsAre("\"S1\"", "null"));
  EXPECT_EQ(kept.peer, "r0");
  EXPECT_EQ(kept.callKind, CallKind::SEND_SYNC);
  EXPECT_EQ(kept.handle, 7U);
}

TEST(Recorder, TellsAnAbsentValueFromNull) {
  History history;
  for (const char* line :
       {R"({"event":"returned","actor":"r0","seq":1,"call":"S1"})",
        R"({"event":"returned","actor":"r0","seq":2,"call":"S1","value":null})"}) {
    capnp::MallocMessageBuilder message;
    auto event = message.initRoot<contract::Event>();
    readJson(line, capnp::toDynamic(event));
    record(event.asReader(), 0, history);
  }
  EXPECT_EQ(history.events()[0].value, "");
  EXPECT_EQ(history.events()[1].value, "null");
}

TEST(History, TextsOutliveAMove) {
  History history;
  Event event;
  event.call = history.intern(std::string("a call with a rather long name, beyond any buffer"));
  history.append(event);
  const History moved = std::move(history);
  EXPECT_EQ(moved.events().front().call, "a call with a rather long name, beyond any buffer");
}

TEST(WireFrames, SayWhichOperationsBlockAndWhichAreAnswered) {
  EXPECT_TRUE(blocks(Op::SEND_SYNC));
  EXPECT_TRUE(isAnswered(Op::SEND_SYNC));
  EXPECT_FALSE(blocks(Op::INVOKE));
  EXPECT_TRUE(isAnswered(Op::INVOKE));
  for (const Op op : {Op::SEND, Op::SEND_TO, Op::REPLY, Op::MARK}) {
    EXPECT_FALSE(blocks(op)) << name(op);
    EXPECT_FALSE(isAnswered(op)) << name(op);
  }
}

TEST(WireFrames, NameFramesThatExist) {
  std::set<std::string> names{""};
  for (const WireFrame& frame : wireFrames()) names.insert(frame.name);
  EXPECT_GE(names.size(), 10U);
  for (const WireFrame& frame : wireFrames()) {
    EXPECT_TRUE(frame.sentBy == "main" || frame.sentBy == "renderer" || frame.sentBy == "both")
        << frame.name;
    EXPECT_TRUE(names.contains(frame.answeredBy)) << frame.name;
    EXPECT_TRUE(names.contains(frame.overtakes)) << frame.name;
  }
}

}  // namespace
}  // namespace triwire::conformance
