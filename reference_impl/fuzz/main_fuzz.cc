// Main's half of the core: any frames, any acts of the application, in any order.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <variant>

#include "choices.h"
#include "main_oracle.h"
#include "protocol/main_connection.h"
#include "some_frames.h"

namespace triwire::fuzz {
namespace {

using namespace protocol;

/// Answers one of the live calls, or one that never was, as it may be answered.
void answer(Choices& choices, const MainOracle& oracle, MainConnection& main,
            MainActions& actions) {
  const auto kind = static_cast<OutcomeKind>(choices.below(12));
  const Payload payload = somePayload(choices);
  if (oracle.live().empty()) return main.answer(CallId{choices.number()}, {kind, {}}, actions);
  auto call = oracle.live().begin();
  std::advance(call, choices.below(static_cast<unsigned>(oracle.live().size())));
  if (mayAnswer(kind, call->second, false)) main.answer(call->first, {kind, payload}, actions);
}

/// What a renderer that keeps the rules may send.
Frame legalFrame(Choices& choices, const MainOracle& oracle) {
  const CallId next{static_cast<std::uint64_t>(oracle.last()) + 1 + choices.below(2)};
  switch (choices.below(4)) {
    case 0:
      return Message{someChannel(choices), {}};
    case 1:
      return SyncCall{next, someChannel(choices), {}};
    case 2:
      return InvokeCall{next, someChannel(choices), {}};
    default:
      return Cancel{oracle.live().empty() ? oracle.last() : oracle.live().begin()->first};
  }
}

/// As the loop asks, before it passes on what it has read without the machine.
bool takesShortWay(const Frame& frame, MainConnection main) {
  if (const auto* message = std::get_if<Message>(&frame)) return main.passes(message->channel);
  if (const auto* call = std::get_if<SyncCall>(&frame)) {
    return main.takes(CallKind::SYNC, call->id, call->channel);
  }
  const auto* call = std::get_if<InvokeCall>(&frame);
  return call != nullptr && main.takes(CallKind::INVOKE, call->id, call->channel);
}

bool isDispatch(const MainAction& action) {
  return std::holds_alternative<DispatchMessage>(action) ||
         std::holds_alternative<DispatchSync>(action) ||
         std::holds_alternative<DispatchInvoke>(action);
}

void step(Choices& choices, const MainOracle& oracle, MainConnection& main, MainActions& actions) {
  switch (choices.below(32)) {
    case 0:
      return main.onMalformed(CloseReason::MALFORMED, "", actions);
    case 1:
      return main.onDisconnect(actions);
    case 2:
      return main.close(CloseReason::GOING_AWAY, "", actions);
    case 3:
    case 4: {
      const std::size_t before = actions.size();
      const bool isSent =
          main.sendEvent(someChannel(choices), somePayload(choices), actions) == OutcomeKind::VALUE;
      return require(actions.size() == before + (isSent ? 1 : 0), "VALUE: it was sent");
    }
    case 5:
    case 6:
    case 7:
    case 8:
      return answer(choices, oracle, main, actions);
    case 9:
      return main.onFrame(someFrame(choices), actions);
    default: {
      Frame frame = legalFrame(choices, oracle);
      const bool isShort = takesShortWay(frame, main);
      const bool isCancel = std::holds_alternative<Cancel>(frame);
      main.onFrame(std::move(frame), actions);
      const bool isTold = actions.size() == 1 && isDispatch(actions[0]);
      require(isCancel || isShort == isTold, "what is told from where it lies would only be told");
    }
  }
}

MainActions run(std::span<const std::uint8_t> bytes) {
  Choices choices(bytes);
  MainConnection main({someLimits(choices), "", 1, someFeatures(choices)});
  MainOracle oracle;
  MainActions all;
  if (choices.below(8) != 0) main.onFrame(Hello{1, 1, someLimits(choices), {}, ""}, all);
  oracle.look(all, main);
  while (!choices.isEmpty()) {
    MainActions actions;
    step(choices, oracle, main, actions);
    oracle.look(actions, main);
    all.insert(all.end(), actions.begin(), actions.end());
  }
  MainActions actions;
  main.onDisconnect(actions);
  oracle.look(actions, main);
  require(main.state() == MainState::CLOSED, "the link's end closes");
  return all;
}

}  // namespace
}  // namespace triwire::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace triwire::fuzz;
  require(run({data, size}) == run({data, size}), "the same calls produce the same actions");
  return 0;
}
