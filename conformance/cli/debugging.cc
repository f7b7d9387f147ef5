#include "cli/debugging.h"

#include <unistd.h>

#include "report/describe.h"

namespace triwire::conformance {

std::string debugCommand(const std::string& command, const std::string& wrap, bool wait) {
  const std::string wrapped = wrap.empty() ? command : wrap + " " + command;
  if (!wait) return wrapped;
  // The shell becomes the subject: a debugger that is attached now is attached to that.
  const std::string script =
      "echo \"triwire: process $$ waits: gdb -p $$, then continue; or kill -CONT $$\" "
      ">/proc/" +
      std::to_string(::getpid()) + "/fd/2; kill -STOP $$; exec \"$@\"";
  return "sh -c " + shellQuoted(script) + " sh " + wrapped;
}

}  // namespace triwire::conformance
