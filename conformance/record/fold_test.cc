#include "record/fold.h"

#include <stdexcept>
#include <string>

#include <capnp/message.h>
#include <gtest/gtest.h>

#include "record/json_text.h"

namespace triwire::conformance {
namespace {

std::string times(std::size_t n, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

std::string entry(const std::string& text) { return R"({"received":{"args":["S1",")" + text + R"("]}})"; }

std::string canonical(const std::string& json) {
  capnp::MallocMessageBuilder message;
  auto value = message.initRoot<capnp::json::Value>();
  parseJson(json, value);
  return canonicalJson(value.asReader());
}

TEST(FoldedEntry, IsShortAndComesBackAsItWas) {
  for (const auto& [n, piece] : {std::pair<std::size_t, const char*>{65536, "x"}, {4096, "0123456789abcdef"},
                                 {300000, "é"}, {300000, "\\u00e9"}, {500, "\\n"}, {1000, "\\\\"},
                                 {999, "\\ud83d\\ude00"}, {400, "\\\""}}) {
    const std::string whole = entry(times(n, piece)), record = foldedEntry(whole);
    EXPECT_LT(record.size(), 100U) << piece;
    EXPECT_EQ(unfolded(canonical(record)), R"({"folded":)" + canonical(whole) + "}") << piece;
  }
}

TEST(FoldedEntry, StaysAsItIsWhereNothingRepeatsItself) {
  for (const std::string& whole : {entry("short"), entry(times(300, "x") + "y"), entry(times(64, "xx")),
                                   R"({"received":{")" + times(300, "x") + R"(":1}})"})
    EXPECT_EQ(foldedEntry(whole), whole);
}

TEST(FoldedEntry, OfWhoSaysSuchAThingHimselfIsHisOwn) {
  const std::string whole = R"({"received":{"args":[{"times":3,"text":"x"},")" + times(300, "x") + R"("]}})";
  EXPECT_EQ(foldedEntry(whole), whole);
}

TEST(Unfolded, RefusesWhatWouldFillTheMemory) {
  EXPECT_THROW(unfolded(R"({"text":"0123456789","times":99999999999})"), std::invalid_argument);
  EXPECT_THROW(unfolded(R"({"text":"x","times":67108865})"), std::invalid_argument);
  EXPECT_EQ(unfolded(R"({"text":"x","times":3})"), R"("xxx")");
  EXPECT_EQ(unfolded(R"({"text":"{\"text\":\"x\",\"times\":3}"})"), R"({"text":"{\"text\":\"x\",\"times\":3}"})");
}

}  // namespace
}  // namespace triwire::conformance
