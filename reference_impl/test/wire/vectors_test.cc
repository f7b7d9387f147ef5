// The golden vectors of schema/vectors/: frames in bytes, each with a readable twin.
#include <gmock/gmock.h>

#include <capnp/message.h>
#include <capnp/serialize-text.h>
#include <capnp/serialize.h>

#include <triwire.capnp.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "wire/codec.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace triwire::wire {
namespace {

using protocol::Frame;

constexpr std::uint32_t FRAME_BYTES_MAX = 1U << 20U;

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::filesystem::path> vectorsIn(const std::string& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(TRIWIRE_VECTORS "/" + folder)) {
    if (entry.path().extension() == ".bin") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::filesystem::path twinOf(std::filesystem::path vector) {
  return vector.replace_extension(".txt");
}

/// Without comments.
std::string schemaTextIn(const std::filesystem::path& file) {
  std::istringstream in(contentOf(file));
  std::string text;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind('#', 0) != 0) text += line + "\n";
  }
  return text;
}

std::string asText(schema::Frame::Reader frame) { return capnp::TextCodec().encode(frame).cStr(); }

std::string textOfBytes(const std::string& bytes) {
  auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(words.begin()));
  capnp::FlatArrayMessageReader message(words);
  return asText(message.getRoot<schema::Frame>());
}

std::string textOfText(const std::string& text) {
  capnp::MallocMessageBuilder message;
  auto frame = message.initRoot<schema::Frame>();
  capnp::TextCodec().decode(text.c_str(), frame);
  return asText(frame.asReader());
}

/// The frame with its values taken out and put in again; false if it has none.
bool translateValues(Frame& frame) {
  const auto again = [](protocol::Payload& args) { args = encodeArgs(decodeArgs(args)); };
  if (auto* message = std::get_if<protocol::Message>(&frame)) return again(message->args), true;
  if (auto* call = std::get_if<protocol::SyncCall>(&frame)) return again(call->args), true;
  if (auto* call = std::get_if<protocol::InvokeCall>(&frame)) return again(call->args), true;
  if (auto* event = std::get_if<protocol::Event>(&frame)) return again(event->args), true;
  auto* answer = std::get_if<protocol::Return>(&frame);
  if (answer == nullptr) return false;
  answer->outcome = encodeOutcome(decodeOutcome(answer->outcome));
  return true;
}

std::string textOfFrame(const Frame& frame) {
  Bytes bytes;
  appendFrame(frame, bytes);
  return textOfBytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string nameOf(const testing::TestParamInfo<std::filesystem::path>& vector) {
  return vector.param.stem().string();
}

class AcceptTest : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(AcceptTest, IsReadAndWrittenAsItsTwin) {
  const std::string bytes = contentOf(GetParam());
  const std::string twin = textOfText(schemaTextIn(twinOf(GetParam())));
  ASSERT_EQ(textOfBytes(bytes), twin) << "the two files of this vector differ";

  FrameReader reader(FRAME_BYTES_MAX);
  reader.append(std::as_bytes(std::span(bytes)));
  auto next = reader.next();
  ASSERT_TRUE(std::holds_alternative<Frame>(next)) << std::get<Failure>(next).text;
  EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next())) << "bytes behind the frame";
  if (translateValues(std::get<Frame>(next))) {
    EXPECT_EQ(textOfFrame(std::get<Frame>(next)), twin);
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, AcceptTest, testing::ValuesIn(vectorsIn("accept")), nameOf);

class RejectTest : public testing::TestWithParam<std::filesystem::path> {};

// TW-WIRE-7 TW-WIRE-15. The first line of the twin says "# reason: text"; the text "*" is any.
TEST_P(RejectTest, IsRefusedForTheReasonItSays) {
  const std::string bytes = contentOf(GetParam());
  const std::string content = contentOf(twinOf(GetParam()));
  const std::string schemaText = schemaTextIn(twinOf(GetParam()));
  if (!schemaText.empty()) {
    ASSERT_EQ(textOfBytes(bytes), textOfText(schemaText)) << "the two files of this vector differ";
  }

  FrameReader reader(FRAME_BYTES_MAX);
  reader.append(std::as_bytes(std::span(bytes)));
  const auto next = reader.next();
  ASSERT_TRUE(std::holds_alternative<Failure>(next));
  const auto& failure = std::get<Failure>(next);
  const std::string expected = content.substr(2, content.find('\n') - 2);
  if (expected.substr(expected.size() - 2) == " *") {
    EXPECT_EQ(std::string(protocol::nameOf(failure.reason)) + ": *", expected);
  } else {
    EXPECT_EQ(std::string(protocol::nameOf(failure.reason)) + ": " + failure.text, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, RejectTest, testing::ValuesIn(vectorsIn("reject")), nameOf);

TEST(VectorsTest, TheReadmeSaysOfEachWhatItShows) {
  std::istringstream lines(contentOf(TRIWIRE_VECTORS "/README.md"));
  std::set<std::string> listed;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| ", 0) != 0 || line.find("ed | |") != std::string::npos) continue;
    std::istringstream names(line.substr(2, line.find(" |") - 2));
    for (std::string name; names >> name;) listed.insert(name.substr(0, name.find(',')));
  }
  std::set<std::string> present;
  for (const char* folder : {"accept", "reject"}) {
    for (const auto& vector : vectorsIn(folder)) present.insert(vector.stem().string());
  }
  EXPECT_EQ(listed, present);
}

}  // namespace
}  // namespace triwire::wire
