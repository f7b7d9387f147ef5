#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "judge/replay.h"

namespace triwire::conformance {

/// A listener or handler in its place.
struct Registration {
  std::string_view listener{};
  bool once = false;
  Position at = NOWHERE;  ///< The REGISTERED event.
};

/// What is registered on a channel, from one event of the actor to the next change.
struct Registered {
  Position since = 0;
  std::vector<Registration> listeners{};  ///< In order of registration.
  std::vector<Registration> handler{};    ///< None or one.
};

/// The registrations of one actor, as its events say they were made, removed and used up.
/// Queries are about the past; nothing is forgotten.
class Registrations {
 public:
  using States = std::deque<Registered>;  ///< None moves when others come.

  /// Notes a REGISTERED event. One with an error changes nothing.
  void registered(const Event& event, Position at);
  /// Notes that a message on `channel` begins to be dispatched to listeners, or to the handler, and
  /// returns what was registered just before; what was registered for one call is gone after it.
  const Registered* dispatchToListeners(std::string_view channel, Position at);
  const Registered* dispatchToHandler(std::string_view channel, Position at);

  /// What was registered on `channel` just before the event at `at`.
  const Registered& before(std::string_view channel, Position at) const;
  /// Every state of `channel`, in order; the first is empty.
  const States& states(std::string_view channel) const;
  /// Every channel that was ever registered on.
  std::vector<std::string_view> channels() const;

 private:
  States& history(std::string_view channel);

  std::unordered_map<std::string_view, States> channels_;
};

}  // namespace triwire::conformance
