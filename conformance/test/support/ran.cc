#include "support/ran.h"

#include "driver/process.h"

namespace triwire::conformance {

Ran triwire(std::vector<std::string> arguments) {
  using namespace std::chrono_literals;
  arguments.insert(arguments.begin(), TRIWIRE_PROGRAM);
  Process process(arguments);
  Ran ran;
  std::string line;
  while (process.readLine(line, Clock::now() + 100s) == Process::Read::LINE) ran.out += line + "\n";
  const std::string fate = process.fate();
  process.kill();
  ran.err = process.stderrTail();
  constexpr std::string_view EXITED = "exited with status ";
  if (fate.starts_with(EXITED)) ran.code = std::stoi(fate.substr(EXITED.size()));
  return ran;
}

}  // namespace triwire::conformance
