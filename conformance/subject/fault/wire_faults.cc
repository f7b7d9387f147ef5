#include "subject/fault/wire_faults.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <set>

#include <capnp/any.h>
#include <capnp/message.h>

namespace triwire::conformance {
namespace {

using schema::CloseReason;
using Frame = schema::Frame::Builder;

/// Ends a link for the right cause, and says another, or none.
class OtherReason : public WireFault {
 public:
  OtherReason(CloseReason right, CloseReason wrong) : right_(right), wrong_(wrong) {}

  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    if (frame == nullptr || !frame->isClose() || frame->getClose().getReason() != right_)
      return link.write(peerOf(from), bytes);
    frame->getClose().setReason(wrong_);
    link.write(peerOf(from), frame->asReader());
  }

 private:
  CloseReason right_, wrong_;
};

/// Says something before hello or welcome has been said.
class SpeaksFirst : public WireFault {
  void onOpen(TappedLink& link) override {
    for (const Side to : {Side::MAIN, Side::RENDERER}) {
      capnp::MallocMessageBuilder message;
      auto frame = message.initRoot<schema::Frame>();
      (to == Side::MAIN ? frame.initMessage() : frame.initEvent()).setChannel("early");
      link.write(to, frame.asReader());
    }
  }
};

class SpeaksAfterClose : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    link.write(peerOf(from), bytes);
    if (frame == nullptr || !frame->isClose()) return;
    capnp::MallocMessageBuilder message;
    auto late = message.initRoot<schema::Frame>();
    (from == Side::MAIN ? late.initEvent() : late.initMessage()).setChannel("late");
    link.write(peerOf(from), late.asReader());
  }
};

class VersionZero : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    if (frame == nullptr || !frame->isWelcome()) return link.write(peerOf(from), bytes);
    frame->getWelcome().setVersion(0);
    link.write(peerOf(from), frame->asReader());
  }
};

/// A renderer counts its calls backwards.
class IdsDescend : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    constexpr std::uint64_t FIRST = 1'000'000;
    if (frame == nullptr) return link.write(peerOf(from), bytes);
    if (frame->isInvoke()) frame->getInvoke().setId(FIRST - frame->getInvoke().getId());
    if (frame->isSync()) frame->getSync().setId(FIRST - frame->getSync().getId());
    if (frame->isCancel()) frame->getCancel().setId(FIRST - frame->getCancel().getId());
    if (frame->isReturn()) frame->getReturn().setId(FIRST - frame->getReturn().getId());
    link.write(peerOf(from), frame->asReader());
  }
};

class ReturnsTwice : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    link.write(peerOf(from), bytes);
    if (frame != nullptr && frame->isReturn()) link.write(peerOf(from), bytes);
  }
};

/// What a later version added ends the link.
class RefusesUnknownFields : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    constexpr std::size_t DATA_BYTES = 8 * schema::Frame::_capnpPrivate::dataWordSize;
    if (frame != nullptr) {
      const capnp::AnyStruct::Reader all = frame->asReader();
      if (all.getDataSection().size() > DATA_BYTES ||
          all.getPointerSection().size() > schema::Frame::_capnpPrivate::pointerCount)
        return link.close(from, CloseReason::MALFORMED);
    }
    link.write(peerOf(from), bytes);
  }
};

/// The limits that the other side announces are not read.
class LimitsUnread : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    if (frame == nullptr || !(frame->isWelcome() || frame->isHello()))
      return link.write(peerOf(from), bytes);
    if (frame->isWelcome()) frame->getWelcome().disownLimits();
    if (frame->isHello()) frame->getHello().disownLimits();
    link.write(peerOf(from), frame->asReader());
  }
};

class CancelledIsNoReply : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    if (frame == nullptr || !frame->isReturn() || !frame->getReturn().getOutcome().isCancelled())
      return link.write(peerOf(from), bytes);
    frame->getReturn().getOutcome().setNoReply();
    link.write(peerOf(from), frame->asReader());
  }
};

