// The reference's side of the adapter contract: reads commands, has the actors do them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <conformance.capnp.h>

#include "subject/world.h"

namespace triwire::conformance {

class Supervisor {
 public:
  /// `launcher` makes what starts the actors of a world.
  explicit Supervisor(std::function<std::unique_ptr<Launcher>()> launcher)
      : launcher_(std::move(launcher)) {}

  /// Serves until standard input ends; whatever runs then is killed. Throws std::exception if an
  /// actor dies unasked.
  void run();

 private:
  void take(const std::string& line);
  void obey(contract::Command::Reader command, const std::string& line);
  void toActor(capnp::Text::Reader actor, std::uint32_t command, const std::string& line);
  void kill(capnp::Text::Reader actor, std::uint32_t command);
  void sayHello(std::uint32_t command);
  void sayAddress(std::uint32_t command);

  std::function<std::unique_ptr<Launcher>()> launcher_;
  std::unique_ptr<ActorWorld> world_;
};

}  // namespace triwire::conformance
