#include "judge/registrations.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

void apply(const Event& event, Position at, Registered& state) {
  const Registration added{event.listener, event.op == "once" || event.op == "handleOnce", at};
  if (event.op == "on" || event.op == "once") {
    state.listeners.push_back(added);
  } else if (event.op == "off") {
    // As an EventEmitter does: of several, the one registered last.
    const auto last = std::find_if(state.listeners.rbegin(), state.listeners.rend(),
                                   [&](const auto& r) { return r.listener == event.listener; });
    if (last != state.listeners.rend()) state.listeners.erase(std::next(last).base());
  } else if (event.op == "removeAllListeners") {
    state.listeners.clear();
  } else if (event.op == "removeHandler") {
    state.handler.clear();
  } else if (state.handler.empty()) {
    state.handler.push_back(added);
  }
}

bool isOnce(const Registration& registration) { return registration.once; }

const Registrations::States& nothing() {
  static const Registrations::States NOTHING(1);
  return NOTHING;
}

}  // namespace

Registrations::States& Registrations::history(std::string_view channel) {
  return channels_.try_emplace(channel, 1).first->second;
}

void Registrations::registered(const Event& event, Position at) {
  if (event.error != nullptr) return;
  States& states = history(event.channel);
  states.push_back(states.back());
  states.back().since = at;
  apply(event, at, states.back());
}

const Registered* Registrations::dispatchToListeners(std::string_view channel, Position at) {
  States& states = history(channel);
  const Registered* found = &states.back();
  if (std::any_of(found->listeners.begin(), found->listeners.end(), isOnce)) {
    states.push_back(*found);
    states.back().since = at;
    std::erase_if(states.back().listeners, isOnce);
  }
  return found;
}

const Registered* Registrations::dispatchToHandler(std::string_view channel, Position at) {
  States& states = history(channel);
  const Registered* found = &states.back();
  if (std::any_of(found->handler.begin(), found->handler.end(), isOnce)) {
    states.push_back(*found);
    states.back().since = at;
    states.back().handler.clear();
  }
  return found;
}

const Registered& Registrations::before(std::string_view channel, Position at) const {
  const States& all = states(channel);
  const auto later = std::partition_point(all.begin() + 1, all.end(),
                                          [&](const Registered& s) { return s.since < at; });
  return *std::prev(later);
}

const Registrations::States& Registrations::states(std::string_view channel) const {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? nothing() : found->second;
}

std::vector<std::string_view> Registrations::channels() const {
  std::vector<std::string_view> names;
  for (const auto& [channel, states] : channels_) names.push_back(channel);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace triwire::conformance
