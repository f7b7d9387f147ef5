#include "protocol/frame.h"

#include <algorithm>

#include <array>

namespace triwire::protocol {

namespace {

constexpr std::array<std::string_view, FRAME_KINDS> FRAME_NAMES = {
    "hello", "welcome", "message", "sync", "invoke", "cancel", "event", "return", "close"};

constexpr std::array<std::string_view, 11> REASON_NAMES = {
    "done",         "goingAway",       "versionMismatch", "refused",  "malformed", "frameTooLarge",
    "unknownFrame", "unexpectedFrame", "limitExceeded",   "internal", "lost"};

}  // namespace

std::string_view nameOf(FrameKind kind) { return FRAME_NAMES.at(static_cast<std::size_t>(kind)); }

std::string_view nameOf(CloseReason reason) {
  return REASON_NAMES.at(static_cast<std::size_t>(reason));
}

bool hasFeature(const Features& features, std::string_view feature) {
  return std::find(features.begin(), features.end(), feature) != features.end();
}

}  // namespace triwire::protocol
