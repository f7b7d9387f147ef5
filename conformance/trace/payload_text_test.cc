#include "trace/payload_text.h"

#include <limits>
#include <string>

#include <capnp/message.h>
#include <gmock/gmock.h>

#include "trace/quoted_text.h"

namespace triwire::conformance::trace {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// A payload to fill.
struct Made {
  capnp::MallocMessageBuilder message;
  schema::Payload::Builder payload = message.initRoot<schema::Payload>();

  /// One root, which is node 0 of `count`.
  capnp::List<schema::Node>::Builder nodes(unsigned count) {
    payload.initRoots(1)[0].setNode(0);
    return payload.initNodes(count);
  }
  std::string text() const { return textOf(payload.asReader()); }
};

TEST(PayloadText, ShowsPrimitivesAsAProgramWritesThem) {
  Made made;
  auto roots = made.payload.initRoots(9);
  roots[0].setUndefined();
  roots[1].setNull();
  roots[2].setBoolean(true);
  roots[3].setNumber(-0.0);
  roots[4].setNumber(0.1);
  roots[5].setNumber(std::numeric_limits<double>::quiet_NaN());
  auto bigint = roots[6].initBigint();
  bigint.setNegative(true);
  auto magnitude = bigint.initMagnitude(2);
  magnitude[0] = 0x34;
  magnitude[1] = 0x02;
  roots[7].setString("a\"b");
  auto units = roots[8].initString16(2);
  units.set(0, 0xd800);
  units.set(1, 'x');

  EXPECT_EQ(made.text(), R"(undefined, null, true, -0, 0.1, NaN, -0x234n, "a\"b", "\ud800x")");
}

TEST(PayloadText, ShowsObjectsArraysAndHoles) {
  Made made;
  auto nodes = made.nodes(2);
  auto properties = nodes[0].initObject(2);
  properties[0].setName("list");
  properties[0].initValue().setNode(1);
  properties[1].setName("not a word");
  properties[1].initValue().setNumber(1);
  auto array = nodes[1].initArray();
  array.setLength(7);
  array.initElements(2)[0].initBigint();
  array.getElements()[1].setHole();
  auto sparse = array.initSparse(1);
  sparse[0].setIndex(5);
  sparse[0].initValue().setNull();

  EXPECT_EQ(made.text(), R"({list: [0x0n, <hole>, 5: null] of length 7, "not a word": 1})");
}

TEST(PayloadText, ShowsTheOtherKindsByTheirConstructors) {
  Made made;
  auto roots = made.payload.initRoots(5);
  for (unsigned i = 0; i < 5; ++i) roots[i].setNode(i);
  auto nodes = made.payload.initNodes(6);
  nodes[0].setDate(0);
  auto entry = nodes[1].initMap(1)[0];
  entry.initKey().setNumber(1);
  entry.initValue().setString("one");
  nodes[2].initRegexp().initSource().setUtf8("a+");
  nodes[2].getRegexp().setFlags("g");
  auto error = nodes[3].initError();
  error.setType(schema::ErrorType::TYPE_ERROR);
  error.initMessage().setUtf8("no");
  auto view = nodes[4].initView();
  view.setType(schema::ViewType::UINT8_ARRAY);
  view.setBuffer(5);
  view.setByteLength(2);
  nodes[5].initArrayBuffer().initBytes(3)[1] = 0xff;

  EXPECT_EQ(made.text(),
            R"(Date(0), Map {1 => "one"}, RegExp("a+", "g"), TypeError("no"), )"
            "Uint8Array {byteOffset: 0, byteLength: 2, buffer: ArrayBuffer(3) <00 ff 00>}");
}

TEST(PayloadText, NamesWhatIsReferredToAgainWhereItFirstStands) {
  Made made;
  auto nodes = made.nodes(2);
  auto properties = nodes[0].initObject(3);
  properties[0].setName("a");
  properties[0].initValue().setNode(1);
  properties[1].setName("b");
  properties[1].initValue().setNode(1);
  properties[2].setName("self");
  properties[2].initValue().setNode(0);
  nodes[1].initSet(0);

  EXPECT_EQ(made.text(), "<ref *2> {a: <ref *1> Set {}, b: [ref *1], self: [ref *2]}");
}

TEST(PayloadText, FollowsNothingThatIsNotThere) {
  Made made;
  made.payload.initRoots(1)[0].setNode(7);

  EXPECT_EQ(made.text(), "<no such node>");
}

TEST(PayloadText, EndsInDepthAndInLength) {
  constexpr unsigned DEEP = 1000;
  Made deep;
  auto nodes = deep.nodes(DEEP);
  for (unsigned i = 0; i < DEEP; ++i) nodes[i].initSet(1)[0].setNode(i + 1);
  Made wide;
  wide.payload.initRoots(100'000);

  EXPECT_THAT(deep.text(), HasSubstr("<deeper>"));
  EXPECT_THAT(wide.text(), EndsWith("undefined…"));
  EXPECT_LT(wide.text().size(), 2100U);
}

TEST(PayloadText, ShowsWhatWasThrown) {
  capnp::MallocMessageBuilder message;
  auto thrown = message.initRoot<schema::Thrown>();
  auto error = thrown.initError();
  error.initName().setUtf8("TypeError");
  error.initMessage().setUtf8("no\n");

  EXPECT_EQ(textOf(thrown.asReader()), R"("TypeError": "no\u000a")");
}

TEST(QuotedText, LeavesNothingThatActsOnATerminal) {
  EXPECT_EQ(quotedText("\x1b[2J\x7f"), R"("\u001b[2J\u007f")");
  EXPECT_EQ(quotedText("\xc2\x9b" "2J"), R"("\u009b2J")");
  EXPECT_EQ(quotedText("\xff\xc3"), R"("\xff\xc3")");
  EXPECT_EQ(quotedText("ä€😀"), "\"ä€😀\"");
}

TEST(QuotedText, CutsBetweenCharacters) {
  std::string text(499, 'a');
  text += "€b";

  EXPECT_EQ(quotedText(text), "\"" + text.substr(0, text.size() - 1) + "\"…");
}

}  // namespace
}  // namespace triwire::conformance::trace
