// What the peer writes is what it says: the sound is read back as the same frame, the broken is
// refused by Cap'n Proto itself.

#include <string>
#include <vector>

#include <capnp/message.h>
#include <capnp/schema.h>
#include <capnp/serialize.h>
#include <gmock/gmock.h>
#include <kj/exception.h>

#include "peer/damage.h"
#include "peer/frame_json.h"
#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using file::Misdeed;

constexpr const char* INVOKE =
    R"({"invoke":{"id":7,"channel":"chan","args":{"roots":[{"string":"W1"}]}}})";

std::string bytesOf(Misdeed misdeed) {
  capnp::MallocMessageBuilder json, message;
  parseJson(INVOKE, json.initRoot<capnp::json::Value>());
  auto frame = message.initRoot<schema::Frame>();
  readFrame(json.getRoot<capnp::json::Value>(), frame);
  return damagedBytes(misdeed, frame);
}

// Reads all of the frame, as somebody who trusts it would.
std::string readBack(const std::string& bytes) {
  kj::ArrayInputStream stream(
      kj::arrayPtr(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
  capnp::InputStreamMessageReader reader(stream);
  capnp::MallocMessageBuilder told;
  auto event = told.initRoot<file::PeerEvent>();
  const auto frame = reader.getRoot<schema::Frame>();
  tell(frame, event);
  if (frame.isInvoke())
    for (const auto root : frame.getInvoke().getArgs().getRoots()) root.which();
  return std::string(event.getFrame().cStr()) + " " + event.getChannel().cStr() + " " +
         event.getMessage().cStr();
}

class Misdeeds : public testing::TestWithParam<unsigned> {
 protected:
  Misdeed misdeed() const { return static_cast<Misdeed>(GetParam()); }
};

TEST_P(Misdeeds, MakeWhatTheySay) {
  const std::string breaks(breaksWhat(misdeed()));
  const std::string bytes = bytesOf(misdeed());

  if (misdeed() == Misdeed::HALF) {
    EXPECT_THROW(readBack(bytes), kj::Exception);
  } else if (misdeed() == Misdeed::UNKNOWN_FRAME || misdeed() == Misdeed::UNKNOWN_IGNORED) {
    EXPECT_EQ(readBack(bytes), "  ");
  } else if (breaks.empty() || misdeed() == Misdeed::AS_WRITTEN) {
    EXPECT_EQ(readBack(bytes), "invoke chan W1");
  } else if (breaks == "frameTooLarge") {
    EXPECT_LE(bytes.size(), 64U) << "only the announcement travels";
  } else if (breaks == "malformed" && misdeed() != Misdeed::NOT_UTF8 &&
             misdeed() != Misdeed::NULL_ROOT) {  // Both are for the receiver to see.
    EXPECT_THROW(readBack(bytes), kj::Exception);
  } else {
    EXPECT_NE(readBack(bytes), "invoke chan W1");
  }
}

INSTANTIATE_TEST_SUITE_P(All, Misdeeds,
                         testing::Range(0U, capnp::Schema::from<Misdeed>().getEnumerants().size()),
                         [](const auto& tested) {
                           const auto name = nameOf(static_cast<Misdeed>(tested.param));
                           return name.empty() ? std::string("none") : std::string(name);
                         });

TEST(MisdeedsTest, AreAtLeastTwentyFive) {
  EXPECT_GE(capnp::Schema::from<Misdeed>().getEnumerants().size(), 25U);
}

TEST(FrameJsonTest, SaysWhatIsNoFrame) {
  capnp::MallocMessageBuilder json, message;
  parseJson(R"({"invoke":{"number":7}})", json.initRoot<capnp::json::Value>());
  EXPECT_THROW(readFrame(json.getRoot<capnp::json::Value>(), message.initRoot<schema::Frame>()),
               std::invalid_argument);
}

}  // namespace
}  // namespace triwire::conformance
