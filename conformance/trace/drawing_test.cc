#include "trace/drawing.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>

namespace triwire::conformance::trace {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// Of this test's own: others run at the same time.
std::string fileName() {
  return testing::TempDir() + "drawing_" + testing::UnitTest::GetInstance()->current_test_info()->name() + ".svg";
}

std::string drawn() {
  std::ifstream in(fileName());
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Sight frame(std::uint32_t renderer, bool fromMain, const std::string& kind, const std::string& label) {
  return {.renderer = renderer, .fromMain = fromMain, .kind = kind, .label = label, .payload = {}};
}

TEST(Drawing, IsWholeAfterEveryRow) {
  Drawing drawing(fileName());
  EXPECT_THAT(drawn(), StartsWith(R"(<svg xmlns="http://www.w3.org/2000/svg" width="0000000540" height="0000000066">)"));
  EXPECT_THAT(drawn(), EndsWith(">main</text>\n</svg>\n"));

  drawing.add(frame(1, false, "invoke", "invoke #1 \"a<b\""));
  const std::string one = drawn();
  EXPECT_THAT(one, HasSubstr("height=\"0000000092\""));
  EXPECT_THAT(one, HasSubstr(R"(<line class="frame" x1="420" y1="53" x2="60" y2="53"/>)"));
  EXPECT_THAT(one, HasSubstr("invoke #1 &#34;a&#60;b&#34;<title>r1 -&#62; main  invoke #1"));
  EXPECT_THAT(one, EndsWith("</text>\n</svg>\n"));

  drawing.add(frame(1, true, "return", "return #1 value"));
  EXPECT_THAT(drawn(), HasSubstr(R"(<line class="answer" x1="60" y1="79" x2="420" y2="79"/>)"));
  EXPECT_THAT(drawn(), EndsWith("</text>\n</svg>\n"));
  EXPECT_EQ(drawn().find("</svg>"), drawn().rfind("</svg>"));
}

TEST(Drawing, GivesTheColumnOfOneThatHasEndedToTheNext) {
  Drawing drawing(fileName());
  drawing.add(frame(1, false, "hello", "hello"));
  drawing.add(frame(2, false, "hello", "hello"));
  drawing.addEnd(1);
  drawing.add(frame(3, false, "hello", "hello"));

  EXPECT_THAT(drawn(), StartsWith(R"(<svg xmlns="http://www.w3.org/2000/svg" width="0000000660")"));
  EXPECT_THAT(drawn(), HasSubstr(">r1 ended</text>"));
  EXPECT_THAT(drawn(), HasSubstr(R"(<text x="420" y="123" text-anchor="middle">r3</text>)"));
  EXPECT_THAT(drawn(), HasSubstr(R"(<text x="540" y="71" text-anchor="middle">r2</text>)"));
}

TEST(Drawing, CutsALongLabelBetweenCharactersAndKeepsItInTheTitle) {
  Drawing drawing(fileName());
  const std::string label = std::string(47, 'a') + "€" + std::string(20, 'b');
  drawing.add(frame(1, false, "message", label));

  EXPECT_THAT(drawn(), HasSubstr(">" + std::string(47, 'a') + "…<title>"));
  EXPECT_THAT(drawn(), HasSubstr(label + "</title>"));
}

TEST(Drawing, ThatCannotBeWrittenIsAnError) {
  EXPECT_THROW(Drawing("/nowhere/at/all.svg"), std::runtime_error);
}

}  // namespace
}  // namespace triwire::conformance::trace
