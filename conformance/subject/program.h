// A list of steps that somebody keeps: the script of a command, or a listener's program.
#pragma once

#include <memory>
#include <string>

#include <capnp/message.h>
#include <conformance.capnp.h>

namespace triwire::conformance {

using Steps = capnp::List<contract::Step>::Reader;

/// A command that was read, kept as long as any program in it.
struct ReadCommand {
  capnp::MallocMessageBuilder message;
  contract::Command::Reader command;
};

struct Program {
  std::shared_ptr<const ReadCommand> command;
  Steps steps;
};

/// Reads one line. Throws std::invalid_argument if the contract does not have it.
std::shared_ptr<const ReadCommand> readCommand(const std::string& line);

}  // namespace triwire::conformance
