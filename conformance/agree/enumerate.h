#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "record/history.h"

namespace triwire::conformance::agree {

/// A script that the runner asks an actor for. Texts are those of a `History`, or literals.
struct Asked {
  Actor actor = Actor::MAIN;
  std::vector<Step> steps;
};

/// What the runner asks for: `first`, one after the other, each when nothing more happens; then all
/// of `meanwhile` at once; then `last`, as `first`.
struct Stimulus {
  unsigned renderers = 1;
  std::vector<Asked> first, meanwhile, last;
  std::string text;  ///< `meanwhile`, for people.
};

/// Calls `visit` with each history of the stimulus once: every order that the model allows of what
/// the actors report of `meanwhile`. Events arrive in the order in which they happened.
void forEachOrder(const Stimulus& stimulus, const std::function<void(History&)>& visit);

/// All stimuli of two renderers with so many steps in `meanwhile`: each of the scripts that main and
/// the renderers can have with so many steps together, every step one of
///
///     main  sendTo r0, removeAllListeners c, once y, removeHandler i
///     r0    send c, sendSync y, invoke i, on e, removeAllListeners e
///     r1    send c, sendSync y, invoke i
///
/// where main begins with a listener of c that replies, one of y for one call that assigns, and a
/// handler of i; r0 with a listener of e for one event; and a fence on each path comes last.
std::vector<Stimulus> stimuli(unsigned steps);

/// How many these are: the sum of 4^i · 5^j · 3^k over all i + j + k = steps.
std::uint64_t stimuliCount(unsigned steps);

}  // namespace triwire::conformance::agree
