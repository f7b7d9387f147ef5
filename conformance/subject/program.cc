#include "subject/program.h"

#include "record/shape.h"

namespace triwire::conformance {

std::shared_ptr<const ReadCommand> readCommand(const std::string& line) {
  auto read = std::make_shared<ReadCommand>();
  auto command = read->message.initRoot<contract::Command>();
  readJson(line, command);
  read->command = command.asReader();
  return read;
}

}  // namespace triwire::conformance
