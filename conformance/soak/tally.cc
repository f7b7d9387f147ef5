#include "soak/tally.h"

#include <map>
#include <string_view>

namespace triwire::conformance::soak {

void Tally::add(const History& history) {
  std::map<std::string_view, Op> calls;
  for (const Command& command : history.commands()) {
    if (command.kind == Command::Kind::KILL) ++killed;
    if (command.kind == Command::Kind::CLOSE) ++closed;
    for (const Step& step : command.steps)
      if (!step.call.empty()) calls[step.call] = step.op;
  }
  ++worlds;
  events += history.events().size();
  for (const Event& event : history.events()) {
    const auto call = calls.find(event.call);
    const bool isSync = call != calls.end() && call->second == Op::SEND_SYNC;
    if (event.kind == Kind::CALLING && call != calls.end())
      ++(isSync ? syncs : call->second == Op::INVOKE ? invokes : sends);
    if (event.kind == Kind::SETTLED) ++answers;
    if (isSync && (event.kind == Kind::RETURNED || event.kind == Kind::THREW)) ++answers;
    if (event.kind == Kind::DISPATCHED) ++dispatched;
  }
}

void Tally::add(const Tally& other) {
  worlds += other.worlds;
  events += other.events;
  sends += other.sends;
  syncs += other.syncs;
  invokes += other.invokes;
  answers += other.answers;
  dispatched += other.dispatched;
  killed += other.killed;
  closed += other.closed;
}

}  // namespace triwire::conformance::soak
