// The renderer's half of the core: any frames, any acts of the application, in any order, and a
// clock.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>

#include "choices.h"
#include "protocol/renderer_connection.h"
#include "renderer_oracle.h"
#include "some_frames.h"

namespace triwire::fuzz {
namespace {

using namespace protocol;

/// A renderer, its application, and what has happened.
class Run {
 public:
  explicit Run(std::span<const std::uint8_t> bytes)
      : choices_(bytes), renderer_({someLimits(choices_), "", someFeatures(choices_)}) {
    renderer_.open(actions_);
    look();
    if (choices_.below(8) != 0)
      renderer_.onFrame(Welcome{1, someLimits(choices_), {}, "", 1}, actions_);
    look();
  }

  RendererActions toItsEnd() {
    while (!choices_.isEmpty()) {
      step();
      look();
    }
    renderer_.onDisconnect(actions_);
    look();
    renderer_.turn(actions_);
    look();
    oracle_.lookAtEnd();
    return all_;
  }

 private:
  void step() {
    switch (choices_.below(8)) {
      case 0:
        return happen();
      case 1:
      case 2:
        return act();
      case 3:
        return renderer_.turn(actions_);
      case 4:
      case 5:
        return answer();
      default:
        renderer_.onFrame(someFrame(choices_), actions_);
    }
  }

  void happen() {
    switch (choices_.below(8)) {
      case 0:
        return renderer_.onMalformed(CloseReason::MALFORMED, "", actions_);
      case 1:
        return renderer_.onDisconnect(actions_);
      case 2:
        return renderer_.close(CloseReason::DONE, "", actions_);
      case 3:
        return renderer_.onRoom(
            choices_.below(2) == 0 ? std::nullopt : std::optional<std::uint64_t>(choices_.byte()));
      case 4:
        return renderer_.onBacklog(choices_.below(4), choices_.byte());
      default:
        now_ += Time(choices_.below(4));
        renderer_.onTime(now_, actions_);
        require(!renderer_.nextDeadline() || *renderer_.nextDeadline() > now_,
                "what is due has ended");
    }
  }

  void act() {
    const bool isWaiting = renderer_.state() == RendererState::WAITING;
    const unsigned what = choices_.below(8);
    if (what == 0 || isWaiting) return renderer_.cancel(CallId{choices_.number()}, actions_);
    std::string channel = someChannel(choices_);
    const Payload args = somePayload(choices_);
    if (what < 3) {
      const bool isSent = renderer_.send(std::move(channel), args, actions_) == OutcomeKind::VALUE;
      return require(actions_.size() == (isSent ? 1 : 0), "VALUE: it was sent");
    }
    std::optional<Time> deadline;
    if (choices_.below(2) == 1) deadline = now_ + Time(choices_.below(8));
    if (what < 5) {
      oracle_.made(renderer_.sendSync(std::move(channel), args, deadline, actions_),
                   CallKind::SYNC);
    } else {
      oracle_.made(renderer_.invoke(std::move(channel), args, deadline, actions_),
                   CallKind::INVOKE);
    }
  }

  /// Main answers one of the calls in flight.
  void answer() {
    if (oracle_.calls().empty()) return;
    auto call = oracle_.calls().begin();
    std::advance(call, choices_.below(static_cast<unsigned>(oracle_.calls().size())));
    const auto kind = static_cast<OutcomeKind>(choices_.below(12));
    renderer_.onFrame(Return{call->first, {kind, somePayload(choices_)}}, actions_);
  }

  void look() {
    oracle_.look(actions_, renderer_);
    all_.insert(all_.end(), actions_.begin(), actions_.end());
    actions_.clear();
  }

  Choices choices_;
  RendererConnection renderer_;
  RendererOracle oracle_;
  Time now_{0};
  RendererActions actions_, all_;
};

}  // namespace
}  // namespace triwire::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using triwire::fuzz::Run;
  triwire::fuzz::require(Run({data, size}).toItsEnd() == Run({data, size}).toItsEnd(),
                         "the same calls produce the same actions");
  return 0;
}
