#include "record/command.h"

#include <array>

namespace triwire::conformance {

std::string_view name(Op op) {
  constexpr std::array<std::string_view, 20> NAMES{
      "send",    "sendSync",   "invoke",        "on",     "once",   "off",   "removeAllListeners",
      "handle",  "handleOnce", "removeHandler", "sendTo", "assign", "reply", "hold",
      "release", "resolve",    "reject",        "return", "throw",  "mark"};
  return NAMES.at(static_cast<std::size_t>(op));
}

std::string_view name(Command::Kind kind) {
  constexpr std::array<std::string_view, 7> NAMES{"begin",   "run", "kill", "close",
                                                  "collect", "end", "wire"};
  return NAMES.at(static_cast<std::size_t>(kind));
}

}  // namespace triwire::conformance
