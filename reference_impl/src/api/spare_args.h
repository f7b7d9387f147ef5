// Arguments for listeners, used again.
#pragma once

#include "runtime/spare.h"
#include "triwire/value.h"

namespace triwire {

/// Leaves the strings, whose memory the next strings there use, as long as there are few and short ones.
struct KeptStrings {
  static constexpr std::size_t ARGS_MAX = 8;
  static constexpr std::size_t BYTES_MAX = 1024;

  static void tidy(Args& args) {
    if (args.size() > ARGS_MAX) return args.clear();
    for (Value& arg : args) {
      if (!arg.isString() || arg.asStringView().size() > BYTES_MAX) arg = Value();
    }
  }
};

using SpareArgs = runtime::Spare<Args, KeptStrings>;

}  // namespace triwire
