// Frames, as an application's Trace is shown them.
#pragma once

#include <cstdint>

#include "protocol/frame.h"
#include "triwire/trace.h"

namespace triwire::detail {

/// Shows `frame` to `trace`; lets nothing out that it throws.
void show(const Trace& trace, std::uint32_t renderer, bool fromMain,
          const protocol::Frame& frame) noexcept;

}  // namespace triwire::detail
