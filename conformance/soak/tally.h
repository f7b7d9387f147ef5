#pragma once

#include <cstdint>

#include "record/history.h"

namespace triwire::conformance::soak {

/// What went on in worlds.
struct Tally {
  std::uint64_t worlds = 0, events = 0;  ///< `events`: lines of histories.
  std::uint64_t sends = 0, syncs = 0, invokes = 0;  ///< Calls made by renderers.
  std::uint64_t answers = 0;     ///< Of syncs and invokes, errors included.
  std::uint64_t dispatched = 0;  ///< Events from main, to listeners of renderers.
  std::uint64_t killed = 0, closed = 0;  ///< Renderers, by the worlds' stimuli.

  std::uint64_t calls() const { return sends + syncs + invokes; }
  std::uint64_t deaths() const { return killed + closed; }
  void add(const History& history);
  void add(const Tally& other);
};

}  // namespace triwire::conformance::soak
