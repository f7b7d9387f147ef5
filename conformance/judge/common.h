#pragma once

#include <string_view>
#include <vector>

#include "judge/expect.h"

namespace triwire::conformance {

// Predicates that the three ways to call have in common; `op` says which of them is judged.

/// A call with an argument that cannot be cloned fails where it is made, and main dispatches
/// nothing.
void unclonableArgs(const Account& account, Findings& findings, Op op);
/// What was registered with `once` is not called for a second call.
void onceIsUsedUp(const Account& account, Findings& findings, Op op);
/// A call whose deadline passed unanswered ends with DEADLINE_EXCEEDED.
void deadlineEnds(const Account& account, Findings& findings, Op op);
/// An answer that comes after that ends neither this call again nor another.
void lateAnswer(const Account& account, Findings& findings, Op op);
/// A call made after the loss of the link fails with DISCONNECTED.
void disconnectedCall(const Account& account, Findings& findings, Op op);
/// A wait expired before anything that shows that no more came of the call than was seen.
bool isCutShort(const Account& account, const Call& call);
/// The first entry that gives the link of `renderer` a reason to end: a command, or what the runner
/// did as its main. NOWHERE if there is none.
Position reasonToEnd(const Account& account, Actor renderer);
/// The first entry that shows the end of a link without a reason. NOWHERE if there is none.
Position unexplainedEnd(const Account& account);
/// The loss of the link ends `call` with that outcome; with the value null, if it is empty.
void lostCall(const Account& account, Findings& findings, const Call& call,
              std::vector<Position> premise, std::string_view outcome);

}  // namespace triwire::conformance
