#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/account.h"
#include "judge/index.h"

namespace triwire::conformance {

/// "sendSync S1 of r0 on 'c'"
std::string describe(const Call& call);
/// "the event E1 to r0 on 'c'"
std::string describe(const Account& account, const Delivery& delivery);
/// "sendSync S1 of r0 on 'c'" or "the event E1 to r0 on 'c'"
std::string describe(const Account& account, const Round& round);
/// "returned 5", "rejected with NO_REPLY: …": what an event that ends a call says.
std::string describe(const Event& end);

/// Where main dispatched a call that the same renderer made later: whatever it sent before `call`
/// on that path was dispatched by then, or never is. NOWHERE if there is none.
Position fence(const Account& account, const Call& call);
/// Where the renderer dispatched an event that main sent it later; likewise.
Position fence(const Account& account, const Delivery& delivery);

/// Main dispatched something that its renderer made later, and never the call: whatever was
/// registered, when it arrived nobody was there for it.
bool wentUnheard(const Account& account, const Call& call);

/// What was registered on the call's channel when main dispatched it. If main did not: what was
/// registered for as long as it could have, or null if that changed meanwhile.
const Registered* registeredFor(const Account& account, const Call& call);

/// Whether the renderer had a listener for an event for as long as it could have been dispatched.
enum class Listening : std::uint8_t { NEVER, SOMETIMES, ALWAYS };
Listening listening(const Account& account, const Delivery& delivery);

/// The last event before `until` by which another actor than `idle` shows that it went on with
/// something it was asked to do after `from`. NOWHERE if there is none.
Position progress(const Account& account, Actor idle, Position from, Position until);

/// The first event of the actor after `at`.
Position next(const Account& account, Actor actor, Position at);

/// Indexes of the calls that were asked for (`Call::sent`) from `from` to `until`, in order.
std::span<const Position> callsSent(const Account& account, Position from, Position until);
/// The messages, and the deliveries, that main began or sent at `from` or later.
std::span<const Message> messagesSince(const Account& account, Position from);
std::span<const Delivery> deliveriesSince(const Account& account, Position from);

bool hasUnclonableArgs(const Step& step);

bool isRegistered(const std::vector<Registration>& registered, std::string_view listener);
/// Whether a listener or handler ended by throwing.
bool threw(const Account& account, const Run& run);
/// The outcome's code that an event's error carries; empty if none.
std::string_view outcomeOf(const Event& event);

inline const std::vector<Wait>& waits(const Account& account) { return account.index().waits(); }
inline const std::vector<Wait>& pendingInvokes(const Account& account) {
  return account.index().pendingInvokes();
}
inline const std::vector<Round>& rounds(const Account& account) { return account.index().rounds(); }

}  // namespace triwire::conformance
