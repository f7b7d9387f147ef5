#pragma once

#include "driver/world.h"

namespace triwire::conformance {

/// The runner's own traffic in a world, on channels and marks that begin with RESERVED
/// (record/command.h): what shows that a path is drained, or that somebody goes on.
///
/// On paths that the subject does not offer there are no fences: it needs `send` for those to main,
/// and `sendTo` or `reply` for those to a renderer.
class Fences {
 public:
  explicit Fences(World& world) : world_(world) {}

  /// Registers the listeners. Once, before anything else in the world.
  void prepare();

  /// One fence on every path of every free renderer, awaited.
  void fence();

  /// `count` rounds: main marks, and each free renderer marks after a message of its was seen at
  /// main. Stops at the first wait that expires.
  void progress(unsigned count);

 private:
  bool messageToMain(const std::vector<Actor>& renderers);
  void eventsToRenderers(const std::vector<Actor>& renderers);
  void roundTrip(Actor renderer);
  bool awaitSeen(Kind kind, Actor at, const std::string& fence);
  std::string nameFence(Actor from, Actor to) const;

  World& world_;
  unsigned number_ = 0;
};

}  // namespace triwire::conformance
