#include "api/traced.h"

#include <variant>

#include "wire/trace_record.h"

namespace triwire::detail {

// NOLINTNEXTLINE(bugprone-exception-escape): a variant that holds a frame visits it.
void show(const Trace& trace, std::uint32_t renderer, bool fromMain,
          const protocol::Frame& frame) noexcept {
  TracedFrame traced{.renderer = renderer,
                     .fromMain = fromMain,
                     .kind = nameOf(protocol::kindOf(frame)),
                     .payloadBytes = wire::payloadBytesOf(frame)};
  std::visit(
      [&](const auto& each) {
        if constexpr (requires { each.channel; }) traced.channel = each.channel;
        if constexpr (requires { each.id; }) traced.call = static_cast<std::uint64_t>(each.id);
        if constexpr (requires { each.outcome; }) traced.outcome = each.outcome.kind;
      },
      frame);
  try {
    trace(traced);
  } catch (...) {  // It looks on, and has no say.
  }
}

}  // namespace triwire::detail
