// The frames that the specification's chapter on the wire shows in bytes are what is written.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "wire/codec.h"
#include "wire/frame_writer.h"

namespace triwire::wire {
namespace {

/// "00 0a ff …", eight bytes a line, of each `[source,hex,frame=NAME]`.
std::map<std::string, std::string> shownFrames() {
  std::ifstream chapter(TRIWIRE_CHAPTER_ON_THE_WIRE);
  EXPECT_TRUE(chapter) << TRIWIRE_CHAPTER_ON_THE_WIRE;
  const std::string head = "[source,hex,frame=";
  constexpr std::size_t WORD_CHARACTERS = 8 * 3 - 1;
  std::map<std::string, std::string> shown;
  for (std::string line; std::getline(chapter, line);) {
    if (line.rfind(head, 0) != 0) continue;
    std::string& words = shown[line.substr(head.size(), line.size() - head.size() - 1)];
    std::getline(chapter, line);  // "----"
    while (std::getline(chapter, line) && line != "----") {
      words += line.substr(0, WORD_CHARACTERS) + "\n";
    }
  }
  return shown;
}

std::string writtenOf(const protocol::Frame& frame) {
  Bytes bytes;
  appendFrame(frame, bytes);
  std::ostringstream out;
  out << std::hex;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = std::to_integer<unsigned>(bytes[i]);
    out << (byte < 0x10 ? "0" : "") << byte << (i % 8 == 7 ? "\n" : " ");
  }
  return out.str();
}

TEST(ShownFramesTest, AreWhatIsWritten) {
  const std::map<std::string, std::string> shown = shownFrames();

  EXPECT_EQ(shown.size(), 2U);
  EXPECT_EQ(shown.at("hello"), writtenOf(protocol::Hello{1, 1, {0, 0, 0, 0, 0, 0, 0}, {}, ""}));
  EXPECT_EQ(shown.at("message"), writtenOf(protocol::Message{"greet", encodeArgs({"you"})}));
}

}  // namespace
}  // namespace triwire::wire