/// A cancel of a call that has been answered is answered, too.
class LateCancelAnswered : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    link.write(peerOf(from), bytes);
    if (frame == nullptr) return;
    if (frame->isReturn()) answered_.insert(frame->getReturn().getId());
    if (!frame->isCancel() || !answered_.contains(frame->getCancel().getId())) return;
    capnp::MallocMessageBuilder message;
    auto again = message.initRoot<schema::Frame>().initReturn();
    again.setId(frame->getCancel().getId());
    again.initOutcome().setCancelled();
    link.write(from, message.getRoot<schema::Frame>().asReader());
  }

  std::set<std::uint64_t> answered_;
};

/// Reads frames of one segment only.
class OneSegment : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame*, TappedLink& link) override {
    std::uint32_t more = 0;  // The segment table begins with their number less one.
    std::memcpy(&more, bytes.data(), sizeof more);
    if (more > 0) return link.close(from, CloseReason::MALFORMED);
    link.write(peerOf(from), bytes);
  }
};

/// A close is neither said nor heard: what comes behind it is dispatched all the same.
class DeafToClose : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    if (frame == nullptr || !frame->isClose()) link.write(peerOf(from), bytes);
  }
};

class WritesBlock : public WireFault {
  bool writesBlock() const override { return true; }
};

/// One link that breaks the rules ends them all.
class OneEndsAll : public WireFault {
  void onFrame(Side from, const std::string& bytes, Frame* frame, TappedLink& link) override {
    link.write(peerOf(from), bytes);
    if (from != Side::MAIN || frame == nullptr || !frame->isClose()) return;
    const CloseReason reason = frame->getClose().getReason();
    if (reason != CloseReason::DONE && reason != CloseReason::GOING_AWAY) link.endAll();
  }
};

template <class Fault, class... Arguments>
SeededWireFault fault(Arguments... arguments) {
  return {[=] { return std::make_unique<Fault>(arguments...); }};
}
template <class Fault>
SeededWireFault faultInAll() {
  return {[] { return std::make_unique<Fault>(); }, true};
}

}  // namespace

const std::map<std::string, SeededWireFault, std::less<>>& wireFaults() {
  static const std::map<std::string, SeededWireFault, std::less<>> TABLE = {
      {"speaks-first", fault<SpeaksFirst>()},
      {"version-zero", fault<VersionZero>()},
      {"mismatch-is-refused",
       fault<OtherReason>(CloseReason::VERSION_MISMATCH, CloseReason::REFUSED)},
      {"ids-descend", fault<IdsDescend>()},
      {"returns-twice", fault<ReturnsTwice>()},
      {"unexpected-is-malformed",
       fault<OtherReason>(CloseReason::UNEXPECTED_FRAME, CloseReason::MALFORMED)},
      {"malformed-is-internal", fault<OtherReason>(CloseReason::MALFORMED, CloseReason::INTERNAL)},
      {"too-large-is-malformed",
       fault<OtherReason>(CloseReason::FRAME_TOO_LARGE, CloseReason::MALFORMED)},
      {"unknown-is-unexpected",
       fault<OtherReason>(CloseReason::UNKNOWN_FRAME, CloseReason::UNEXPECTED_FRAME)},
      {"limit-is-too-large",
       fault<OtherReason>(CloseReason::LIMIT_EXCEEDED, CloseReason::FRAME_TOO_LARGE)},
      {"refuses-unknown-fields", fault<RefusesUnknownFields>()},
      {"limits-unread", fault<LimitsUnread>()},
      {"cancelled-is-no-reply", fault<CancelledIsNoReply>()},
      {"late-cancel-answered", fault<LateCancelAnswered>()},
      {"speaks-after-close", fault<SpeaksAfterClose>()},
      {"deaf-to-close", fault<DeafToClose>()},
      {"one-segment", fault<OneSegment>()},
      {"writes-block", faultInAll<WritesBlock>()},
      {"one-ends-all", faultInAll<OneEndsAll>()},
  };
  return TABLE;
}

}  // namespace triwire::conformance
