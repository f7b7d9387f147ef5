// One world of the reference: its actors, from `begin` to `end`.
#pragma once

#include <poll.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "subject/fd.h"
#include "subject/host.h"

namespace triwire::conformance {

/// Starts main and the renderers, passes commands to them and what they say to `print`, line by
/// line. Knows neither what the lines say nor Triwire.
class ActorWorld {
 public:
  using Print = std::function<void(const std::string& line)>;

  /// Returns when all actors are ready. Throws std::runtime_error if one is not. Unless `main` is
  /// empty it is the address of somebody else's, and nothing is waited for.
  ActorWorld(std::unique_ptr<Launcher> launcher, unsigned renderers, const std::string& main,
             Print print);

  /// Where renderers reach main.
  const std::string& address() const { return launcher_->reachedAt(false); }

  bool has(std::string_view actor) const;
  bool isAlive(std::string_view actor) const;
  void send(std::string_view actor, const std::string& line);
  /// Returns when it is gone and all it said has been passed on.
  void kill(std::string_view actor);
  /// Has main end, then the renderers; returns when all have.
  void end(const std::string& line);

  /// Waits until an actor has something to say, or `other` is readable. Throws std::runtime_error
  /// if an actor ends by itself.
  void relay(pollfd* other = nullptr);

 private:
  struct Actor {
    std::string name;
    Fd control;
    std::unique_ptr<Host> host;
    Lines lines;
    std::string unsent;
    bool isReady = false;
    bool mayEnd = false;
    bool hasEnded = false;
    bool isKilled = false;
  };

  void start(std::string name, bool waits, const std::function<std::unique_ptr<Host>(Fd)>& launch);
  const Actor* find(std::string_view name) const;
  Actor& at(std::string_view name);
  void awaitEnd(Actor& actor);
  void read(Actor& actor);
  static void write(Actor& actor);

  std::unique_ptr<Launcher> launcher_;
  Print print_;
  std::vector<std::unique_ptr<Actor>> actors_;  // Main first.
};

}  // namespace triwire::conformance
