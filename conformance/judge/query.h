#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/account.h"

namespace triwire::conformance {

/// "sendSync S1 of r0 on 'c'"
std::string describe(const Call& call);
/// "the event E1 to r0 on 'c'"
std::string describe(const Account& account, const Delivery& delivery);
/// "returned 5", "rejected with NO_REPLY: …": what an event that ends a call says.
std::string describe(const Event& end);

/// Where main dispatched a call that the same renderer made later: whatever it sent before `call`
/// on that path was dispatched by then, or never is. NOWHERE if there is none.
Position fence(const Account& account, const Call& call);
/// Where the renderer dispatched an event that main sent it later; likewise.
Position fence(const Account& account, const Delivery& delivery);

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

bool hasUnclonableArgs(const Step& step);

bool isRegistered(const std::vector<Registration>& registered, std::string_view listener);
/// Whether a listener or handler ended by throwing.
bool threw(const Account& account, const Run& run);
/// The outcome's code that an event's error carries; empty if none.
std::string_view outcomeOf(const Event& event);

/// A sendSync that main holds unanswered, until a command that is not its renderer's doing.
struct Wait {
  const Call* call = nullptr;
  const Message* message = nullptr;
  Position called = NOWHERE;  ///< Main holds it from here …
  Position until = NOWHERE;   ///< … to at least here: the COMMAND entry that alone can end it.
};
std::vector<Wait> waits(const Account& account);
/// The same for invokes whose handler's promise is held.
std::vector<Wait> pendingInvokes(const Account& account);

/// One dispatch to listeners, at main or at a renderer.
struct Round {
  Op op = Op::SEND;         ///< SEND, SEND_SYNC; SEND_TO for any event to a renderer.
  Position made = NOWHERE;  ///< CALLING, or main's REPLIED or SENT.
  Position began = NOWHERE;
  Position fence = NOWHERE;  ///< Something later on the same path was dispatched.
  const Registered* registered = nullptr;
  const std::vector<Position>* runs = nullptr;
  const Message* message = nullptr;  ///< At main.
  std::string what{};
};
std::vector<Round> rounds(const Account& account);

}  // namespace triwire::conformance
